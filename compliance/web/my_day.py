"""What is due from the person who looks, over all their systems: what is overdue or due today first."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from compliance.models import Duty, System, User
from compliance.posture import Standing
from compliance.standings import DutyStanding


@dataclass(frozen=True)
class Due:
    """A duty of the person who looks. `days` until it is due, negative when they have passed; None without a day."""

    duty: Duty
    standing: Standing
    system: System
    due_on: datetime.date | None
    days: int | None
    overdue: bool

    @property
    def presses(self) -> bool:
        return self.overdue or self.days == 0


@dataclass(frozen=True)
class MyDay:
    """`pressing` is overdue or due today, `coming` has its day ahead or is evidenced already, `undated` has none."""

    pressing: tuple[Due, ...]
    coming: tuple[Due, ...]
    undated: tuple[Due, ...]

    def __bool__(self) -> bool:
        return bool(self.pressing or self.coming or self.undated)


def my_day(user: User, days: Mapping[System, datetime.date], standings: Mapping[UUID, Iterable[DutyStanding]]) -> MyDay:
    """One query."""
    due = sorted(_due(user, days, standings), key=lambda each: (each.days or 0, str(each.duty)))
    return MyDay(
        pressing=tuple(each for each in due if each.presses),
        coming=tuple(each for each in due if not each.presses and each.days is not None),
        undated=tuple(each for each in due if each.days is None),
    )


def _due(
    user: User, days: Mapping[System, datetime.date], standings: Mapping[UUID, Iterable[DutyStanding]]
) -> Iterable[Due]:
    mine = {
        each.duty: (each, system, on)
        for system, on in days.items()
        for each in standings[system.pk]
        if each.owner == user.pk
    }
    for duty in Duty.objects.filter(pk__in=mine).select_related("control", "service", "programme"):
        each, system, on = mine[duty.pk]
        left = (each.due_on - on).days if each.due_on else None
        yield Due(duty, each.standing, system, each.due_on, left, each.is_overdue(on))
