"""Draw a system's boundary: its frameworks, accounts and services. Each change is a dated fact in the journal."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock, supersede
from compliance.actions.vetting import vet
from compliance.models import Account, AccountTerm, FrameworkScope, Origin, ServiceUse, System, User
from frameworks.errors import Refused
from frameworks.models import Edition, Service


@transaction.atomic
def create_system(
    *,
    key: str,
    name: str,
    purpose: str,
    time_zone: str,
    data_classes: Sequence[str],
    actor: User | None,
    now: datetime.datetime,
    is_demonstration: bool = False,
) -> System:
    system = System(
        key=key,
        name=name,
        purpose=purpose,
        time_zone=time_zone,
        data_classes=list(data_classes),
        is_demonstration=is_demonstration,
        created_at=now,
    )
    vet(system)
    if System.objects.filter(key=key).exists():
        raise Refused(f"There is a system “{key}” already: give this one another key.")
    system.save(force_insert=True)
    journal.record(
        verb="system.created",
        subject=system,
        system=system,
        actor=actor,
        now=now,
        after={"classes": list(data_classes)},
    )
    return system


@transaction.atomic
def answer_to(
    *,
    system: System,
    edition: Edition,
    role: str,
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
    left_out: Sequence[str] = (),
) -> FrameworkScope:
    """From `since` on the system answers to `edition`, in `role`, without the optional categories `left_out`."""
    before, scope = supersede(
        FrameworkScope,
        within=system,
        now=now,
        match={"system": system, "edition": edition},
        valid_from=since,
        role=role,
        left_out=sorted(left_out),
    )
    if before != scope:
        journal.record(
            verb="framework.scoped",
            subject=scope,
            system=system,
            actor=actor,
            now=now,
            after={"edition": edition.key, "role": role, "left_out": sorted(left_out), "from": since.isoformat()},
        )
    return scope


@transaction.atomic
def add_account(
    *,
    system: System,
    account_id: str,
    name: str,
    regions: Sequence[str],
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
    partition: str = "aws",
) -> Account:
    """The account belongs to the system from `since` on, in `regions`. An account of another system is refused."""
    lock(system)
    account = Account.objects.filter(account_id=account_id).first()
    if account and account.system_id != system.pk:
        raise Refused(f"Account {account_id} cannot be added: it belongs to another system, and to one only.")
    if account is None:
        account = Account(system=system, account_id=account_id, name=name, partition=partition)
        vet(account)
        account.save(force_insert=True)
    before, term = supersede(
        AccountTerm,
        within=account,
        now=now,
        match={"system": system, "account": account},
        valid_from=since,
        regions=sorted(regions),
    )
    if before != term:
        journal.record(
            verb="account.scoped",
            subject=account,
            system=system,
            actor=actor,
            now=now,
            before={"regions": before.regions} if before else None,
            after={"account": account_id, "regions": sorted(regions), "from": since.isoformat()},
        )
    return account


@transaction.atomic
def use_service(
    *,
    account: Account,
    service: Service,
    region: str,
    touches: Mapping[str, str],
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
    origin: str = Origin.DECLARED,
) -> ServiceUse:
    """The system uses `service` in that account and region (`global` for a global service) from `since` on."""
    match = {"system": account.system, "account": account, "service": service, "region": region}
    before, use = supersede(
        ServiceUse, within=account, now=now, match=match, valid_from=since, touches=dict(touches), origin=origin
    )
    if before != use:
        vet(use)
        journal.record(
            verb="service.used",
            subject=use,
            system=account.system,
            actor=actor,
            now=now,
            before={"touches": before.touches} if before else None,
            after={"service": service.key, "region": region, "touches": dict(touches), "from": since.isoformat()},
        )
    return use
