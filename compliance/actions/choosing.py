"""Say how one wants to be told, end mails of a kind, and have a calendar feed. Each person for themselves."""

import datetime
import hashlib
import secrets
from collections.abc import Collection
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from compliance import journal
from compliance.actions.entering import due_at, settings_of
from compliance.actions.vetting import vet
from compliance.models import Notice, NoticeKind, NoticeSettings, User
from frameworks.errors import Refused

TOKEN_BYTES: Final = 32


@transaction.atomic
def choose(
    *,
    person: User,
    time_zone: str,
    digest_hour: int,
    quiet_from: int | None,
    quiet_until: int | None,
    muted: Collection[str],
    now: datetime.datetime,
) -> NoticeSettings:
    """From now on it is so; what waits to be mailed is put off, brought forward or no longer mailed accordingly."""
    row = _own(person)
    if quiet_from == quiet_until:
        quiet_from = quiet_until = None
    if (quiet_from is None) != (quiet_until is None):
        raise Refused(_("Quiet hours need a beginning and an end: choose both, or neither."))
    said = {
        "time_zone": time_zone,
        "digest_hour": digest_hour,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "muted": sorted(set(muted) & set(NoticeKind.values)),
    }
    before = {name: getattr(row, name) for name in said}
    for name, value in said.items():
        setattr(row, name, value)
    vet(row)
    if row.quiet_from is not None and row.is_quiet(row.next_digest(now)):
        raise Refused(_("The digest’s hour lies in the quiet hours: choose another, or shorten them."))
    if said != before:
        _keep(row, now)
        journal.record(verb="notices.chosen", subject=person, actor=person, now=now, before=before, after=said)
    return row


@transaction.atomic
def mute(*, person: User, kinds: Collection[NoticeKind], now: datetime.datetime) -> NoticeSettings:
    """No more mails of these kinds; nothing else changes. Whoever holds the link from a mail speaks for the person."""
    row = _own(person)
    new = sorted(set(kinds) - set(row.muted))
    if new:
        row.muted = sorted({*row.muted, *new})
        _keep(row, now)
        journal.record(verb="notices.muted", subject=person, actor=None, now=now, after={"kinds": new})
    return row


def see_all(*, person: User, now: datetime.datetime) -> None:
    """What was entered up to now is not new any more. It says nothing of any system: no entry in the journal."""
    NoticeSettings.objects.update_or_create(user=person, defaults={"seen_at": now})


@transaction.atomic
def renew_feed(*, person: User, now: datetime.datetime) -> str:
    """The token of a new calendar feed, which is nowhere kept: the one before shows nothing any more."""
    row, token = _own(person), secrets.token_urlsafe(TOKEN_BYTES)
    row.feed_digest = digest_of(token)
    row.save()
    journal.record(verb="calendar.renewed", subject=person, actor=person, now=now)
    return token


@transaction.atomic
def switch_feed_off(*, person: User, now: datetime.datetime) -> None:
    row = _own(person)
    if row.feed_digest:
        row.feed_digest = ""
        row.save()
        journal.record(verb="calendar.switched-off", subject=person, actor=person, now=now)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _own(person: User) -> NoticeSettings:
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # for the request's user is a lazy one
    return settings_of([person.pk])[person.pk]


def _keep(row: NoticeSettings, now: datetime.datetime) -> None:
    """What is in no digest yet follows; a digest on its way leaves out what is muted."""
    row.save()
    waiting: Any = Notice.objects.unsent().filter(recipient=row.user_id, digest=None)
    for notice in waiting.select_related("system"):
        notice.due_at = due_at(notice.kind, notice.system, row, now)
        notice.save(update_fields=["due_at"])
