"""Coverage of an audit's period: what was expected against what was received (design, section 6).

It looks at two things only: what people handed in for a duty, and what checks observed. An occurrence is received by
evidence whose observed period meets its days, handed in for its request or for the duty alone. The worst result counts
(support-rules, section 3): one FAIL that a check saw within an occurrence stays, whatever it saw later and whoever
accepted something; and an occurrence that failed, was missed or came late stays an exception after the next succeeds.
A return before the day it is due is work under way and no exception. "Could not look" is never accepted, and counts
against an occurrence only for the places that nobody saw on any of its days.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from compliance.inheritance.leaning import held_elsewhere
from compliance.models import Engagement, Outcome
from compliance.posture import Asked
from evidence.coverage.expected import Expected, expected_of
from evidence.coverage.received import Handed, Seen, asked_for, handed_in, seen_by_checks, seen_for, worst
from evidence.models import Request, UseState
from frameworks.compiled import Catalogue
from frameworks.inheritance import Span

GRACE: Final = datetime.timedelta(days=14)
"""After an occurrence's last day, or after we could first ask: two weeks to gather what the last day still adds, in
time for the usual ten working days of an auditor's request list. Our convention; a request's own `due_on` wins."""

ONE_DAY: Final = datetime.timedelta(days=1)


class OccurrenceState(TextChoices):
    """The worst that is known of an occurrence."""

    FAILED = "failed", _("A check failed")
    ACCEPTED = "accepted", _("Accepted by a reviewer")
    RECEIVED = "received", _("Received, not yet judged")
    RETURNED = "returned", _("Returned")
    COULD_NOT_LOOK = "could-not-look", _("Could not look")
    TO_JUDGE = "to-judge", _("Collected, for a person to judge")
    SEEN = "seen", _("Seen by checks")
    MISSING = "missing", _("Missing")
    OPEN = "open", _("Not yet due")
    AHEAD = "ahead", _("To come")
    NO_DUTY = "no-duty", _("No duty then")


NOT_RECEIVED: Final = frozenset(
    {OccurrenceState.MISSING, OccurrenceState.OPEN, OccurrenceState.AHEAD, OccurrenceState.NO_DUTY}
)
ACCEPTED: Final = frozenset({OccurrenceState.ACCEPTED, OccurrenceState.SEEN})
UNMENDED: Final = frozenset(
    {
        OccurrenceState.RETURNED,
        OccurrenceState.COULD_NOT_LOOK,
        OccurrenceState.TO_JUDGE,
        OccurrenceState.MISSING,
    }
)
"""Exceptions once their day has passed."""


@dataclass(frozen=True)
class Occurrence:
    """`received_on`: the day on which what was accepted came in. `request`: who was asked, if anybody was."""

    span: Span
    state: OccurrenceState
    due_on: datetime.date
    is_overdue: bool
    received_on: datetime.date | None = None
    request: UUID | None = None

    @property
    def is_late(self) -> bool:
        return self.received_on is not None and self.received_on > self.due_on

    @property
    def is_exception(self) -> bool:
        late = self.is_late or (self.is_overdue and self.state in UNMENDED)
        return late or self.state == OccurrenceState.FAILED


@dataclass(frozen=True)
class DutyCoverage:
    """`answered`: a check saw it yesterday or today, so that nobody is asked for what it goes on to see."""

    expected: Expected
    occurrences: tuple[Occurrence, ...]
    answered: bool = False

    @cached_property
    def asked(self) -> tuple[Occurrence, ...]:
        """Those in which the duty was open: what is expected."""
        return tuple(each for each in self.occurrences if each.state != OccurrenceState.NO_DUTY)

    @property
    def received(self) -> int:
        return sum(each.state not in NOT_RECEIVED for each in self.asked)

    @property
    def accepted(self) -> int:
        return sum(each.state in ACCEPTED for each in self.asked)

    @property
    def late(self) -> int:
        return sum(each.is_late for each in self.asked)

    @property
    def missing(self) -> int:
        return sum(each.state == OccurrenceState.MISSING for each in self.asked)

    @property
    def exceptions(self) -> tuple[Occurrence, ...]:
        return tuple(each for each in self.asked if each.is_exception)


@dataclass(frozen=True)
class Coverage:
    """`elsewhere`: controls whose evidence another system of ours holds; its own coverage tells of them."""

    engagement: Engagement
    on: datetime.date
    duties: tuple[DutyCoverage, ...]
    elsewhere: frozenset[str] = frozenset()

    @cached_property
    def exceptions(self) -> dict[Asked, tuple[tuple[DutyCoverage, Occurrence], ...]]:
        """By examined requirement, the exceptions of every duty behind it, the earliest first; others are left out.

        A duty is judged by its one cadence: what a stricter requirement asks of it counts for each that it is behind.
        """
        found: dict[Asked, list[tuple[DutyCoverage, Occurrence]]] = {}
        for duty in self.duties:
            for asked in duty.expected.asked if duty.exceptions else ():
                found.setdefault(asked, []).extend((duty, each) for each in duty.exceptions)
        return {asked: tuple(sorted(rows, key=lambda row: row[1].span)) for asked, rows in found.items()}


def coverage_of(
    engagement: Engagement,
    catalogue: Catalogue,
    now: datetime.datetime,
    known_at: datetime.datetime | None = None,
) -> Coverage:
    """Each duty behind what the audit examines, with its occurrences in the period. Eleven queries, however many.

    With `known_at` what was asked, handed in, reviewed or seen later is left out.
    """
    system = engagement.system
    on = system.day_of(now)
    expected = expected_of(engagement, catalogue, on)
    requests = asked_for(engagement, known_at)
    handed, seen = handed_in(engagement, expected, known_at), seen_by_checks(engagement, expected, known_at)
    own = {(each.duty.control_id, each.duty.service_id) for each in expected if each.duty.service_id}
    since = system.day_of(engagement.created_at)
    return Coverage(
        engagement=engagement,
        on=on,
        duties=tuple(
            _covered(each, requests, handed.get(each.duty.pk, ()), seen_for(each, seen, own), since, on)
            for each in expected
        ),
        elsewhere=frozenset(held_elsewhere(system, on)),
    )


def due_day(span: Span, since: datetime.date) -> datetime.date:
    """`since`: when we could first ask. What is asked for afterwards is not due before it was asked for."""
    return max(span.last, since) + GRACE


def _covered(
    expected: Expected,
    requests: Mapping[tuple[UUID, Span], Request],
    handed: Collection[Handed],
    seen: Sequence[Seen],
    since: datetime.date,
    on: datetime.date,
) -> DutyCoverage:
    found, days = [], [each.day for each in seen]
    for span in expected.spans:
        request = requests.get((expected.duty.pk, span))
        due_on = request.due_on if request else due_day(span, max(since, expected.duty.opened_on))
        within = seen[bisect_left(days, span.first) : bisect_right(days, span.last)]
        mine = [each for each in handed if each.days.within(span)]
        state = _state(mine, worst(within), span, due_on, on)
        if state in NOT_RECEIVED and not expected.is_asked_in(span):
            state = OccurrenceState.NO_DUTY
        came = min((each.came for each in mine if each.counts), default=None)
        found.append(
            Occurrence(
                span=span,
                state=state,
                due_on=due_on,
                is_overdue=due_on < on,
                received_on=came if state == OccurrenceState.ACCEPTED else None,
                request=request.pk if request else None,
            )
        )
    lately = worst(seen[bisect_left(days, on - ONE_DAY) :])
    return DutyCoverage(expected, tuple(found), answered=lately in {Outcome.PASS, Outcome.FAIL})


def _state(
    handed: Iterable[Handed], seen: str | None, span: Span, due_on: datetime.date, on: datetime.date
) -> OccurrenceState:
    states = {UseState.IN_REVIEW if each.in_part else each.state for each in handed if each.state != UseState.RETURNED}
    returned = any(each.state == UseState.RETURNED for each in handed)
    for state, holds in (
        (OccurrenceState.FAILED, seen == Outcome.FAIL),
        (OccurrenceState.ACCEPTED, UseState.ACCEPTED in states),
        (OccurrenceState.RECEIVED, UseState.IN_REVIEW in states),
        (OccurrenceState.RETURNED, returned),
        (OccurrenceState.COULD_NOT_LOOK, seen == Outcome.ERROR),
        (OccurrenceState.TO_JUDGE, seen == Outcome.MANUAL),
        (OccurrenceState.SEEN, seen == Outcome.PASS),
        (OccurrenceState.AHEAD, span.first > on),
        (OccurrenceState.OPEN, due_on >= on),
    ):
        if holds:
            return state
    return OccurrenceState.MISSING
