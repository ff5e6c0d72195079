"""Tell people what they must know in time: an outbox of notices, each sent at least once and entered once.

Nothing is announced by hand: the verbs are called each minute, and a second call in the same minute does nothing.
"""

import datetime
import logging
from collections.abc import Mapping
from itertools import islice
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F

from compliance import journal
from compliance.actions.delivering import deliver_due
from compliance.actions.digesting import gather, still_to_say
from compliance.actions.entering import bring_one_in_line, settings_of
from compliance.audits.invitations import invitation_mail
from compliance.inheritance.lapsing import coming_lapses
from compliance.inheritance.lapsing_decisions import coming_endings
from compliance.models import AT_ONCE, Digest, Invitation, Notice, NoticeKind, System
from compliance.notices.digests import digest_mail
from compliance.notices.mails import MAILS, parameters_of, parameters_of_ending
from compliance.notices.news import Told, officers, people_of
from frameworks.compiled import shipped

SYSTEMS_AT_ONCE: Final = 50
"""Looked at in one minute; the next minute goes on with the others."""

MAILS_AT_ONCE: Final = 10
"""So few that a slow server is done with them before the first pause is over, and nobody else sends them as well."""

FIRST_PAUSE: Final = datetime.timedelta(minutes=5)
"""How long the second attempt waits. It doubles each time."""

LONGEST_DOUBLING: Final = 8

log = logging.getLogger(__name__)


class NotSent(Exception):
    """The mail server did not take a mail: it is not asked again in this minute."""


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
    """Post to webhooks and mail what is due and still so. Returns how many mails were sent; none without a server.

    An attempt is claimed by one UPDATE that puts the next one off, so that of two senders one wins and no transaction
    waits for a mail server. Who dies between mailing and noting it leaves the mail due again: it then goes out twice
    under one Message-ID, rather than never. The first failure ends the round, and the next minute goes on with the
    others: a server that is away is asked once.
    """
    deliver_due(now)
    if not settings.SENDS_MAIL:
        return 0
    sent = 0
    try:
        for warning in _warnings(now):
            sent += _send_warning(warning, now)
        gather(now)
        for digest in Digest.objects.due(now).select_related("recipient").order_by("due_at")[: MAILS_AT_ONCE - sent]:
            sent += _send_digest(digest, now)
        for invitation in _invitations(now)[: MAILS_AT_ONCE - sent]:
            sent += _send_invitation(invitation, now)
    except NotSent:
        log.warning("The mail server is asked again in the next minute.", exc_info=True)
    return sent


def _warnings(now: datetime.datetime) -> list[Notice]:
    """Those with a mail of their own that are due, after a look at whether they still stand."""
    due = Notice.objects.due(now).filter(kind__in=AT_ONCE)
    systems = System.objects.filter(pk__in=due.values("system"))
    _enter_what_stands({system: system.day_of(now) for system in systems}, now)
    return list(due.select_related("system", "recipient").order_by("due_at", "pk")[:MAILS_AT_ONCE])


def _send_warning(notice: Notice, now: datetime.datetime) -> bool:
    own = settings_of([notice.recipient_id])[notice.recipient_id]
    if own.is_quiet(now):
        Notice.objects.unsent().filter(pk=notice.pk).update(due_at=own.at_once(now))
        return False
    if not _claim(notice, now):
        return False
    _mail(notice, MAILS[notice.kind](notice, shipped(), now))
    _note_sent(notice, now)
    return True


def _send_digest(digest: Digest, now: datetime.datetime) -> bool:
    own = settings_of([digest.recipient_id])[digest.recipient_id]
    if own.is_quiet(now):
        Digest.objects.due(now).filter(pk=digest.pk).update(due_at=own.at_once(now))
        return False
    if not _claim(digest, now):
        return False
    notices = still_to_say(digest, own, now)
    if not notices:
        return False
    _mail(digest, digest_mail(digest, notices))
    _note_digest_sent(digest, notices, now)
    return True


def _invitations(now: datetime.datetime) -> list[Invitation]:
    rows = Invitation.objects.due(now).select_related("system", "engagement", "invited_by")
    return list(rows.order_by("due_at", "pk")[:MAILS_AT_ONCE])


def _send_invitation(invitation: Invitation, now: datetime.datetime) -> bool:
    """At any hour: somebody waits for it, and quiet hours are for people who have an account."""
    if not _claim(invitation, now):
        return False
    _mail(invitation, invitation_mail(invitation))
    _note_invitation_sent(invitation, now)
    return True


def _mail(row: Notice | Digest | Invitation, message: EmailMessage) -> None:
    try:
        message.send()
    except Exception as error:
        type(row).objects.filter(pk=row.pk).update(last_error=type(error).__name__)
        raise NotSent(f"{row} could not be mailed in attempt {row.attempts + 1}") from error


def _enter_what_stands(days: Mapping[System, datetime.date], now: datetime.datetime) -> None:
    """Bring the outbox of these systems in line with what lapses as known now, and who is told of it."""
    if not days:
        return
    people = people_of(days)
    told = {system: on for system, on in days.items() if system.ended_at is None and not system.is_demonstration}
    lapses, endings = coming_lapses(told, shipped()), coming_endings(told, shipped())
    for system, on in days.items():
        wanted: dict[str, Told] = {
            **{each.key(on): (NoticeKind.LAPSE, parameters_of(each, on)) for each in lapses.get(system, ())},
            **{each.key(on): (NoticeKind.DECISION, parameters_of_ending(each, on)) for each in endings.get(system, ())},
        }
        owed = {(each.pk, key): said for key, said in wanted.items() for each in officers(people[system.pk])}
        with transaction.atomic():
            bring_one_in_line(system, owed, AT_ONCE, now)
            System.objects.filter(pk=system.pk).update(lapses_read_on=on)


def _claim(row: Notice | Digest | Invitation, now: datetime.datetime) -> bool:
    """Whether this attempt is ours; the next one is put off at once, in case we do not live to tell how it went."""
    pause = FIRST_PAUSE * 2 ** min(row.attempts, LONGEST_DOUBLING)
    mine = type(row).objects.due(now).filter(pk=row.pk, attempts=row.attempts)
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
        after={"notice": notice.key, "recipient": str(notice.recipient_id)},
    )


@transaction.atomic
def _note_digest_sent(digest: Digest, notices: list[Notice], now: datetime.datetime) -> None:
    """Of several systems together, and so of none: the entry names the notices."""
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=now)
    Digest.objects.filter(pk=digest.pk).update(sent_at=now, last_error="")
    after = {"recipient": str(digest.recipient_id), "notices": sorted(str(notice.pk) for notice in notices)}
    journal.record(verb="digest.sent", subject=digest, actor=None, now=now, after=after)


@transaction.atomic
def _note_invitation_sent(invitation: Invitation, now: datetime.datetime) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=now, last_error="")
    journal.record(verb="invitation.sent", subject=invitation, system=invitation.system, actor=None, now=now)
