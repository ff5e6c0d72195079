"""A duty's occurrences as a strip along the audit's period: each state has a shape of its own beside its colour."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.coverage.occurrences import DutyCoverage, Occurrence, OccurrenceState
from frameworks.inheritance import Span

WIDTH: Final = 1000
SWATCH: Final = 60
GAP: Final = 3
"""Between two cells, where they are wide enough for one."""


@dataclass(frozen=True)
class Mark:
    """What is drawn: the shape of a state from `x` on, notched where it came late."""

    shape: str
    x: int
    width: int
    is_late: bool = False

    @property
    def right(self) -> int:
        return self.x + self.width


@dataclass(frozen=True)
class Cell:
    """An occurrence in the picture, as much of it as lies in the period."""

    occurrence: Occurrence
    mark: Mark

    @property
    def sentence(self) -> str:
        span = self.occurrence.span
        said = f"{_day(span.first)} – {_day(span.last)}: {self.occurrence.state.label}"
        return f"{said}, {_('late')}" if self.occurrence.is_late else said


@dataclass(frozen=True)
class Strip:
    coverage: DutyCoverage
    cells: tuple[Cell, ...]

    @property
    def sentence(self) -> str:
        """The whole in words, for who does not see the picture."""
        expected = len(self.coverage.asked)
        said = ngettext("%(n)s expected", "%(n)s expected", expected) % {"n": expected}
        counts = {
            _("received"): self.coverage.received,
            _("accepted"): self.coverage.accepted,
            _("late"): self.coverage.late,
            _("missing"): self.coverage.missing,
        }
        return ", ".join((said, *(f"{n} {word}" for word, n in counts.items() if n)))


def strip_of(coverage: DutyCoverage, period: Span) -> Strip:
    return Strip(coverage, tuple(_cells(coverage.occurrences, period)))


def legend() -> list[tuple[Mark, object]]:
    """Every shape with its word: what presses first."""
    order = (
        *(OccurrenceState.FAILED, OccurrenceState.MISSING, OccurrenceState.RETURNED, OccurrenceState.COULD_NOT_LOOK),
        *(OccurrenceState.TO_JUDGE, OccurrenceState.RECEIVED, OccurrenceState.ACCEPTED, OccurrenceState.SEEN),
        *(OccurrenceState.OPEN, OccurrenceState.AHEAD, OccurrenceState.NO_DUTY),
    )
    late = Mark(OccurrenceState.ACCEPTED.value, 0, SWATCH, is_late=True), _("Accepted, late")
    return [*((Mark(each.value, 0, SWATCH), each.label) for each in order), late]


def _cells(occurrences: Iterable[Occurrence], period: Span) -> Iterable[Cell]:
    for each in occurrences:
        shown = each.span.within(period)
        if shown is not None:
            x = (shown.first - period.first).days * WIDTH // period.days
            end = ((shown.last - period.first).days + 1) * WIDTH // period.days
            yield Cell(each, Mark(each.state.value, x, max(end - x - GAP, 1), each.is_late))


def _day(day: datetime.date) -> str:
    return date_format(day, "j M Y")
