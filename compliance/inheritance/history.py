"""What moved and will move in a system's inheritance: between two days, day by day, or by what was learnt since.

Computed on reading from the dated facts, in a constant number of queries; nothing here is stored.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from compliance.inheritance.inheriting import facts_of_each
from compliance.models import System
from frameworks.compiled import Catalogue
from frameworks.inheritance import Change, Inheritance, Reason, SystemFacts, changes, inherit, turning_points
from frameworks.inheritance.binding import scope_of


@dataclass(frozen=True)
class Moment:
    """A day on which the answer moved, with how many requirements AWS's part is supported for from then on."""

    day: datetime.date
    supported: int
    unsupported: int
    classes: Counter[str]
    changes: tuple[Change, ...]


class Move(StrEnum):
    """The most telling thing that happened to a requirement."""

    BEGUN = "begun"
    ENDED = "ended"
    CLASS = "class"
    LOST = "lost"
    GAINED = "gained"
    SERVICES = "services"
    REASONS = "reasons"


@dataclass(frozen=True)
class Group:
    """Requirements that changed alike, so that one sentence says it for all of them."""

    change: Change
    refs: tuple[str, ...]

    @property
    def move(self) -> Move:
        change = self.change
        happened = {
            Move.BEGUN: change.before is None,
            Move.ENDED: change.after is None,
            Move.CLASS: change.before is not change.after,
            Move.LOST: change.was_supported and not change.is_supported,
            Move.GAINED: change.is_supported and not change.was_supported,
            Move.SERVICES: bool(change.services),
            Move.REASONS: True,
        }
        return next(move for move, is_so in happened.items() if is_so)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What explains it: the reasons that came, or else those that went."""
        return self.change.gained or self.change.lost


def facts_of(system: System, known_at: datetime.datetime | None = None, leaving: bool = False) -> SystemFacts:
    return facts_of_each([system], known_at, leaving)[system.pk]


def answers_on(catalogue: Catalogue, edition: str, facts: SystemFacts, day: datetime.date) -> tuple[Inheritance, ...]:
    """What the system is answered that day; nothing on days on which it does not answer to the edition."""
    scoped = scope_of(facts, catalogue.edition(edition), day)
    return inherit(catalogue, edition, facts, day) if scoped else ()


def moments(
    catalogue: Catalogue, edition: str, facts: SystemFacts, first: datetime.date, last: datetime.date
) -> tuple[Moment, ...]:
    """The first day, and each later one up to `last` on which the answer differs from that of the day before."""
    before = answers_on(catalogue, edition, facts, first)
    found = [_moment(first, before, ())]
    for day in turning_points(catalogue, edition, facts, first, last):
        after = answers_on(catalogue, edition, facts, day)
        moved = changes(before, after)
        if moved:
            found.append(_moment(day, after, moved))
        before = after
    return tuple(found)


def grouped(moved: Iterable[Change]) -> list[Group]:
    """The changes that say the same of different requirements put together, the widest first."""
    alike: dict[tuple[object, ...], list[Change]] = {}
    for each in moved:
        key = (each.before, each.after, each.was_supported, each.is_supported, each.gained, each.lost, each.services)
        alike.setdefault(key, []).append(each)
    groups = [Group(found[0], tuple(each.ref for each in found)) for found in alike.values()]
    return sorted(groups, key=lambda group: -len(group.refs))


def _moment(day: datetime.date, answers: Iterable[Inheritance], moved: tuple[Change, ...]) -> Moment:
    answers = tuple(answers)
    borne = [each.aws for each in answers if each.aws]
    supported = sum(each.supported for each in borne)
    return Moment(day, supported, len(borne) - supported, Counter(str(each.class_) for each in answers), moved)
