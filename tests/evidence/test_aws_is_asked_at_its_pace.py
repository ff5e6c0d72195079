"""Do all workers together ask a service no oftener than its rate, and does nobody wait long in a worker?"""

import datetime
import logging
from dataclasses import replace

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from evidence import broker
from evidence.actions import looking
from evidence.actions.collecting import open_run
from evidence.collecting.aws import Door
from evidence.collecting.contract import Collector
from evidence.collecting.gathering import gather
from evidence.collecting.pacing import LocalBuckets, MustWait, SharedBuckets, Turns
from evidence.collecting.rates import CAUTIOUS, RATES, Rate, rate_of
from evidence.collecting.shipped import collectors as shipped_collectors
from evidence.jobs import working
from evidence.models import JobState
from evidence.tasks import KINDS
from tests.evidence.cells import enter
from tests.factories import PRODUCTION, REGION, Harbour

SLOW = Rate(2, 3)
"""Three at once, then one each half second."""


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def memory() -> redis.Redis:
    broker.client().flushall()
    return broker.client()


def test_a_burst_passes_and_then_each_waits_behind_the_other() -> None:
    clock = Clock()
    buckets = LocalBuckets(clock)
    assert [buckets.take("a", SLOW, 5) for _ in range(6)] == [0, 0, 0, 0.5, 1.0, 1.5]
    assert buckets.take("b", SLOW, 5) == 0, "another account, region or service has its own"
    clock.now += 60
    assert [buckets.take("a", SLOW, 5) for _ in range(4)] == [0, 0, 0, 0.5], "it never holds more than its burst"


def test_a_wait_that_is_too_long_takes_nothing() -> None:
    clock = Clock()
    buckets = LocalBuckets(clock)
    for _ in range(5):
        buckets.take("a", SLOW, 5)
    assert buckets.take("a", SLOW, 1) == buckets.take("a", SLOW, 1) == 1.5
    clock.now += 0.5
    assert buckets.take("a", SLOW, 1) == 1.0


def test_two_processes_share_what_lies_in_the_broker(memory: redis.Redis) -> None:
    """So slow that what the machine takes meanwhile is nothing beside it."""
    one, other, slower = SharedBuckets(memory), SharedBuckets(memory), Rate(0.02, 3)
    waits = [each.take("a", slower, 200) for _ in range(3) for each in (one, other)]
    assert waits[:3] == [0, 0, 0]
    assert waits[3:] == pytest.approx([50, 100, 150], abs=10)
    assert other.take("a", slower, 60) > 60
    assert 0 < memory.pttl("demarc:pace:a") < 1_000_000, "a bucket that is full again is forgotten"


def test_a_broker_that_forgets_its_scripts_is_told_again(memory: redis.Redis) -> None:
    buckets = SharedBuckets(memory)
    buckets.take("a", SLOW, 5)
    memory.script_flush()
    memory.flushall()
    assert buckets.take("a", SLOW, 5) == 0


def test_without_the_broker_each_process_keeps_the_rate_by_itself_and_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    buckets = SharedBuckets(redis.Redis(unix_socket_path=f"{settings.DATA_DIR}/nobody.sock"))
    with caplog.at_level(logging.WARNING):
        waits = [buckets.take("a", SLOW, 5) for _ in range(5)]
    assert waits[:3] == [0, 0, 0] and waits[3] > 0
    assert [record.message.partition(" (")[0] for record in caplog.records] == ["The broker is away"]


def test_a_newcomer_gives_way_to_a_cell_that_has_begun() -> None:
    paused: list[float] = []
    clock = Clock()
    buckets = LocalBuckets(clock)
    begun, new = (Turns(buckets, "111122223333", pause=paused.append) for _ in range(2))
    for _ in range(5 + 3):
        begun.wait("route53", "us-east-1")
    assert paused == pytest.approx([0.2, 0.4, 0.6])
    for _ in range(3):
        begun.wait("route53", "us-east-1")
    with pytest.raises(MustWait):
        new.wait("route53", "us-east-1")
    new.wait("route53", "eu-west-1")
    assert new.begun


def test_rates_say_where_they_come_from_or_are_ours() -> None:
    assert rate_of("iam") is CAUTIOUS
    assert {name for name, rate in RATES.items() if not rate.source} == {"s3"}
    assert all(rate.per_second > 0 and rate.burst >= rate.per_second for rate in RATES.values())


class Counting(LocalBuckets):
    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    def take(self, key: str, rate: Rate, longest: float) -> float:
        self.taken.append(key)
        return super().take(key, rate, longest)


def test_each_request_takes_its_turn_and_one_that_must_wait_leaves_the_cell(
    aws: str, collectors: dict[str, Collector]
) -> None:
    kms, account = collectors["kms"], "991122223333"
    buckets = Counting()
    access = replace(enter(kms, account), turns=Turns(buckets, account))
    document = gather(kms, Door(access, kms, "eu-west-1", clock=timezone.now))
    requests = sum(len(call["requests"]) or 1 for call in document["calls"])
    assert buckets.taken == [f"{account}:eu-west-1:kms"] * requests

    access = replace(access, turns=Turns(Dry(), account))
    with pytest.raises(MustWait):
        gather(kms, Door(access, kms, "eu-west-1", clock=timezone.now))


class Dry:
    def take(self, key: str, rate: Rate, longest: float) -> float:
        return 90.0


@pytest.mark.django_db(transaction=True)
def test_a_long_wait_is_in_the_database_and_is_no_failure(connected: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_buckets", Dry)
    cell = {"account": PRODUCTION, "region": REGION, "collector": "kms"}
    run = open_run(system=connected.system, cells=[cell], actor=None, now=timezone.now())
    job = run.jobs.get()
    for _ in range(working.MOST_FAILURES + 1):
        assert working.attempt(job.pk, KINDS)
        job.refresh_from_db()
        assert (job.state, job.attempt, job.reason) == (JobState.READY, 0, "paced")
        assert job.next_attempt_at > timezone.now() + datetime.timedelta(seconds=60)
        run.jobs.update(next_attempt_at=timezone.now())
    monkeypatch.undo()
    assert shipped_collectors()
