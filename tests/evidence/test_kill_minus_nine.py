"""Workers are killed (-9) in the midst of their work, again and again: is every job done once?

The short form runs in script/test. The long one by DEMARC_TEST_KILL_JOBS and DEMARC_TEST_KILLS, on the choice of
DEMARC_TEST_SEED: the counts are printed.
"""

import os
import random
import time

import pytest
from django.utils import timezone

from evidence import tasks
from evidence.models import TERMINAL, Job, JobState
from tests.evidence.marking import left_by, publish, states
from tests.evidence.workers import Worker, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ledger_key"),
]

JOBS = int(os.environ.get("DEMARC_TEST_KILL_JOBS", "200"))
KILLS = int(os.environ.get("DEMARC_TEST_KILLS", "5"))
SWEEP = 4
"""Seconds: twice the workers' lease."""
SEED = int(os.environ.get("DEMARC_TEST_SEED", "1122"))


def test_nothing_is_lost_and_nothing_doubled() -> None:
    chance = random.Random(SEED)
    jobs = publish(*[{"seconds": chance.uniform(0.02, 0.2)} for _ in range(JOBS)])
    kills, worker = 0, Worker()
    moments = sorted(chance.uniform(0.05, 0.9) * JOBS for _ in range(KILLS))
    swept = time.monotonic()
    try:

        def kill_and_sweep() -> None:
            nonlocal kills, worker, swept
            assert worker.process.poll() is None, "the worker ended by itself"
            done = states(jobs)[JobState.DONE]
            if kills < KILLS and done >= moments[kills]:
                time.sleep(chance.uniform(0, 0.3))
                worker.kill()
                kills, worker = kills + 1, Worker()
            if time.monotonic() - swept > SWEEP:
                swept = time.monotonic()
                tasks.sweep(timezone.now())

        limit = 60 + 15 * KILLS + JOBS / 5
        over = wait_until(lambda: states(jobs).keys() <= set(TERMINAL), seconds=limit, meanwhile=kill_and_sweep)
    finally:
        worker.stop()
    said = left_by(jobs)
    lost = [pk for pk, leaves in said.items() if not leaves]
    doubled = [pk for pk, leaves in said.items() if len(leaves) > 1]
    held = Job.objects.filter(lost__gt=0).count()
    print(
        f"seed {SEED}: {JOBS} jobs, {kills} kills, {held} jobs died with a worker; "
        f"{len(lost)} lost, {len(doubled)} doubled, {dict(states(jobs))}"
    )
    assert over
    assert (lost, doubled) == ([], [])
    assert kills == KILLS
    assert held > 0, "no worker was killed in the midst of anything"
