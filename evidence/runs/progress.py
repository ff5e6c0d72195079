"""How far a run is, and what was seen: one reading for the page, the API and the terminal."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from compliance.models import Account
from evidence.models import GAPS, TERMINAL, Job, JobState, Run
from evidence.runs.looked import Looked, Sight, looked_at, sight_of

LATELY = datetime.timedelta(minutes=5)
"""The speed of an open run is that of its last minutes."""
ENOUGH = 3
"""Finished cells from which the rest is estimated."""
CELLS_A_PULSE = 2000
"""Of so many cells more, whoever watches looks a second less often."""


@dataclass(frozen=True)
class Cell:
    """One account x region x collector. `blind` counts the answers that could not be had in it."""

    account_id: str
    account_name: str
    region: str
    collector: str
    state: str
    reason: str
    answers: int
    blind: int
    calls: int
    seconds: float | None
    finished_at: datetime.datetime | None

    @property
    def sight(self) -> Sight | None:
        return sight_of(self.state, self.answers, self.blind)


@dataclass(frozen=True)
class Tally:
    """The cells of one account, region or collector. `key` is its id, `name` what people call it."""

    key: str
    name: str
    finished: int
    running: int
    looked: Looked


@dataclass(frozen=True)
class Speed:
    """Cells and calls a minute, and the seconds that the rest will take; None where it cannot be told."""

    cells: float
    calls: float
    seconds_left: int | None


@dataclass(frozen=True)
class Progress:
    total: int
    finished: int
    running: int
    gaps: int
    answers: int
    blind: int
    calls: int
    looked: Looked
    speed: Speed | None
    cells: tuple[Cell, ...]

    @property
    def done(self) -> bool:
        return self.finished == self.total

    @property
    def percent(self) -> int:
        return self.finished * 100 // self.total if self.total else 100

    @property
    def pulse(self) -> int:
        """Seconds between two looks."""
        return 1 + self.total // CELLS_A_PULSE

    @cached_property
    def accounts(self) -> tuple[Tally, ...]:
        return _tallies(self.cells, lambda cell: (cell.account_id, cell.account_name))

    @cached_property
    def regions(self) -> tuple[Tally, ...]:
        return _tallies(self.cells, lambda cell: (cell.region, cell.region))

    @cached_property
    def collectors(self) -> tuple[Tally, ...]:
        return _tallies(self.cells, lambda cell: (cell.collector, cell.collector))


def progress_of(run: Run, now: datetime.datetime | None = None) -> Progress:
    """Two queries, whatever the number of cells."""
    names = dict(Account.objects.filter(system=run.system_id).values_list("account_id", "name"))
    jobs = (
        Job.objects.filter(run=run)
        .order_by("id")
        .values_list("args", "state", "reason", "answers", "blind", "calls", "started_at", "finished_at")
    )
    cells = tuple(_cell(names, *told) for told in jobs)
    states = [cell.state for cell in cells]
    return Progress(
        total=run.expected_cells,
        finished=sum(state in TERMINAL for state in states),
        running=states.count(JobState.RUNNING),
        gaps=sum(state in GAPS for state in states),
        answers=sum(cell.answers for cell in cells),
        blind=sum(cell.blind for cell in cells),
        calls=sum(cell.calls for cell in cells),
        looked=looked_at((cell.sight, cell.reason) for cell in cells),
        speed=_speed(run, cells, run.closed_at or now or timezone.now()),
        cells=cells,
    )


def _cell(
    names: dict[str, str],
    args: dict[str, str],
    state: str,
    reason: str,
    answers: int,
    blind: int,
    calls: int,
    started_at: datetime.datetime | None,
    finished_at: datetime.datetime | None,
) -> Cell:
    account = args["account"]
    taken = finished_at - started_at if finished_at and started_at else None
    return Cell(
        account_id=account,
        account_name=names.get(account, account),
        region=args["region"],
        collector=args["collector"],
        state=state,
        reason=reason,
        answers=answers,
        blind=blind,
        calls=calls,
        seconds=taken.total_seconds() if taken is not None else None,
        finished_at=finished_at,
    )


def _speed(run: Run, cells: Sequence[Cell], until: datetime.datetime) -> Speed | None:
    """Of what was looked at, not of what was left out. None before anything was."""
    since = run.opened_at if run.closed_at else max(run.opened_at, until - LATELY)
    minutes = (until - since).total_seconds() / 60
    worked = [cell for cell in cells if cell.seconds is not None and cell.finished_at and cell.finished_at >= since]
    if not worked or minutes <= 0:
        return None
    a_minute = len(worked) / minutes
    left = sum(cell.state not in TERMINAL for cell in cells)
    return Speed(
        cells=a_minute,
        calls=sum(cell.calls for cell in worked) / minutes,
        seconds_left=round(left / a_minute * 60) if left and len(worked) >= ENOUGH else None,
    )


def _tallies(cells: Iterable[Cell], of: Callable[[Cell], tuple[str, str]]) -> tuple[Tally, ...]:
    """What could not be seen comes first, then by name."""
    groups: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        groups.setdefault(of(cell), []).append(cell)
    tallies = [
        Tally(
            key=key,
            name=name,
            finished=sum(cell.state in TERMINAL for cell in group),
            running=sum(cell.state == JobState.RUNNING for cell in group),
            looked=looked_at((cell.sight, cell.reason) for cell in group),
        )
        for (key, name), group in groups.items()
    ]
    return tuple(sorted(tallies, key=lambda tally: (-tally.looked.not_at_all, -tally.looked.in_part, tally.name)))
