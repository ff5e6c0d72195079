"""Who reviews what was handed in: whom the duty names that day, else the officers. Nobody their own, nobody twice."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q

from compliance.models import Assignment, Role, System, User
from compliance.notices.news import People, officers
from compliance.team import MAY_REVIEW
from evidence.models import ItemUse, UseState


@dataclass(frozen=True)
class Waiting:
    """A use in review, and who is asked to look at it now; empty where nobody of the team can."""

    use: ItemUse
    asked: frozenset[User]


def waiting_in(days: Mapping[System, datetime.date], people: People) -> list[Waiting]:
    """All that waits for a review in these systems, the oldest first. Three queries.

    The reviewer that the duty names, while they may review; where there is none, or they handed it in themselves or
    have accepted it already as the first of two, the officers.
    """
    on = {system.pk: day for system, day in days.items()}
    answers_nothing = Q(duty=None, request__withdrawn_at__isnull=False)
    there = ItemUse.objects.filter(system__in=days, state=UseState.IN_REVIEW, item__erased_at=None)
    rows = there.exclude(answers_nothing)
    joined = ("item", "system", "request", "submitted_by", "duty__control", "duty__service", "duty__programme")
    assigned = Prefetch("duty__assignments", Assignment.objects.known().select_related("reviewer"), to_attr="current")
    uses = rows.select_related(*joined).prefetch_related("reviews", assigned).order_by("submitted_at")
    return [Waiting(use, _asked(use, on[use.system_id], people[use.system_id])) for use in uses]


def _asked(use: ItemUse, on: datetime.date, people: Mapping[User, frozenset[str]]) -> frozenset[User]:
    done = _have_said(use)
    reviewer = _named(use, on)
    if reviewer is not None and reviewer.pk not in done and people.get(reviewer, frozenset()) & MAY_REVIEW:
        return frozenset({reviewer})
    return frozenset(person for person in officers(people) if person.pk not in done)


def may_review(use: ItemUse, person: User, roles: Collection[str], on: datetime.date) -> bool:
    """Whether to offer the review to somebody with these roles; the verb decides."""
    if use.state != UseState.IN_REVIEW or use.item.erased_at is not None or person.pk in _have_said(use):
        return False
    return Role.OFFICER in roles or (Role.REVIEWER in roles and _named(use, on) == person)


def _named(use: ItemUse, on: datetime.date) -> User | None:
    assignment = use.duty.assignment_on(on) if use.duty else None
    return assignment.reviewer if assignment else None


def _have_said(use: ItemUse) -> set[UUID]:
    """Who may not review it (any more): who handed it in, now or at first, and who has reviewed it."""
    reviewers: set[UUID] = {review.reviewer_id for review in use.reviews.all()}
    return reviewers | {use.submitted_by_id} | ({use.item.submitted_by_id} if use.item.submitted_by_id else set())
