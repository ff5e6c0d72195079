"""Tell people what they must know in time: an outbox of notices, each sent at least once and entered once.

Nothing is announced by hand: both verbs are called each minute, and a second call in the same minute does nothing.
"""

import datetime
import logging
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from compliance import journal
from compliance.actions.superseding import lock
from compliance.lapsing import Lapse, coming_lapses
from compliance.mails import lapse_mail, parameters_of
from compliance.models import Membership, Notice, NoticeKind, Role, System, User
from frameworks.compiled import shipped

SYSTEMS_AT_ONCE: Final = 50
"""Looked at in one minute; the next minute goes on with the others."""

MAILS_AT_ONCE: Final = 10
"""So few that a slow server is done with them before the first pause is over, and nobody else sends them as well."""

FIRST_PAUSE: Final = datetime.timedelta(minutes=5)
"""How long the second attempt waits. It doubles each time."""

LONGEST_DOUBLING: Final = 8

log = logging.getLogger(__name__)


def announce_lapses(now: datetime.datetime) -> int:
    """Enter the warnings that each system's officers are owed on its day, once a day. Returns how many systems.

    After days on which nobody looked, only the nearest threshold that was passed is announced. Demonstrations have
    nobody to write to.
    """
    systems = System.objects.filter(ended_at=None, is_demonstration=False)
    days = ((system, system.day_of(now)) for system in systems.order_by(F("lapses_read_on").asc(nulls_first=True)))
    unread = ((system, on) for system, on in days if system.lapses_read_on is None or system.lapses_read_on < on)
    chosen = dict(islice(unread, SYSTEMS_AT_ONCE))
    _enter_what_stands(chosen, now)
    return len(chosen)


def send_due(now: datetime.datetime) -> int:
    """Mail what is due and still so. Returns how many were sent; none where no mail server is set up.

    An attempt is claimed by one UPDATE that puts the next one off, so that of two senders one wins and no transaction
    waits for a mail server. Who dies between mailing and noting it leaves the notice due again: it then goes out twice
    under one Message-ID, rather than never. The first failure ends the round, and the next minute goes on with the
    others: a server that is away is asked once.
    """
    if not settings.SENDS_MAIL:
        return 0
    systems = System.objects.filter(pk__in=Notice.objects.due(now).values("system"))
    _enter_what_stands({system: system.day_of(now) for system in systems}, now)
    sent = 0
    due = Notice.objects.due(now).select_related("system", "recipient").order_by("due_at", "pk")
    for notice in due[:MAILS_AT_ONCE]:
        if not _claim(notice, now):
            continue
        try:
            lapse_mail(notice, shipped(), now).send()
        except Exception as error:
            log.warning("%s could not be mailed in attempt %d", notice, notice.attempts + 1, exc_info=True)
            Notice.objects.filter(pk=notice.pk).update(last_error=type(error).__name__)
            break
        _note_sent(notice, now)
        sent += 1
    return sent


def _enter_what_stands(days: Mapping[System, datetime.date], now: datetime.datetime) -> None:
    """Bring the outbox of these systems in line with what lapses as known now, and who is told of it."""
    if not days:
        return
    officers = _officers_of_each(days)
    told = {system: on for system, on in days.items() if system.ended_at is None and not system.is_demonstration}
    lapses = coming_lapses(told, shipped())
    for system, on in days.items():
        _settle(system, on, lapses.get(system, ()), officers.get(system.pk, []), now)


@transaction.atomic
def _settle(
    system: System, on: datetime.date, lapses: Iterable[Lapse], officers: Iterable[User], now: datetime.datetime
) -> None:
    """Withdraw what is no longer so and was not sent; enter what was never told. Both are journalled."""
    lock(system)
    wanted = {lapse.key(on): lapse for lapse in lapses}
    owed = {(officer.pk, key) for key in wanted for officer in officers}
    entered = Notice.objects.filter(system=system, kind=NoticeKind.LAPSE, withdrawn_at=None)
    told = {(notice.recipient_id, notice.key): notice for notice in entered}
    gone = [notice for who, notice in told.items() if notice.sent_at is None and who not in owed]
    Notice.objects.unsent().filter(pk__in=[notice.pk for notice in gone]).update(withdrawn_at=now)
    Notice.objects.bulk_create(
        Notice(
            system=system,
            recipient_id=recipient,
            kind=NoticeKind.LAPSE,
            key=key,
            parameters=parameters_of(wanted[key], on),
            created_at=now,
            due_at=now,
        )
        for recipient, key in sorted(owed - told.keys())
    )
    System.objects.filter(pk=system.pk).update(lapses_read_on=on)
    _record("lapse.withdrawn", system, ((notice.recipient_id, notice.key) for notice in gone), now)
    _record("lapse.announced", system, owed - told.keys(), now)


def _record(verb: str, system: System, changed: Iterable[tuple[UUID, str]], now: datetime.datetime) -> None:
    """One entry for each warning, with everybody who is told of it, or no longer is."""
    people: dict[str, list[str]] = {}
    for recipient, key in sorted(changed):
        people.setdefault(key, []).append(str(recipient))
    for key, recipients in people.items():
        after = {"lapse": key, "recipients": recipients}
        journal.record(verb=verb, subject=system, system=system, actor=None, now=now, after=after)


def _officers_of_each(days: Mapping[System, datetime.date]) -> dict[UUID, list[User]]:
    """Who is a compliance officer of each system on its day and may log in. One query."""
    on = {system.pk: day for system, day in days.items()}
    held = Membership.objects.known().filter(system__in=days, role=Role.OFFICER, user__is_active=True)
    found: dict[UUID, list[User]] = {}
    for membership in held.select_related("user"):
        if membership.holds_on(on[membership.system_id]):
            found.setdefault(membership.system_id, []).append(membership.user)
    return found


def _claim(notice: Notice, now: datetime.datetime) -> bool:
    """Whether this attempt is ours; the next one is put off at once, in case we do not live to tell how it went."""
    pause = FIRST_PAUSE * 2 ** min(notice.attempts, LONGEST_DOUBLING)
    mine = Notice.objects.due(now).filter(pk=notice.pk, attempts=notice.attempts)
    return bool(mine.update(attempts=F("attempts") + 1, due_at=now + pause))


@transaction.atomic
def _note_sent(notice: Notice, now: datetime.datetime) -> None:
    Notice.objects.filter(pk=notice.pk).update(sent_at=now, last_error="")
    journal.record(
        verb="notice.sent",
        subject=notice,
        system=notice.system,
        actor=None,
        now=now,
        after={"lapse": notice.key, "recipient": str(notice.recipient_id)},
    )
