"""Where each open duty of many systems stands: the same answer as posture's, from counts made by the database."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Case, Count, Value, When

from compliance.models import Assessment, Assignment, Duty, System
from compliance.posture import Place, Standing, standing_of


@dataclass(frozen=True)
class DutyStanding:
    """A duty of which nothing but this is read. `owner` None = nobody's."""

    duty: UUID
    standing: Standing
    owner: UUID | int | None
    due_on: datetime.date | None

    def is_overdue(self, on: datetime.date) -> bool:
        """Past its day and not evidenced."""
        return self.due_on is not None and self.due_on < on and self.standing != Standing.EVIDENCED


def standings_of_each(
    days: Mapping[System, datetime.date], now: datetime.datetime
) -> dict[UUID, tuple[DutyStanding, ...]]:
    """Each system's own duties open on its own day. Three queries for any number of systems."""
    on = {system.pk: day for system, day in days.items()}
    held: dict[UUID, tuple[UUID | int, datetime.date | None]] = {}
    terms = Assignment.objects.known().filter(system__in=days).order_by("valid_from")
    for system, duty, owner, due_on, since, until in terms.values_list(
        "system", "duty", "owner", "due_on", "valid_from", "valid_until"
    ):
        if since <= on[system] and (until is None or on[system] <= until):
            held[duty] = (owner, due_on)
    opened: dict[UUID, list[tuple[UUID, Place]]] = {pk: [] for pk in on}
    duties = Duty.objects.filter(system__in=days)
    for pk, system, control, service, programme, first, end in duties.values_list(
        "pk", "system", "control", "service", "programme", "opened_on", "ended_on"
    ):
        if first <= on[system] and (end is None or on[system] < end):
            opened[system].append((pk, (system, control, service, programme)))
    counts = _counts(days, (place for rows in opened.values() for _, place in rows), now)
    return {
        system: tuple(
            DutyStanding(pk, standing_of(counts.get(place, {}), is_assigned=pk in held), *held.get(pk, (None, None)))
            for pk, place in rows
        )
        for system, rows in opened.items()
    }


def _counts(days: Iterable[System], places: Iterable[Place], now: datetime.datetime) -> dict[Place, Counter[str]]:
    """What evidence says of each place where a duty stands; of a place without one, to its whole control."""
    known = set(places)
    stale = Case(When(fresh_until__lt=now, then=Value(True)), default=Value(False), output_field=BooleanField())
    answers = Assessment.objects.known().filter(system__in=list(days)).annotate(is_stale=stale)
    grouped = answers.order_by().values_list("system", "control", "service", "programme", "outcome", "is_stale")
    found: dict[Place, Counter[str]] = {}
    for system, control, service, programme, outcome, is_stale, number in grouped.annotate(number=Count("pk")):
        place = (system, control, service, programme)
        place = place if place in known else (system, control, None, None)
        found.setdefault(place, Counter())["stale" if is_stale else outcome] += number
    return found
