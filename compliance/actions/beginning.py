"""Begin a system: its boundary as far as it is known, and the compliance officer who goes on from there."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from compliance.actions.granting import grant
from compliance.actions.scoping import add_account, answer_to, create_system, use_service
from compliance.actions.settling import Settled, settle_duties
from compliance.models import Account, Role, System, User
from compliance.presets import Preset
from frameworks.compiled import Catalogue, shipped
from frameworks.models import Edition, Service


@dataclass(frozen=True)
class FirstAccount:
    account_id: str
    name: str
    regions: tuple[str, ...]


@transaction.atomic
def begin_system(
    *,
    key: str,
    name: str,
    purpose: str,
    time_zone: str,
    data_classes: Sequence[str],
    officer: User,
    preset: Preset | None,
    account: FirstAccount | None,
    catalogue: Catalogue,
    actor: User | None,
    now: datetime.datetime,
) -> tuple[System, Settled]:
    """A system from today on, as its preset has it, with its first officer and, where one is named, an account."""
    classes = sorted({*data_classes, *(preset.data_classes if preset else ())})
    system = create_system(
        key=key, name=name, purpose=purpose, time_zone=time_zone, data_classes=classes, actor=actor, now=now
    )
    today = system.day_of(now)
    for each in preset.answers if preset else ():
        answer_to(
            system=system,
            edition=Edition.objects.by_key(each.framework),
            role=each.role,
            left_out=each.left_out,
            assessment=each.assessment,
            since=today,
            actor=actor,
            now=now,
        )
    grant(system=system, user=officer, role=Role.OFFICER, since=today, actor=actor, now=now)
    if account is not None:
        row = add_account(
            system=system,
            account_id=account.account_id,
            name=account.name,
            regions=account.regions,
            since=today,
            actor=actor,
            now=now,
        )
        if preset is not None:
            use_typical(account=row, regions=account.regions, preset=preset, since=today, actor=actor, now=now)
    return system, settle_duties(system=system, catalogue=catalogue, on=today, actor=actor, now=now)


@transaction.atomic
def use_typical(
    *,
    account: Account,
    regions: Sequence[str],
    preset: Preset,
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
) -> None:
    """The account uses, in each of its regions, the services that are typical of the preset."""
    rows = {row.key: row for row in Service.objects.current().filter(key__in=preset.uses)}
    for key, touch in preset.uses.items():
        for region in shipped().services[key].places(regions):
            use_service(
                account=account,
                service=rows[key],
                region=region,
                touches=dict.fromkeys(account.system.data_classes, touch.value),
                since=since,
                actor=actor,
                now=now,
            )
