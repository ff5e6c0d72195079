"""A worker sleeps past its lease, another one takes the job over, and the first wakes up: what does it write?"""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from evidence.actions import sealing
from evidence.jobs import engine, working
from evidence.jobs.engine import Claim, Fenced
from evidence.models import Job, JobState, LedgerEntry, LedgerHead
from tests.evidence.marking import KINDS, MARK, claim_and_stall, finish_with_a_leaf, give_up, left_by, publish

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ledger_key")]

SHORT = datetime.timedelta(seconds=1)


def taken_over() -> tuple[Job, Claim, Claim]:
    """A job, the zombie's claim, and the claim of whoever took over."""
    (job,) = publish({})
    asleep = claim_and_stall(job)
    awake = engine.claim(job.pk, timezone.now())
    assert asleep and awake
    return job, asleep, awake


@pytest.mark.parametrize("finished_meanwhile", [False, True])
def test_neither_item_nor_leaf(finished_meanwhile: bool) -> None:
    job, asleep, awake = taken_over()
    if finished_meanwhile:
        finish_with_a_leaf(awake)
    sealing.seal_journal(timezone.now())
    before = LedgerHead.objects.get().size

    with pytest.raises(Fenced):
        finish_with_a_leaf(asleep)

    assert LedgerHead.objects.get().size == LedgerEntry.objects.count() == before
    if not finished_meanwhile:
        finish_with_a_leaf(awake)
    assert left_by([job]) == {job.pk: ["done"]}


def test_nor_a_step_on_the_way_nor_a_delay_nor_a_gap() -> None:
    job, asleep, awake = taken_over()
    with pytest.raises(Fenced), transaction.atomic():
        engine.hold(asleep, timezone.now())
    with pytest.raises(Fenced):
        engine.postpone(asleep, timezone.now(), "throttled")
    with pytest.raises(Fenced), transaction.atomic():
        engine.finish(asleep, JobState.GAP, timezone.now(), "failed")
        give_up(job, "failed", timezone.now())
    assert left_by([job]) == {job.pk: []}
    finish_with_a_leaf(awake)
    assert Job.objects.get().state == JobState.DONE


def test_the_whole_attempt_ends_quietly_and_what_follows_is_left_to_the_other() -> None:
    """The zombie's own attempt: it stalls so long that somebody else has the job when it wants to finish."""
    (job,) = publish({})
    followed: list[str] = []

    def stall(held: Claim) -> None:
        other = engine.claim(job.pk, timezone.now() + 2 * SHORT)
        assert other
        finish_with_a_leaf(other)
        finish_with_a_leaf(held)

    kind = working.Kind(work=stall, give_up=give_up, after=lambda job, now: followed.append(job.state))
    assert working.attempt(job.pk, {MARK: kind}, SHORT)

    assert left_by([job]) == {job.pk: ["done"]}
    assert followed == []


def test_a_worker_that_lives_keeps_its_lease_however_long_it_takes() -> None:
    (job,) = publish({"seconds": 2.5})
    assert working.attempt(job.pk, KINDS, SHORT)
    done = Job.objects.get()
    assert (done.state, done.attempt, done.lost, done.lease_epoch) == (JobState.DONE, 1, 0, 1)
    assert left_by([job]) == {job.pk: ["done"]}
