"""Draw a system's boundary: its frameworks, accounts and services. Each change is a dated fact in the journal.

How something leaves the boundary again stands in `ending`.
"""

import datetime
import re
from collections.abc import Mapping, Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import lock, supersede
from compliance.actions.vetting import vet
from compliance.models import Account, AccountTerm, FrameworkScope, Origin, ServiceUse, System, User
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Edition, Service
from frameworks.schema import Reach

REGION = re.compile(r"[a-z]{2,4}(-[a-z]+){1,3}-\d")
"""The shape of a region's code, such as eu-central-1 or us-gov-west-1. AWS opens new ones: we keep no list."""


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
    assessment: str = "",
) -> FrameworkScope:
    """From `since` on the system answers to `edition`, in `role`, without the optional categories `left_out`.

    `assessment` is the form in which it is assessed, one of those that the edition opens to the role; empty = not
    settled yet.
    """
    _refuse_other_forms(edition, role, assessment)
    before, scope = supersede(
        FrameworkScope,
        within=system,
        now=now,
        match={"system": system, "edition": edition},
        valid_from=since,
        role=role,
        assessment=assessment,
        left_out=sorted(left_out),
    )
    if before != scope:
        journal.record(
            verb="framework.scoped",
            subject=scope,
            system=system,
            actor=actor,
            now=now,
            after={
                "edition": edition.key,
                "role": role,
                "assessment": assessment or None,
                "left_out": sorted(left_out),
                "from": since.isoformat(),
            },
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
    vet_regions(regions)
    lock(system)
    account = Account.objects.filter(account_id=account_id).first()
    if account and account.system_id != system.pk:
        raise Refused(f"Account {account_id} cannot be added: it belongs to another system, and to one only.")
    if account is None:
        account = Account(system=system, account_id=account_id, name=name, partition=partition)
        vet(account)
        account.save(force_insert=True)
    _refuse_region_in_use(account, regions, since)
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
    _refuse_other_places(account, service, region, since)
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


def vet_regions(regions: Sequence[str]) -> None:
    """Refuse none at all, and what is no code of a region."""
    if not regions:
        raise Refused("An account has at least one region: name one, such as eu-central-1.")
    for region in regions:
        if not REGION.fullmatch(region):
            raise Refused(f"“{region}” is no AWS region: write its code, such as eu-central-1.")


def _refuse_other_forms(edition: Edition, role: str, assessment: str) -> None:
    known = shipped().editions.get(edition.key)
    forms = [form for form in known.assessments if role in (form.roles or [role])] if known else []
    if assessment and assessment not in [form.key for form in forms]:
        open_to = ", ".join(form.title for form in forms)
        allowed = f"write one of {open_to}, or none yet" if forms else "leave it empty"
        raise Refused(f"Nobody is assessed against {edition.title} in this role by “{assessment}”: {allowed}.")


def _refuse_region_in_use(account: Account, regions: Sequence[str], since: datetime.date) -> None:
    places = [*regions, Reach.GLOBAL]
    left = ServiceUse.objects.beyond(since).filter(account=account).exclude(region__in=places)
    use = left.select_related("service").first()
    if use is not None:
        raise Refused(
            f"{use.service} is in use in {account}, {use.region}, on {since} or later: end that use before the region."
        )


def _refuse_other_places(account: Account, service: Service, region: str, since: datetime.date) -> None:
    term = AccountTerm.objects.on(since).filter(account=account).first()
    if term is None:
        raise Refused(
            f"{account} is no part of this system on {since}: choose a later day, or add it from that day on."
        )
    known = shipped().services.get(service.key)  # one that the catalogue dropped may still be in use
    places = known.places(term.regions) if known else (region,)
    if region not in places:
        raise Refused(f"{service} is not used in {account}, {region}: there it can be in {', '.join(places)}.")
