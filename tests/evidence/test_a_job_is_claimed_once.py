"""Of many workers that hear the same bell, does exactly one get the job?"""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from evidence.jobs import engine
from evidence.jobs.engine import Claim
from evidence.models import Job
from tests.evidence.marking import MARK, a_system, claim_and_stall, publish

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

WORKERS, JOBS = 6, 20


def test_six_workers_race_for_twenty_jobs() -> None:
    jobs = publish(*[{}] * JOBS)
    now, start = timezone.now(), Barrier(WORKERS)

    def claim_all(worker: int) -> list[Claim]:
        start.wait()
        try:
            return [held for job in jobs if (held := engine.claim(job.pk, now))]
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        claims = [held for claimed in pool.map(claim_all, range(WORKERS)) for held in claimed]

    assert sorted(held.job.pk for held in claims) == sorted(job.pk for job in jobs)
    assert {(held.epoch, held.job.attempt, held.job.lost) for held in claims} == {(1, 1, 0)}


def test_a_job_that_somebody_has_is_left_to_them_until_the_lease_ends() -> None:
    (job,) = publish({})
    now = timezone.now()
    first = engine.claim(job.pk, now)
    assert first
    assert engine.claim(job.pk, now + engine.LEASE) is None
    assert engine.renew(first, now + engine.LEASE)
    assert engine.claim(job.pk, now + engine.LEASE + datetime.timedelta(seconds=1)) is None
    late = now + 2 * engine.LEASE + datetime.timedelta(seconds=1)
    second = engine.claim(job.pk, late)
    assert second
    assert (second.epoch, second.job.attempt, second.job.lost) == (2, 2, 1)
    assert not engine.renew(first, late)


def test_claiming_costs_four_queries(django_assert_num_queries: pytest.FixtureRequest) -> None:
    (job,) = publish({})
    with django_assert_num_queries(4):  # type: ignore[operator]
        assert engine.claim(job.pk, timezone.now())


def test_a_name_is_given_once() -> None:
    system, now = a_system(), timezone.now()
    engine.publish(kind=MARK, works={"one": {}}, system=system, now=now)
    with pytest.raises(IntegrityError):
        engine.publish(kind=MARK, works={"two": {}, "one": {}}, system=system, now=now)
    assert Job.objects.count() == 1


def test_who_looked_before_somebody_else_came_and_went_does_not_get_that_one_s_epoch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two claims under one epoch would both be let through the fence."""
    (job,) = publish({})

    def meanwhile(looked_at: Job, now: datetime.datetime) -> bool:
        monkeypatch.undo()
        assert claim_and_stall(job)
        return False

    monkeypatch.setattr(engine, "_has_to_wait", meanwhile)
    assert engine.claim(job.pk, timezone.now() + engine.LEASE) is None
    assert Job.objects.get().lease_epoch == 1
