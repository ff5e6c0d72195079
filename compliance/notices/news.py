"""What people are to be told of the facts as they stand: for each system who is owed which notice.

What happens is news of the minute: few queries for all systems. What the day brings, that something is due or long
overdue, needs the posture of each system and is read once on each day of its own.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from compliance.models import Assignment, Comment, Decision, Membership, NoticeKind, Role, System, User, Webhook
from compliance.permissions import APPROVING, viewer_of
from compliance.posture import DutyPosture, Posture
from compliance.threads import subject_of
from compliance.workload import days_left, is_overdue

NEWS: Final = (NoticeKind.ASSIGNED, NoticeKind.MENTIONED, NoticeKind.APPROVAL, NoticeKind.WEBHOOK)
DAILY: Final = (NoticeKind.DUE, NoticeKind.OVERDUE, NoticeKind.ESCALATED)

AHEAD: Final = (1, 7)
"""Days before its due date on which a duty's owner is told of it, the nearest first."""

LATELY: Final = datetime.timedelta(days=30)
"""How long after it happened somebody is still told of it for the first time."""

ONE_DAY: Final = datetime.timedelta(days=1)

Told = tuple[NoticeKind, dict[str, Any]]
"""What is told: its kind, and its parameters as ids, codes and days."""

Owed = Mapping[tuple[UUID, str], Told]
"""By whom it is told to, and by the key that tells one thing from another."""

People = Mapping[UUID, Mapping[User, frozenset[str]]]
"""By system, who holds which roles of the team today and may log in."""


def people_of(days: Mapping[System, datetime.date]) -> People:
    """One query."""
    on = {system.pk: day for system, day in days.items()}
    found: dict[UUID, dict[User, frozenset[str]]] = {system: {} for system in on}
    for row in Membership.objects.known().filter(system__in=days, user__is_active=True).select_related("user"):
        if row.holds_on(on[row.system_id]):
            found[row.system_id][row.user] = found[row.system_id].get(row.user, frozenset()) | {row.role}
    return found


def officers(people: Mapping[User, frozenset[str]]) -> list[User]:
    return [person for person, roles in people.items() if Role.OFFICER in roles]


def news_of_each(days: Mapping[System, datetime.date], now: datetime.datetime) -> dict[System, Owed]:
    """What happened of late, or waits for somebody, in each system. Six queries, and a look at who sees a thread."""
    people = people_of(days)
    found: dict[UUID, dict[tuple[UUID, str], Told]] = {system.pk: {} for system in days}
    for system, person, key, told in (
        *_assigned(days, people),
        *_mentioned(days, people, now),
        *_to_approve(days, people),
        *_switched_off(days, people, now),
    ):
        found[system][person, key] = told
    return {system: found[system.pk] for system in days}


def due_of(system: System, posture: Posture, people: Mapping[User, frozenset[str]]) -> Owed:
    """What is due soon, overdue, or so long overdue that the officers hear of it. Asks no query."""
    owed: dict[tuple[UUID, str], Told] = {}
    for each in posture.duties:
        days, assignment = days_left(each, posture.on), each.duty.assignment
        if days is None or assignment is None or assignment.due_on is None:
            continue
        said = {**_about("duty", each.duty.pk), "due": assignment.due_on.isoformat()}
        name = f"{each.duty.pk}/{assignment.due_on}"
        if assignment.owner in people:
            if is_overdue(each, posture.on):
                owed[assignment.owner_id, f"overdue/{name}"] = NoticeKind.OVERDUE, said
            elif near := _near(each, days):
                owed[assignment.owner_id, f"due/{name}/{near}"] = NoticeKind.DUE, said
        if system.escalates_after is not None and is_overdue(each, posture.on) and -days >= system.escalates_after:
            for person in officers(people):
                if person.pk != assignment.owner_id:
                    owed[person.pk, f"escalated/{name}"] = NoticeKind.ESCALATED, said
    return owed


