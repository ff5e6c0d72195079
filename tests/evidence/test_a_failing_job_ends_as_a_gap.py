"""What fails is tried again later, the wait in the database, and ends as a recorded gap: never lost, never for ever."""

from typing import Any

import pytest
from django.utils import timezone

from evidence.jobs import engine, working
from evidence.models import Job, JobState
from tests.evidence.marking import KINDS, MARK, claim_and_stall, left_by, publish, work

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ledger_key")]


def make_due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(next_attempt_at=timezone.now())


@pytest.mark.parametrize(("do", "reason"), [("raise", "failed"), ("try-later", "throttled")])
def test_three_failures_with_growing_waits_then_a_gap(do: str, reason: str) -> None:
    (job,) = publish({"do": do})
    waits = []
    for _ in range(working.MOST_FAILURES - 1):
        started = timezone.now()
        assert working.attempt(job.pk, KINDS)
        job.refresh_from_db()
        assert (job.state, job.reason) == (JobState.READY, reason)
        assert not working.attempt(job.pk, KINDS), "it was tried before its wait was over"
        assert engine.waiting(timezone.now()) == []
        waits.append((job.next_attempt_at - started) / working.BACKOFF)
        make_due(job)
    assert waits == pytest.approx([1, 2], abs=0.4)

    assert engine.waiting(timezone.now()) == [job.pk]
    assert working.attempt(job.pk, KINDS)
    job.refresh_from_db()
    assert (job.state, job.reason, job.lease_until) == (JobState.GAP, reason, None)
    assert left_by([job]) == {job.pk: ["gap"]}
    assert not working.attempt(job.pk, KINDS)


def test_what_follows_a_job_follows_its_end_and_not_each_failure() -> None:
    (job,) = publish({"do": "raise"})
    followed: list[str] = []
    kind = working.Kind(work=work, give_up=KINDS[MARK].give_up, after=lambda job, now: followed.append(job.state))
    for _ in range(working.MOST_FAILURES):
        assert followed == []
        working.attempt(job.pk, {MARK: kind})
        make_due(job)
    assert followed == [JobState.GAP]


def test_attempts_that_died_with_their_worker_are_no_failures() -> None:
    (job,) = publish({"do": "try-later"})
    for _ in range(2):
        assert claim_and_stall(job)
    assert working.attempt(job.pk, KINDS)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.lost) == (JobState.READY, 3, 2)


def test_a_gap_that_cannot_be_written_leaves_the_job_to_the_sweep() -> None:
    (job,) = publish({"do": "raise"})

    def broken(*args: Any) -> None:
        raise OSError("no space left")

    kinds = {MARK: working.Kind(work=work, give_up=broken)}
    for _ in range(working.MOST_FAILURES - 1):
        working.attempt(job.pk, kinds)
        make_due(job)
    with pytest.raises(OSError, match="no space"):
        working.attempt(job.pk, kinds)
    assert Job.objects.get().state == JobState.RUNNING
    later = timezone.now() + 2 * engine.LEASE
    assert engine.waiting(later) == [job.pk]
