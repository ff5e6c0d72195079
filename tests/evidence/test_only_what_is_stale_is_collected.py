"""The minute's tick collects what has gone stale, and nothing else: what does it start, and when?"""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from compliance.models import Outcome
from evidence.actions import collecting
from evidence.actions.collecting import BLIND_RETRY, cell_key, open_run, stale_cells, start_run, start_stale_runs
from evidence.collecting.shipped import collectors
from evidence.jobs import engine
from evidence.models import Connection, Item, Job, JobState, Observation, Run
from frameworks import periods
from frameworks.errors import Refused
from tests.evidence.connected_harbour import work_off
from tests.evidence.marking import a_system
from tests.factories import PRODUCTION, Harbour

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def collected(connected: Harbour) -> Harbour:
    """Two of the collectors have collected just now."""
    run = start_run(system=connected.system, actor=None, now=timezone.now(), only=["kms", "cloudtrail"])
    work_off(run)
    return connected


def of(harbour: Harbour, *keys: str) -> set[str]:
    cells = collecting.expected_cells(harbour.system, harbour.on, keys)
    return {cell_key(cell) for cell in cells}


def stale(harbour: Harbour, now: datetime.datetime) -> set[str]:
    return {cell_key(cell) for cell in stale_cells(harbour.system, now)}


def test_the_first_tick_collects_what_nobody_has_and_the_next_waits_for_it(collected: Harbour) -> None:
    now = timezone.now()
    rest = of(collected) - of(collected, "kms", "cloudtrail")
    assert stale(collected, now) == rest
    (run,) = start_stale_runs(now)
    assert {cell_key(job.args) for job in run.jobs.all()} == rest
    assert start_stale_runs(now) == []
    assert Run.objects.filter(closed_at=None).count() == 1


def test_evidence_goes_stale_when_its_collector_says_so(collected: Harbour) -> None:
    oldest = Item.objects.earliest("collected_at").collected_at
    newest = Item.objects.latest("collected_at").collected_at
    fresh_for = collectors()["kms"].fresh_for
    shortly_before = periods.after(oldest, fresh_for) - datetime.timedelta(minutes=1)
    assert not stale(collected, shortly_before) & of(collected, "kms", "cloudtrail")
    assert stale(collected, periods.after(newest, fresh_for)) == of(collected)


def test_what_could_not_be_looked_at_is_tried_again_within_the_hour(collected: Harbour) -> None:
    blind = Job.objects.get(args__account=PRODUCTION, args__collector="kms")
    Observation.objects.filter(job=blind).update(outcome=Outcome.ERROR, reason="throttled")
    now = blind.finished_at
    assert now
    just_before = now + BLIND_RETRY - datetime.timedelta(seconds=1)
    assert cell_key(blind.args) not in stale(collected, just_before)
    assert cell_key(blind.args) in stale(collected, now + BLIND_RETRY)


def test_a_gap_after_good_evidence_is_tried_again_too(collected: Harbour) -> None:
    cell = {"account": PRODUCTION, "region": "us-east-1", "collector": "kms"}
    run = open_run(system=collected.system, cells=[cell], actor=None, now=timezone.now())
    held = engine.claim(run.jobs.get().pk, timezone.now())
    assert held
    now = timezone.now()
    engine.finish(held, JobState.GAP, now, "access_denied")
    assert cell_key(cell) not in stale(collected, now + BLIND_RETRY / 2)
    assert cell_key(cell) in stale(collected, now + BLIND_RETRY)


def test_a_system_without_a_proven_account_is_left_alone_and_keeps_nobody_else(collected: Harbour) -> None:
    a_system("quay")
    Connection.objects.filter(account__account_id=PRODUCTION).update(proven_at=None)
    (run,) = start_stale_runs(timezone.now())
    assert run.system == collected.system
    assert PRODUCTION not in {job.args["account"] for job in run.jobs.all()}


@pytest.mark.database
def test_ticks_and_a_person_at_the_same_instant_start_one_run(connected: Harbour) -> None:
    """Two schedulers and an officer: the database decides, the others are told or go on."""
    start, now = Barrier(3), timezone.now()

    def tick(_: int) -> list[Run]:
        start.wait()
        try:
            return start_stale_runs(now)
        finally:
            connection.close()

    def press() -> Run | None:
        start.wait()
        try:
            return start_run(system=connected.system, actor=connected.cast.olive, now=now)
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        person = pool.submit(press)
        ticks = [pool.submit(tick, number) for number in range(2)]
        started = [person.result(), *(run for done in ticks for run in done.result())]
    assert len([run for run in started if run]) == 1
    assert Run.objects.count() == 1
    assert Job.objects.filter(run__isnull=False).count() == len(of(connected))


def test_the_tick_asks_little(collected: Harbour, django_assert_max_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        stale_cells(collected.system, timezone.now())
