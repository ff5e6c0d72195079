"""What came in for the duties of an audit, by days: what was asked for, what people handed in, what checks saw."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, Value

from compliance.models import Assessment, Engagement, Outcome
from evidence.coverage.expected import Expected
from evidence.models import ItemUse, Request, RequestOrigin, UseState
from frameworks.inheritance import Span

REVIEWED: Final = "review:"
"""What an accepted use reports to its duty by (`reviewing.py`): it is read from the use itself."""

WORST_FIRST: Final = (Outcome.FAIL, Outcome.ERROR, Outcome.MANUAL, Outcome.PASS, Outcome.NOT_APPLICABLE)
BLIND: Final = frozenset({Outcome.ERROR})

Place = tuple[int, int | None]
"""A control and a service: where a duty stands and an answer belongs."""


@dataclass(frozen=True)
class Handed:
    """A use of an item, by days."""

    days: Span
    came: datetime.date
    state: str
    in_part: bool

    @property
    def counts(self) -> bool:
        return self.state == UseState.ACCEPTED and not self.in_part


@dataclass(frozen=True)
class Seen:
    """What a source observed on a day; "" stands for all that could always look."""

    day: datetime.date
    source: str
    outcome: str


def worst(seen: Iterable[Seen]) -> Outcome | None:
    """Of all sources together; one that could not look counts where it saw nothing on any of the days."""
    by_source: dict[str, set[str]] = {}
    for each in seen:
        by_source.setdefault(each.source, set()).add(each.outcome)
    told = set[str]().union(*(outcomes if len(outcomes) == 1 else outcomes - BLIND for outcomes in by_source.values()))
    return next((outcome for outcome in WORST_FIRST if outcome in told), None)


def asked_for(engagement: Engagement, known_at: datetime.datetime | None = None) -> dict[tuple[UUID, Span], Request]:
    """The audit's occurrences that were asked for, withdrawn or not."""
    rows = Request.objects.filter(engagement=engagement, origin=RequestOrigin.CADENCE)
    if known_at is not None:
        rows = rows.filter(raised_at__lte=known_at)
    return {
        (row.duty_id, Span(row.first_day, row.last_day)): row
        for row in rows
        if row.duty_id is not None and row.first_day is not None and row.last_day is not None
    }


def handed_in(
    engagement: Engagement, expected: Iterable[Expected], known_at: datetime.datetime | None = None
) -> dict[UUID, list[Handed]]:
    """By duty, what was handed in for it or for a request about it, in whichever audit."""
    duties, day_of = [each.duty.pk for each in expected], engagement.system.day_of
    uses = ItemUse.objects.filter(Q(duty__in=duties) | Q(request__duty__in=duties), system=engagement.system_id)
    if known_at is not None:
        uses = uses.filter(submitted_at__lte=known_at)
    found: dict[UUID, list[Handed]] = {}
    for use in uses.select_related("item", "request"):
        duty = use.request.duty_id if use.request and use.request.duty_id else use.duty_id
        if duty is not None:
            days = Span(day_of(use.item.observed_from), day_of(use.item.observed_until))
            handed = Handed(days, day_of(use.submitted_at), use.state_at(known_at), use.item.supports_in_part)
            found.setdefault(duty, []).append(handed)
    return found


def seen_by_checks(
    engagement: Engagement, expected: Sequence[Expected], known_at: datetime.datetime | None = None
) -> dict[int, list[tuple[int | None, Seen]]]:
    """By control, what was observed day by day, with the service that it speaks of. Two queries.

    Only of sources that could not look somewhere in these days is each one told apart: of all others it is enough to
    know which outcomes a day had, which is a fraction of what checks say in a year.
    """
    spans = [span for each in expected for span in each.spans]
    if not spans:
        return {}
    zone = ZoneInfo(engagement.system.time_zone)
    rows = Assessment.objects.filter(
        system=engagement.system_id,
        control__in={each.duty.control_id for each in expected},
        programme=None,
        observed_until__gte=datetime.datetime.combine(min(spans).first, datetime.time.min, zone),
    ).exclude(source__startswith=REVIEWED)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    told = rows.exclude(outcome=Outcome.ERROR).values_list("control", "service", "observed_until", Value(""), "outcome")
    blind = rows.filter(source__in=rows.filter(outcome=Outcome.ERROR).values("source"))
    apart = blind.values_list("control", "service", "observed_until", "source", "outcome")
    day_of = cache(engagement.system.day_of)  # a cell's answers share their instant
    found: dict[int, list[tuple[int | None, Seen]]] = {}
    for control, service, at, source, outcome in (*told.distinct(), *apart.distinct()):
        found.setdefault(control, []).append((service, Seen(day_of(at), source, outcome)))
    for seen in found.values():
        seen.sort(key=lambda each: each[1].day)
    return found


def seen_for(
    expected: Expected, seen: Mapping[int, list[tuple[int | None, Seen]]], own: Collection[Place]
) -> list[Seen]:
    """What speaks of a service that was split off belongs to that service's duty, all other to the whole control's."""
    duty = expected.duty
    return [
        each
        for service, each in seen.get(duty.control_id, ())
        if (service == duty.service_id if duty.service_id else (duty.control_id, service) not in own)
    ]
