"""How much of what was to be looked at was looked at. Pure; the same words for a run and for a system today."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from evidence.models import TERMINAL, JobState


class Sight(StrEnum):
    WHOLE = "whole"
    IN_PART = "in_part"
    NOT_AT_ALL = "not_at_all"


@dataclass(frozen=True)
class Looked:
    """Cells by what was seen of them. `reasons`: codes of why cells were not seen whole, the commonest first.

    What is neither whole, in part nor not at all is still to come.
    """

    total: int
    whole: int
    in_part: int
    not_at_all: int
    reasons: Mapping[str, int]

    @property
    def percent(self) -> int:
        """Cells seen whole, rounded down: 100 only when nothing is missing."""
        return self.whole * 100 // self.total if self.total else 0


def sight_of(state: str, answers: int, blind: int) -> Sight | None:
    """What a cell's job has seen; None while it is not over. A collector without checks sees all that it gathers."""
    if state not in TERMINAL:
        return None
    if state != JobState.DONE or (blind and blind == answers):
        return Sight.NOT_AT_ALL
    return Sight.IN_PART if blind else Sight.WHOLE


def looked_at(cells: Iterable[tuple[Sight | None, str]]) -> Looked:
    """Of each cell: what was seen, and why not all of it."""
    seen: Counter[Sight | None] = Counter()
    reasons: Counter[str] = Counter()
    for sight, reason in cells:
        seen[sight] += 1
        if sight in (Sight.IN_PART, Sight.NOT_AT_ALL):
            reasons[reason] += 1
    return Looked(
        total=seen.total(),
        whole=seen[Sight.WHOLE],
        in_part=seen[Sight.IN_PART],
        not_at_all=seen[Sight.NOT_AT_ALL],
        reasons=dict(reasons.most_common()),
    )
