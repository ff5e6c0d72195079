"""What strikes while real workers work, how often, and what is counted afterwards.

The short counts run in script/test; `script/faults` runs the full ones. DEMARC_TEST_SEED repeats a choice of moments.
"""

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from evidence import tasks
from evidence.models import TERMINAL, Job
from tests.evidence.marking import left_by, publish, states
from tests.evidence.marking_worker import LEASE
from tests.evidence.workers import wait_until

FULL = os.environ.get("DEMARC_TEST_FAULTS") == "full"
SEED = int(os.environ.get("DEMARC_TEST_SEED", "1122"))
SWEEP = LEASE.total_seconds()
RESTART = 15.0
"""Seconds: the most that one fault may cost, on a machine that has much else to do."""


def count(*, short: int, full: int) -> int:
    return full if FULL else short


def short_jobs(number: int, chance: random.Random, *others: dict[str, Any]) -> list[Job]:
    """So many jobs of some hundredths of a second, and `others` somewhere among them."""
    works: list[dict[str, Any]] = [{"seconds": chance.uniform(0.02, 0.2)} for _ in range(number)]
    for other in others:
        works.insert(chance.randrange(number), other)
    return publish(*works)


@dataclass(frozen=True)
class Counted:
    """What stands in the job table and in the ledger at the end."""

    over: bool
    lost: int
    doubled: int
    interrupted: int

    @property
    def right(self) -> bool:
        """Every job is terminal, and has left exactly one leaf."""
        return self.over and not self.lost and not self.doubled


def endure(
    jobs: Sequence[Job],
    fault: Callable[[], object] = lambda: None,
    *,
    times: int = 0,
    chance: random.Random,
    called: str,
    meanwhile: Callable[[], object] = lambda: None,
    restarts: int = 0,
) -> Counted:
    """Let `fault` strike at moments of chance while the jobs are done, the sweep going on; until all are terminal.

    `meanwhile` is done four times a second. `restarts` are those of workers that no fault has struck.
    """
    moments = sorted(chance.uniform(0.05, 0.9) * len(jobs) for _ in range(times))
    struck, swept = 0, time.monotonic()

    def strike_and_sweep() -> None:
        nonlocal struck, swept
        ended = sum(number for state, number in states(jobs).items() if state in TERMINAL)
        if struck < times and ended >= moments[struck]:
            time.sleep(chance.uniform(0, 0.3))
            fault()
            struck += 1
        meanwhile()
        if time.monotonic() - swept > SWEEP:
            swept = time.monotonic()
            tasks.sweep(timezone.now())

    began = time.monotonic()
    over = wait_until(
        lambda: states(jobs).keys() <= set(TERMINAL) and struck == times,
        seconds=60 + RESTART * (times + restarts) + len(jobs) / 5,
        meanwhile=strike_and_sweep,
    )
    said = left_by(jobs).values()
    counted = Counted(
        over=over,
        lost=sum(not leaves for leaves in said),
        doubled=sum(len(leaves) > 1 for leaves in said),
        interrupted=Job.objects.filter(lost__gt=0).count(),
    )
    print(
        f"\nseed {SEED}: {len(jobs)} jobs, {struck} {called}, {counted.interrupted} jobs interrupted; "
        f"{counted.lost} lost, {counted.doubled} doubled, {dict(states(jobs))}, {time.monotonic() - began:.0f} s"
    )
    return counted
