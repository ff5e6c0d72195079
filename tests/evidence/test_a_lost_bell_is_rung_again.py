"""The broker loses a message, forgets everything or is away: is every job still done?"""

import datetime
import time
from typing import Any

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.utils import timezone

from compliance.config.celery import app
from evidence import tasks
from evidence.jobs import engine
from evidence.models import TERMINAL, Job, JobState
from tests.evidence.marking import a_system, claim_and_stall, left_by, publish, states
from tests.evidence.workers import a_worker, wait_until

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ledger_key")]


@pytest.fixture
def broker() -> Any:
    """The test's own Valkey, empty before and after."""
    client = redis.Redis(unix_socket_path=settings.CELERY_BROKER_URL.removeprefix("redis+socket://"))
    client.flushall()
    yield client
    client.flushall()
    client.close()


def bells(broker: Any) -> int:
    return int(broker.llen("celery"))


def test_bells_ring_once_the_jobs_are_committed(broker: Any) -> None:
    publish({}, {}, {})
    assert bells(broker) == 3


@pytest.mark.slow
def test_a_broker_that_forgets_everything_costs_nothing_but_time(broker: Any) -> None:
    jobs = publish(*[{"seconds": 0.02}] * 30)
    broker.flushall()
    with a_worker():
        assert not wait_until(lambda: JobState.DONE in states(jobs), seconds=2), "who rang?"
        assert wait_until(
            lambda: states(jobs).keys() <= set(TERMINAL), seconds=60, meanwhile=lambda: tasks.sweep(timezone.now())
        )
    assert left_by(jobs) == {job.pk: ["done"] for job in jobs}


def test_the_sweep_rings_for_what_waits_and_for_what_a_dead_worker_held(broker: Any) -> None:
    ready, later, held, dead, done = publish(*[{}] * 5)
    now = timezone.now()
    Job.objects.filter(pk=later.pk).update(next_attempt_at=now + datetime.timedelta(minutes=1))
    assert engine.claim(held.pk, now)
    assert claim_and_stall(dead)
    finished = engine.claim(done.pk, now)
    assert finished
    engine.finish(finished, JobState.DONE, now)
    broker.flushall()

    assert engine.waiting(now) == [ready.pk, dead.pk]
    tasks.sweep(now)
    assert bells(broker) == 2


def test_a_broker_that_is_away_stops_nobody() -> None:
    system = a_system()
    away = Celery("away", broker=f"redis+socket://{settings.DATA_DIR}/nobody.sock", set_as_current=False)
    began = time.monotonic()
    away.set_current()
    try:
        jobs = publish({}, {}, system=system)
        tasks.sweep(timezone.now())
    finally:
        app.set_current()
    assert states(jobs) == {JobState.READY: 2}
    assert engine.waiting(timezone.now()) == [job.pk for job in jobs]
    assert time.monotonic() - began < 10


def test_one_step_of_the_minute_that_fails_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def broken(now: datetime.datetime) -> None:
        raise OSError("the disk is full")

    def fine(now: datetime.datetime) -> None:
        done.append("fine")

    monkeypatch.setattr(tasks, "EACH_MINUTE", (broken, fine))
    tasks.tick()
    assert done == ["fine"]
