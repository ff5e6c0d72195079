"""A job that kills its worker each time: is it tried alone once, then set aside as a gap, and the others done?"""

import datetime
import random
import signal

import pytest
from django.utils import timezone

from evidence.jobs import engine, working
from evidence.jobs.engine import LOST_TO_RUN_ALONE, Claim
from evidence.models import Job, JobState
from tests.evidence.faults import SEED, count, endure, short_jobs
from tests.evidence.marking import KINDS, a_system, claim_and_stall, left_by, publish, states
from tests.evidence.workers import Worker

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ledger_key")]


def lose(job: Job, times: int) -> None:
    """So many workers claim the job and are never heard of again."""
    for _ in range(times):
        assert claim_and_stall(job)


def test_after_three_deaths_it_waits_until_nobody_else_works_and_nobody_starts_beside_it() -> None:
    system = a_system()
    killer, busy, waiting = publish({}, {}, {}, system=system)
    working_on = engine.claim(busy.pk, timezone.now())
    assert working_on
    lose(killer, LOST_TO_RUN_ALONE)

    assert engine.claim(killer.pk, timezone.now()) is None, "it was not tried alone"
    assert engine.claim(waiting.pk, timezone.now()) is None, "the suspect never gets its turn"
    engine.finish(working_on, JobState.DONE, timezone.now())
    alone = engine.claim(killer.pk, timezone.now())
    assert alone and alone.job.lost == LOST_TO_RUN_ALONE
    assert engine.claim(waiting.pk, timezone.now()) is None, "it was not alone"
    engine.finish(alone, JobState.DONE, timezone.now())
    assert engine.claim(waiting.pk, timezone.now())


def test_a_fourth_death_convicts_it_and_that_needs_no_quiet_moment() -> None:
    system = a_system()
    killer, busy = publish({}, {}, system=system)
    lose(killer, LOST_TO_RUN_ALONE + 1)
    assert engine.claim(busy.pk, timezone.now()) is None
    assert working.attempt(killer.pk, KINDS)
    killer.refresh_from_db()
    assert (killer.state, killer.reason) == (JobState.QUARANTINED, "worker_died")
    assert left_by([killer]) == {killer.pk: ["gap"]}
    assert engine.claim(busy.pk, timezone.now())


@pytest.mark.parametrize("deaths", [0, LOST_TO_RUN_ALONE])
def test_two_that_claim_in_the_same_instant_are_not_at_work_together(
    deaths: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The killer and a job that died beside it each time: both are suspects, and each death convicts all at work."""
    other, killer = publish({}, {})
    lose(killer, LOST_TO_RUN_ALONE)
    Job.objects.filter(pk=other.pk).update(lost=deaths, attempt=deaths)
    really = engine._has_to_wait
    alone: list[Claim | None] = []

    def looked_too_early(job: Job, now: datetime.datetime) -> bool:
        monkeypatch.setattr(engine, "_has_to_wait", really)
        alone.append(engine.claim(killer.pk, timezone.now()))
        return False

    monkeypatch.setattr(engine, "_has_to_wait", looked_too_early)
    assert engine.claim(other.pk, timezone.now()) is None
    assert alone[0]
    other.refresh_from_db()
    assert (other.state, other.attempt, other.lost) == (JobState.READY, deaths, deaths)
    engine.finish(alone[0], JobState.DONE, timezone.now())
    assert engine.claim(other.pk, timezone.now())


@pytest.mark.slow
def test_a_real_worker_is_killed_four_times_and_the_rest_is_done() -> None:
    chance = random.Random(SEED)
    jobs = short_jobs(count(short=20, full=1000), chance, *[{"do": "kill"}] * count(short=1, full=5))
    killers = [job for job in jobs if "do" in job.args]
    good = [job for job in jobs if "do" not in job.args]
    deaths, worker = 0, Worker()

    def start_another() -> None:
        nonlocal deaths, worker
        if worker.process.poll() is not None:
            assert worker.process.returncode == -signal.SIGKILL, "the worker ended by itself"
            deaths, worker = deaths + 1, Worker()

    try:
        counted = endure(
            jobs,
            called=f"faults beside {len(killers)} that kill",
            chance=chance,
            meanwhile=start_another,
            restarts=len(killers) * (LOST_TO_RUN_ALONE + 1),
        )
    finally:
        worker.stop()
    print(f"{deaths} deaths")
    assert counted.right
    assert states(killers) == {JobState.QUARANTINED: len(killers)}
    assert states(good) == {JobState.DONE: len(good)}
    assert left_by(jobs) == {job.pk: ["gap" if job in killers else "done"] for job in jobs}
    assert LOST_TO_RUN_ALONE + 1 <= deaths <= len(killers) * (LOST_TO_RUN_ALONE + 1)