def _near(each: DutyPosture, days: int) -> int | None:
    """The nearest threshold that has been reached; what is evidenced already is not asked for."""
    if days < 0 or each.standing == each.standing.EVIDENCED:
        return None
    return next((threshold for threshold in AHEAD if days <= threshold), None)


Found = Iterator[tuple[UUID, UUID, str, Told]]
"""The system, who is told, the key, and what."""


def _assigned(days: Mapping[System, datetime.date], people: People) -> Found:
    """Once for each unbroken time in which somebody owns a duty: another reviewer or due date is no news."""
    on = {system.pk: day for system, day in days.items()}
    since = min(days.values(), default=datetime.date.max)
    if since == datetime.date.max:
        return
    recent = Assignment.objects.known().filter(system__in=days, valid_from__gte=since - LATELY, duty__ended_on=None)
    rows: dict[UUID, list[Assignment]] = {}
    known = Assignment.objects.known().filter(duty__in=recent.values("duty")).select_related("owner")
    for row in known.order_by("valid_from"):
        rows.setdefault(row.duty_id, []).append(row)
    for duty, each in rows.items():
        now = next((row for row in each if row.holds_on(on[row.system_id])), None)
        if now is not None and now.owner in people[now.system_id]:
            first = _first_day(each, now)
            if first > on[now.system_id] - LATELY:
                said = {**_about("duty", duty), "due": now.due_on.isoformat() if now.due_on else None}
                yield now.system_id, now.owner_id, f"assigned/{duty}/{first}", (NoticeKind.ASSIGNED, said)


def _first_day(rows: Iterable[Assignment], held: Assignment) -> datetime.date:
    """Since when the owner of `held` has owned the duty without a break."""
    first = held.valid_from
    for row in sorted(rows, key=lambda row: row.valid_from, reverse=True):
        if row.valid_until == first - ONE_DAY and row.owner_id == held.owner_id:
            first = row.valid_from
    return first


def _mentioned(days: Mapping[System, datetime.date], people: People, now: datetime.datetime) -> Found:
    """Whoever a comment names and who still sees what it is about."""
    systems = {system.pk: system for system in days}
    rows = Comment.objects.filter(system__in=days, written_at__gt=now - LATELY, withdrawn_at=None)
    for comment in rows.filter(mentions__isnull=False).distinct().prefetch_related("mentions"):
        for person in comment.mentions.all():
            if person.pk == comment.author_id or not person.is_active:
                continue
            sees = person in people[comment.system_id] or subject_of(
                viewer_of(person, now), systems[comment.system_id], comment.kind, comment.subject
            )
            if sees:
                said = {**_about(comment.kind, comment.subject), "comment": str(comment.pk)}
                yield comment.system_id, person.pk, f"mentioned/{comment.pk}", (NoticeKind.MENTIONED, said)


def _to_approve(days: Mapping[System, datetime.date], people: People) -> Found:
    """A decision that was proposed and that nobody has decided: to all who may, its author apart."""
    rows = Decision.objects.filter(system__in=days, approved_at=None, declined_at=None, withdrawn_at=None)
    for decision in rows:
        for person, roles in people[decision.system_id].items():
            if roles & APPROVING and person.pk != decision.author_id:
                told = NoticeKind.APPROVAL, _about("decision", decision.pk)
                yield decision.system_id, person.pk, f"approval/{decision.pk}", told


def _switched_off(days: Mapping[System, datetime.date], people: People, now: datetime.datetime) -> Found:
    rows = Webhook.objects.filter(system__in=days, ended_at=None, disabled_at__gt=now - LATELY)
    for webhook in rows:
        for person in officers(people[webhook.system_id]):
            key = f"webhook/{webhook.pk}/{webhook.disabled_at:%Y-%m-%dT%H:%M}"
            yield webhook.system_id, person.pk, key, (NoticeKind.WEBHOOK, _about("webhook", webhook.pk))


def _about(kind: str, pk: UUID) -> dict[str, Any]:
    return {"about": kind, "id": str(pk)}
