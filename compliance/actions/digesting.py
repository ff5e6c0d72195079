"""Put into one mail a day what a person is to be told, and look again at it right before it goes."""

import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from compliance.actions.announcing import enter_due, enter_news
from compliance.actions.entering import due_at, settings_of
from compliance.actions.superseding import lock
from compliance.models import AT_ONCE, Digest, Notice, NoticeKind, NoticeSettings, System, User
from compliance.permissions import viewer_of

FOR_AUDITORS: Final = (NoticeKind.MENTIONED, NoticeKind.ANSWERED)
"""What may be told to somebody who is not of the team."""


def gather(now: datetime.datetime) -> None:
    """Whoever has something due gets a digest of it; who got one today, or has one under way, waits until tomorrow."""
    due = Notice.objects.due(now).exclude(kind__in=AT_ONCE).filter(digest=None)
    people = set(due.order_by().values_list("recipient", flat=True).distinct())
    for person, own in settings_of(people).items():
        _gather(person, own, now)


@transaction.atomic
def _gather(person: UUID, own: NoticeSettings, now: datetime.datetime) -> None:
    lock(User(pk=person))
    due = Notice.objects.due(now).exclude(kind__in=AT_ONCE).filter(digest=None, recipient=person)
    day = own.day_of(now)
    if Digest.objects.filter(recipient=person, day=day, withdrawn_at=None).exists():
        tomorrow = own.next_digest(now + datetime.timedelta(minutes=1))
        due.update(due_at=tomorrow)
    elif due.exists():
        digest = Digest.objects.create(recipient_id=person, day=day, created_at=now, due_at=now)
        due.update(digest=digest)


def still_to_say(digest: Digest, own: NoticeSettings, now: datetime.datetime) -> list[Notice]:
    """What of a digest is still so and still for its reader, who may have lost a role; withdrawn when that is nothing.

    Of what the floor above knows, the same minute has just said what stands.
    """
    days = {
        system: system.day_of(now)
        for system in System.objects.filter(pk__in=digest.notices.values("system"), ended_at=None)
    }
    enter_news(days, now)
    enter_due(days, now)
    return _left(digest, own, now)


@transaction.atomic
def _left(digest: Digest, own: NoticeSettings, now: datetime.datetime) -> list[Notice]:
    viewer = viewer_of(digest.recipient, now)
    left: list[Notice] = []
    for notice in Notice.objects.unsent().filter(digest=digest).select_related("system"):
        team = notice.system_id in viewer.team_ids
        sees = team or (notice.kind in FOR_AUDITORS and notice.system_id in viewer.roles)
        if not sees or notice.system.ended_at is not None:
            Notice.objects.filter(pk=notice.pk).update(withdrawn_at=now)
        elif due_at(notice.kind, notice.system, own, now) is None:
            Notice.objects.filter(pk=notice.pk).update(due_at=None, digest=None)
        else:
            left.append(notice)
    if not left:
        Digest.objects.filter(pk=digest.pk).update(withdrawn_at=now)
    return left
