"""A worker is stopped (SIGSTOP) past its leases and continued when another one has its jobs: who writes what?"""

import random
import signal
import time
from pathlib import Path

import pytest
from django.utils import timezone

from evidence import tasks
from evidence.models import Job, JobState
from tests.evidence.faults import SEED, count, endure
from tests.evidence.marking import a_system, publish
from tests.evidence.marking_worker import LEASE
from tests.evidence.workers import Worker, a_worker, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ledger_key"),
]

TAKEN_OVER = "was taken over after epoch"


def test_it_writes_nothing_of_what_was_taken_over(tmp_path: Path) -> None:
    """In rounds: behind a long queue nobody would come to what it held before it wakes."""
    chance, system = random.Random(SEED), a_system()
    log = tmp_path / "log"
    sleeper = Worker(log=log)

    def stop_past_the_lease() -> None:
        sleeper.process.send_signal(signal.SIGSTOP)
        time.sleep(LEASE.total_seconds() + 0.2)
        interrupted = Job.objects.filter(lost__gt=0, state=JobState.RUNNING)
        wait_until(interrupted.exists, seconds=15, meanwhile=lambda: tasks.sweep(timezone.now()))
        sleeper.process.send_signal(signal.SIGCONT)

    try:
        with a_worker():
            for _ in range(count(short=1, full=10)):
                jobs = publish(*[{"seconds": chance.uniform(0.4, 1.2)} for _ in range(24)], system=system)
                counted = endure(jobs, stop_past_the_lease, times=2, chance=chance, called="stops past the lease")
                assert counted.right
    finally:
        sleeper.process.send_signal(signal.SIGCONT)
        sleeper.stop()
    fenced = log.read_text().count(TAKEN_OVER)
    print(f"{fenced} attempts fenced")
    assert fenced, "it never woke up with work that was somebody else's by then"
