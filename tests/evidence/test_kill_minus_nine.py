"""Workers and their pools' children are killed (-9) in the midst of their work: is every job done once?"""

import os
import random
import signal

import pytest

from tests.evidence.faults import SEED, count, endure, short_jobs
from tests.evidence.workers import Worker

pytestmark = [
    pytest.mark.slow,
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ledger_key"),
]

JOBS = count(short=100, full=5000)


def test_nothing_is_lost_and_nothing_doubled() -> None:
    chance = random.Random(SEED)
    jobs, worker = short_jobs(JOBS, chance), Worker()

    def kill() -> None:
        nonlocal worker
        assert worker.process.poll() is None, "the worker ended by itself"
        worker.kill()
        worker = Worker()

    try:
        counted = endure(jobs, kill, times=count(short=2, full=50), chance=chance, called="workers killed")
    finally:
        worker.stop()
    assert counted.right
    assert counted.interrupted, "no worker was killed in the midst of anything"


def test_nor_when_the_children_of_a_pool_are_killed() -> None:
    chance = random.Random(SEED)
    jobs, worker = short_jobs(JOBS, chance), Worker(pool="prefork")
    try:
        counted = endure(
            jobs,
            lambda: os.kill(chance.choice(worker.children()), signal.SIGKILL),
            times=count(short=4, full=100),
            chance=chance,
            called="children killed",
        )
        assert worker.process.poll() is None, "the worker ended with a child of its"
    finally:
        worker.stop()
    assert counted.right
    assert counted.interrupted, "no child was killed in the midst of anything"
