"""How much each person has to do in a system, and what is still with people who left it. Asks no query."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from compliance.models import User
from compliance.posture import DutyPosture, Standing
from compliance.team import Team

SOON: Final = 14
"""Days within which a due date counts as near."""


@dataclass
class Load:
    """What one person owns; `person` None = nobody. `soon` is due from today on within SOON days."""

    person: User | None
    has_left: bool = False
    duties: int = 0
    overdue: int = 0
    soon: int = 0
    standings: Counter[str] = field(default_factory=Counter)


@dataclass
class Left:
    """Somebody who may not do any more what duties still say that they do."""

    person: User
    owned: int = 0
    reviewed: int = 0


def is_overdue(posture: DutyPosture, on: datetime.date) -> bool:
    """Past its day and not evidenced."""
    days = days_left(posture, on)
    return days is not None and days < 0 and posture.standing != Standing.EVIDENCED


def days_left(posture: DutyPosture, on: datetime.date) -> int | None:
    """Days until it is due, negative when they have passed; None without a due date."""
    assignment = posture.duty.assignment
    return (assignment.due_on - on).days if assignment and assignment.due_on else None


def workload_of(postures: Iterable[DutyPosture], team: Team, on: datetime.date) -> tuple[Load, ...]:
    """Who owns what, after what nobody owns: first who has most overdue, then who has most."""
    found: dict[User | None, Load] = {}
    for each in postures:
        owner = each.duty.assignment.owner if each.duty.assignment else None
        load = found.setdefault(owner, Load(owner, has_left=owner is not None and owner.pk not in team.owners))
        days = days_left(each, on)
        load.duties += 1
        load.overdue += is_overdue(each, on)
        load.soon += days is not None and 0 <= days <= SOON
        load.standings[str(each.standing)] += 1
    return tuple(sorted(found.values(), key=_most_pressing))


def _most_pressing(load: Load) -> tuple[bool, int, int, str]:
    return load.person is not None, -load.overdue, -load.duties, str(load.person)


def left_behind(postures: Iterable[DutyPosture], team: Team) -> tuple[Left, ...]:
    """Who still owns or reviews duties and holds no role for it on the team's day any more, by name."""
    found: dict[User, Left] = {}
    for each in postures:
        assignment = each.duty.assignment
        if assignment and assignment.owner_id not in team.owners:
            found.setdefault(assignment.owner, Left(assignment.owner)).owned += 1
        if assignment and assignment.reviewer_id not in team.reviewers:
            found.setdefault(assignment.reviewer, Left(assignment.reviewer)).reviewed += 1
    return tuple(sorted(found.values(), key=lambda left: str(left.person)))
