"""Keep the outbox like the facts: what is owed is entered once, and what is no longer so before it was sent taken back.

Whoever reads facts says everything that is owed by them, for kinds that are its own; nothing is entered by hand. The
floor above does the same for evidence.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from compliance import journal
from compliance.actions.delivering import tell_webhooks
from compliance.actions.superseding import lock
from compliance.models import AT_ONCE, Notice, NoticeKind, NoticeSettings, System
from compliance.notices.news import Owed


def bring_in_line(owed: Mapping[System, Owed], kinds: Collection[NoticeKind], now: datetime.datetime) -> None:
    """Of these kinds, each system's outbox holds what is owed and no more. One query where that is so already."""
    keys = {key for each in owed.values() for _, key in each}
    there: dict[UUID, list[Notice]] = {system.pk: [] for system in owed}
    for notice in _entered(owed, kinds, keys):
        there[notice.system_id].append(notice)
    for system, wanted in owed.items():
        told = {(notice.recipient_id, notice.key): notice for notice in there[system.pk]}
        if wanted.keys() - told.keys() or _gone(told.values(), wanted):
            bring_one_in_line(system, wanted, kinds, now)


@transaction.atomic
def bring_one_in_line(system: System, owed: Owed, kinds: Collection[NoticeKind], now: datetime.datetime) -> None:
    """The same for one system, under its lock. What is entered and what is taken back is journalled."""
    lock(system)
    told = {(each.recipient_id, each.key): each for each in _entered([system], kinds, {key for _, key in owed})}
    gone, new = _gone(told.values(), owed), sorted(owed.keys() - told.keys())
    Notice.objects.unsent().filter(pk__in=[notice.pk for notice in gone]).update(withdrawn_at=now)
    settings = settings_of({recipient for recipient, _ in new})
    Notice.objects.bulk_create(
        Notice(
            system=system,
            recipient_id=recipient,
            kind=owed[recipient, key][0],
            key=key,
            parameters=owed[recipient, key][1],
            created_at=now,
            due_at=due_at(owed[recipient, key][0], system, settings[recipient], now),
        )
        for recipient, key in new
    )
    known = {key for _, key in told}
    tell_webhooks(system, {key: owed[person, key] for person, key in new if key not in known}, now)
    _record("notice.withdrawn", system, ((notice.recipient_id, notice.key) for notice in gone), now)
    _record("notice.entered", system, new, now)


def due_at(kind: str, system: System, settings: NoticeSettings, now: datetime.datetime) -> datetime.datetime | None:
    """When it is mailed to whom these settings belong; None where the application alone shows it."""
    if system.is_demonstration or kind in settings.muted:
        return None
    return settings.at_once(now) if kind in AT_ONCE else settings.next_digest(now)


def settings_of(people: Collection[UUID]) -> dict[UUID, NoticeSettings]:
    """Each person's own, or the defaults. One query."""
    found = {row.user_id: row for row in NoticeSettings.objects.filter(user__in=people)} if people else {}
    return {person: found.get(person) or NoticeSettings(user_id=person) for person in people}


def _entered(systems: Iterable[System], kinds: Collection[NoticeKind], keys: Collection[str]) -> QuerySet[Notice]:
    """What may have to go, and what was told already of what is owed; all that was ever sent is not read."""
    rows = Notice.objects.filter(system__in=systems, kind__in=kinds, withdrawn_at=None)
    return rows.filter(Q(sent_at=None) | Q(key__in=keys))


def _gone(told: Iterable[Notice], owed: Owed) -> list[Notice]:
    return [notice for notice in told if notice.sent_at is None and (notice.recipient_id, notice.key) not in owed]


def _record(verb: str, system: System, changed: Iterable[tuple[UUID, str]], now: datetime.datetime) -> None:
    """One entry for each thing, with everybody who is told of it, or no longer is."""
    people: dict[str, list[str]] = {}
    for recipient, key in sorted(changed):
        people.setdefault(key, []).append(str(recipient))
    for key, recipients in people.items():
        after = {"notice": key, "recipients": recipients}
        journal.record(verb=verb, subject=system, system=system, actor=None, now=now, after=after)
