"""Enter what people are told of requests: asked of them, due, overdue, and that theirs is answered. Each minute."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, UUIDField

from compliance.actions.entering import bring_in_line
from compliance.models import AuditorGrant, NoticeKind, System, User
from compliance.notices.news import AHEAD, LATELY, Told, officers, people_of
from evidence.models import ItemUse, Request, RequestOrigin
from evidence.requests import CLOSED, WITH_THE_OWNER, RequestState, asked_of, with_states

KINDS: Final = (
    NoticeKind.ASKED,
    NoticeKind.ASKED_DUE,
    NoticeKind.ASKED_OVERDUE,
    NoticeKind.ASKED_ESCALATED,
    NoticeKind.ANSWERED,
)

Team = Mapping[User, frozenset[str]]
Found = Iterator[tuple[UUID, str, Told]]
"""Who is told, the key, and what."""


def announce_requests(now: datetime.datetime) -> None:
    """Whoever is asked hears of it, of its day and that it passed; whoever asked, of its acceptance. Six queries."""
    days = {system: system.day_of(now) for system in System.objects.filter(ended_at=None)}
    if not days:
        return
    people, owed = people_of(days), {system.pk: dict[tuple[UUID, str], Told]() for system in days}
    on, grants = {system.pk: day for system, day in days.items()}, _grants(days)
    for request in _worth_telling(on, now):
        team, today = people[request.system_id], on[request.system_id]
        for person, key, told in (
            *_of_whom_it_is_asked(request, team, today, now),
            *_of_whoever_asked(request, team, grants),
        ):
            owed[request.system_id][person, key] = told
    bring_in_line({system: owed[system.pk] for system in days}, KINDS, now)


def _worth_telling(on: Mapping[UUID, datetime.date], now: datetime.datetime) -> Any:
    """Requests that are open and new or near their day or past it, and those that were accepted of late."""
    settled = ItemUse.objects.filter(request=OuterRef("pk")).exclude(reviewed_at=None).order_by("-reviewed_at")
    near = max(on.values()) + datetime.timedelta(days=max(AHEAD))
    rows: Any = with_states(Request.objects.filter(system__in=on), on)
    rows = rows.annotate(settled_at=Subquery(settled.values("reviewed_at")[:1]))
    rows = rows.annotate(settled_by=Subquery(settled.values("reviewed_by")[:1], output_field=UUIDField()))
    return rows.filter(
        (~Q(state__in=CLOSED) & (Q(due_on__lte=near) | Q(raised_at__gt=now - LATELY)))
        | Q(state=RequestState.ACCEPTED, raised_by__isnull=False, settled_at__gt=now - LATELY)
    )


def _of_whom_it_is_asked(request: Request, team: Team, on: datetime.date, now: datetime.datetime) -> Found:
    """An occurrence of a cadence is told of when its day is near: a year of them is entered at once."""
    if request.state in CLOSED:
        return
    asked, said, left = _asked(request, team, on), _said(request), (request.due_on - on).days
    if request.state in WITH_THE_OWNER:
        near = next((threshold for threshold in AHEAD if 0 <= left <= threshold), None)
        is_new = request.raised_at > now - LATELY and request.origin != RequestOrigin.CADENCE
        for person in asked:
            if left < 0:
                yield person.pk, f"asked-overdue/{request.pk}", (NoticeKind.ASKED_OVERDUE, said)
            elif near:
                yield person.pk, f"asked-due/{request.pk}/{near}", (NoticeKind.ASKED_DUE, said)
            if is_new and request.state == RequestState.REQUESTED and person.pk != request.raised_by_id:
                yield person.pk, f"asked/{request.pk}", (NoticeKind.ASKED, said)
    after = request.system.escalates_after
    if after is not None and -left >= after:
        for person in officers(team):
            if person not in asked:
                yield person.pk, f"asked-escalated/{request.pk}", (NoticeKind.ASKED_ESCALATED, said)


def _asked(request: Request, team: Team, on: datetime.date) -> Collection[User]:
    """Whoever answers it; the officers where that is nobody in particular, or somebody who has left."""
    person = asked_of(request, on)
    return [person] if person in team and person is not None else officers(team)


def _of_whoever_asked(request: Any, team: Team, grants: Collection[tuple[UUID, UUID]]) -> Found:
    if request.state != RequestState.ACCEPTED or request.settled_by == request.raised_by_id:
        return
    if request.raised_by in team or (request.engagement_id, request.raised_by_id) in grants:
        yield request.raised_by_id, f"answered/{request.pk}", (NoticeKind.ANSWERED, _said(request))


def _grants(days: Mapping[System, datetime.date]) -> set[tuple[UUID, UUID]]:
    """Which audit lets in whom today."""
    on = {system.pk: day for system, day in days.items()}
    rows = AuditorGrant.objects.known().filter(system__in=days, engagement__ended_at=None, user__is_active=True)
    return {(row.engagement_id, row.user_id) for row in rows if row.holds_on(on[row.system_id])}


def _said(request: Request) -> dict[str, Any]:
    return {"about": "request", "id": str(request.pk), "due": request.due_on.isoformat()}
