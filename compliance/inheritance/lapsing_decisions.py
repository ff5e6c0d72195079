"""Which decisions end within the days ahead, so that a requirement falls back to what its evidence says."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.inheritance.inheriting import facts_of_each
from compliance.inheritance.lapsing import AHEAD, ONE_DAY, nearest_threshold
from compliance.models import Decision, System
from frameworks.compiled import Catalogue
from frameworks.inheritance import SystemFacts
from frameworks.inheritance.binding import scope_of, unbound


@dataclass(frozen=True)
class Ending:
    """From `day` on the decision holds no longer, and no other takes its place."""

    decision: Decision

    @property
    def day(self) -> datetime.date:
        return self.decision.valid_until + ONE_DAY

    def threshold(self, on: datetime.date) -> int:
        return nearest_threshold(self.day, on)

    def key(self, on: datetime.date) -> str:
        """What tells one warning from another: a threshold more is a new one."""
        return f"decision/{self.decision.pk}/{self.threshold(on)}"


def coming_endings(
    days: Mapping[System, datetime.date], catalogue: Catalogue, within: datetime.timedelta = AHEAD
) -> dict[System, tuple[Ending, ...]]:
    """For each system, seen from its own day, what ends after it and up to `within` later, the nearest first.

    What was only put on record has nothing to fall back to. One that another follows takes nothing away, nor does one
    about a requirement that does not bind any more by then. One query, and those for the facts where something
    may end.
    """
    rows = Decision.objects.approved().filter(system__in=days, changes_status=True, withdrawn_at=None)
    in_force = [row for row in rows.with_people() if row.valid_until >= days[row.system]]
    ending = [row for row in in_force if row.valid_until < days[row.system] + within]
    if not ending:
        return dict.fromkeys(days, ())
    facts = facts_of_each({row.system for row in ending})
    found: dict[System, list[Ending]] = {system: [] for system in days}
    for row in sorted(ending, key=lambda row: (row.valid_until, row.asked)):
        lost = Ending(row)
        if _binds(row, facts[row.system_id], catalogue, lost.day) and not _followed(row, in_force, lost.day):
            found[row.system].append(lost)
    return {system: tuple(each) for system, each in found.items()}


def _binds(row: Decision, facts: SystemFacts, catalogue: Catalogue, day: datetime.date) -> bool:
    edition, ref = row.asked
    if edition not in catalogue.editions:
        return False
    scope = scope_of(facts, catalogue.editions[edition], day)
    return scope is not None and unbound(catalogue.requirement(edition, ref), scope, day) is None


def _followed(row: Decision, others: Iterable[Decision], day: datetime.date) -> bool:
    return any(
        other.system_id == row.system_id and other.requirement_id == row.requirement_id and other.holds_on(day)
        for other in others
    )
