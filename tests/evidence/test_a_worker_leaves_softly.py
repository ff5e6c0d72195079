"""A worker is asked to go: does it finish what it can, and does nobody wait for the rest until the lease is over?"""

import signal
import time

import pytest
from django.utils import timezone

from evidence.jobs import engine, leaving, working
from evidence.models import Job, JobState
from tests.evidence.marking import KINDS, a_system, left_by, publish, states
from tests.evidence.marking_worker import LEASE
from tests.evidence.workers import Worker, a_worker, wait_until

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ledger_key")]


@pytest.mark.slow
def test_the_short_one_is_finished_and_the_long_one_is_another_worker_s_at_once() -> None:
    system = a_system()
    short, long = publish({"do": "until-told"}, {"seconds": 15}, system=system)
    worker = Worker(threads=2)
    try:
        assert wait_until(lambda: states([short, long])[JobState.RUNNING] == 2, seconds=60)
        worker.process.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        assert wait_until(lambda: states([long])[JobState.READY] == 1, seconds=12), "the lease was not returned"
        print(f"given back {time.monotonic() - asked:.1f} s after SIGTERM; a lease would last {LEASE}")
        assert states([short]) == {JobState.DONE: 1}
        long.refresh_from_db()
        assert (long.attempt, long.lost, long.lease_until) == (0, 0, None)
        Job.objects.filter(pk=long.pk).update(args={})  # the other worker need not take as long
        with a_worker(threads=1):
            assert wait_until(lambda: states([long])[JobState.DONE] == 1, seconds=60), "nobody rang for it"
        assert worker.process.wait(timeout=60) == 0, "the worker did not go"
    finally:
        worker.stop()
    assert left_by([short, long]) == {short.pk: ["done"], long.pk: ["done"]}, "what was fenced has written"


def test_who_leaves_begins_nothing() -> None:
    (job,) = publish({})
    leaving.LEAVING.set()
    try:
        assert not working.attempt(job.pk, KINDS)
    finally:
        leaving.LEAVING.clear()
    assert working.attempt(job.pk, KINDS)


def test_only_one_s_own_jobs_are_given_back() -> None:
    mine, theirs = publish({}, {})
    assert engine.claim(mine.pk, timezone.now()) and engine.claim(theirs.pk, timezone.now())
    Job.objects.filter(pk=theirs.pk).update(worker="somebody-else")
    assert engine.give_all_back(timezone.now()) == [mine.pk]
    assert states([mine]) == {JobState.READY: 1} and states([theirs]) == {JobState.RUNNING: 1}
