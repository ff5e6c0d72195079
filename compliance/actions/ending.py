"""Take something out of a system's boundary after a day. What held until then stays so, and what was known stays known.

`after` is the last day. A day before the first one says that it never was so: a mistake is taken back the same way. The
caller settles the duties.
"""

import datetime
from typing import Any, TypeVar

from django.db import models, transaction

from compliance import journal
from compliance.actions.superseding import ONE_DAY, lock, withdraw
from compliance.models import (
    Account,
    AccountTerm,
    Dated,
    DatedQuerySet,
    FrameworkScope,
    Leaning,
    ServiceUse,
    System,
    User,
)
from frameworks.errors import Refused
from frameworks.models import Edition, Service

D = TypeVar("D", bound=Dated)


@transaction.atomic
def end_use(
    *,
    account: Account,
    service: Service,
    region: str,
    after: datetime.date,
    actor: User | None,
    now: datetime.datetime,
) -> ServiceUse:
    """The service is no longer used in that account and region after that day."""
    match = {"account": account, "service": service, "region": region}
    ended = _end(ServiceUse, within=account, match=match, after=after, now=now)
    if not ended:
        raise Refused(f"{service} is not in use in {account}, {region}, after {after}: there is nothing to end.")
    _record_ended_use(ended[0], after, actor, now)
    return ended[0]


@transaction.atomic
def end_account_term(*, account: Account, after: datetime.date, actor: User | None, now: datetime.datetime) -> Account:
    """The account is no part of the system after that day, and no service is used in it any more."""
    ended = _end(AccountTerm, within=account, match={"account": account}, after=after, now=now)
    if not ended:
        raise Refused(f"{account} is no part of this system after {after}: there is nothing to end.")
    for use in _end(ServiceUse, within=account, match={"account": account}, after=after, now=now):
        _record_ended_use(use, after, actor, now)
    journal.record(
        verb="account.ended",
        subject=account,
        system=account.system,
        actor=actor,
        now=now,
        before={"regions": ended[0].regions, "from": ended[0].valid_from.isoformat()},
        after={"account": account.account_id, "last_day": after.isoformat()},
    )
    return account


@transaction.atomic
def end_framework(
    *, system: System, edition: Edition, after: datetime.date, actor: User | None, now: datetime.datetime
) -> FrameworkScope:
    """The system no longer answers to the edition after that day."""
    match = {"system": system, "edition": edition}
    ended = _end(FrameworkScope, within=system, match=match, after=after, now=now)
    if not ended:
        raise Refused(f"This system does not answer to {edition.title} after {after}: there is nothing to end.")
    journal.record(
        verb="framework.ended",
        subject=ended[0],
        system=system,
        actor=actor,
        now=now,
        before={"role": ended[0].role, "from": ended[0].valid_from.isoformat()},
        after={"edition": edition.key, "last_day": after.isoformat()},
    )
    return ended[0]


@transaction.atomic
def end_leaning(
    *, system: System, on_system: System, after: datetime.date, actor: User | None, now: datetime.datetime
) -> Leaning:
    """The system no longer leans on the other one after that day: the duties are its own again."""
    match = {"system": system, "on_system": on_system}
    ended = _end(Leaning, within=system, match=match, after=after, now=now)
    if not ended:
        raise Refused(f"This system does not lean on {on_system} after {after}: there is nothing to end.")
    journal.record(
        verb="leaning.ended",
        subject=ended[0],
        system=system,
        actor=actor,
        now=now,
        before={"controls": ended[0].controls, "from": ended[0].valid_from.isoformat()},
        after={"on_system": str(on_system.pk), "last_day": after.isoformat()},
    )
    return ended[0]


def _end(
    model: type[D],
    *,
    within: models.Model,
    match: dict[str, Any],
    after: datetime.date,
    now: datetime.datetime,
) -> list[D]:
    """What was known beyond that day of the subject, oldest first; known no longer."""
    lock(within)
    found = DatedQuerySet[D](model).beyond(after + ONE_DAY).filter(**match)
    rows = list(found.order_by("valid_from"))
    for row in rows:
        withdraw(row, since=after + ONE_DAY, now=now)
    return rows


def _record_ended_use(use: ServiceUse, after: datetime.date, actor: User | None, now: datetime.datetime) -> None:
    journal.record(
        verb="service.ended",
        subject=use,
        system=use.system,
        actor=actor,
        now=now,
        before={"touches": use.touches, "from": use.valid_from.isoformat()},
        after={"service": use.service.key, "region": use.region, "last_day": after.isoformat()},
    )
