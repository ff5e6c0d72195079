"""When each cell of a system was last looked at, and what came of it: one reading for the tick and for the pages."""

import datetime
from dataclasses import dataclass, replace

from compliance.models import System
from evidence.actions.collecting import CELL, cell_key, expected_cells
from evidence.collecting.shipped import collectors
from evidence.models import TERMINAL, Job, JobState
from evidence.runs.looked import Looked, Sight, looked_at, sight_of
from evidence.wording import NEVER, STALE
from frameworks import periods

BLIND_RETRY = datetime.timedelta(hours=1)
"""How long a cell that could not be looked at whole, or was left out, is left alone before the tick tries it again."""


@dataclass(frozen=True)
class Attempt:
    """The latest look at a cell, if there was one lately, and when it was last left out of a run that was cancelled."""

    sight: Sight | None = None
    reason: str = ""
    finished_at: datetime.datetime | None = None
    valid_until: datetime.datetime | None = None
    left_out_at: datetime.datetime | None = None

    def is_settled(self, now: datetime.datetime) -> bool:
        """Whether it is neither stale nor due for another try."""
        if self.left_out_at and now < self.left_out_at + BLIND_RETRY:
            return True
        return self.is_fresh(now) if self.sight is Sight.WHOLE else self._is_resting(now)

    def is_fresh(self, now: datetime.datetime) -> bool:
        return self.valid_until is not None and now < self.valid_until

    def _is_resting(self, now: datetime.datetime) -> bool:
        return self.finished_at is not None and now < self.finished_at + BLIND_RETRY


def attempts_of(system: System, now: datetime.datetime) -> dict[str, Attempt]:
    """By the cell's key. One query over what finished since the longest time for which facts stay fresh."""
    since = min(periods.before(now, collector.fresh_for) for collector in collectors().values())
    since = min(since, now - BLIND_RETRY)
    jobs = Job.objects.filter(system=system, kind=CELL, state__in=TERMINAL, finished_at__gt=since)
    told = jobs.order_by("finished_at", "pk").values_list(
        "args", "state", "reason", "answers", "blind", "finished_at", "item__valid_until"
    )
    found: dict[str, Attempt] = {}
    for args, state, reason, answers, blind, finished_at, valid_until in told:
        key = cell_key(args)
        before = found.get(key, Attempt())
        if state == JobState.CANCELLED:
            found[key] = replace(before, left_out_at=finished_at)
        else:
            sight = sight_of(state, answers, blind)
            found[key] = Attempt(sight, reason, finished_at, valid_until, before.left_out_at)
    return found


def looked_today(system: System, now: datetime.datetime) -> Looked:
    """What of the cells in scope today rests on fresh facts. A stale cell counts as one that nobody looks at."""
    found = attempts_of(system, now)
    cells = expected_cells(system, system.day_of(now))
    return looked_at(_today(found.get(cell_key(cell), Attempt()), now) for cell in cells)


def _today(attempt: Attempt, now: datetime.datetime) -> tuple[Sight, str]:
    if attempt.sight is None:
        return Sight.NOT_AT_ALL, NEVER
    if attempt.sight is not Sight.NOT_AT_ALL and not attempt.is_fresh(now):
        return Sight.NOT_AT_ALL, STALE
    return attempt.sight, attempt.reason
