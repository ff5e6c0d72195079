"""The minute's tick collects what has gone stale, and nothing else: what does it start, and when?"""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from evidence.actions import collecting
from evidence.actions.collecting import cell_key, open_run, start_run
from evidence.actions.freshening import slot_of, stale_cells, start_stale_runs
from evidence.collecting.shipped import collectors
from evidence.jobs import engine
from evidence.models import Connection, Item, Job, JobState, Run
from evidence.runs.attempts import BLIND_RETRY
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
    Job.objects.filter(pk=blind.pk).update(blind=1)
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


def test_a_slot_is_given_once_even_when_its_run_is_over_already(connected: Harbour) -> None:
    """The first of two schedulers was so quick that nothing is open any more when the second comes."""
    now = timezone.now().replace(second=10)
    cells = [cell for cell in stale_cells(connected.system, now) if cell["collector"] == "kms"]
    run = open_run(system=connected.system, cells=cells, actor=None, now=now, slot=slot_of(now))
    Run.objects.update(closed_at=now)
    assert start_stale_runs(now) == [] == start_stale_runs(now.replace(second=50))
    with pytest.raises(Refused):
        open_run(system=connected.system, cells=cells, actor=None, now=now, slot=slot_of(now))
    assert run.slot == now.replace(second=0, microsecond=0)
    assert Run.objects.count() == 1
    assert start_stale_runs(now + datetime.timedelta(minutes=1)), "the next slot is another one"


@pytest.mark.database
def test_two_schedulers_at_the_same_instant_start_one_run(connected: Harbour) -> None:
    start, now = Barrier(2), timezone.now()

    def tick(_: int) -> list[Run]:
        start.wait()
        try:
            return start_stale_runs(now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        started = [run for runs in pool.map(tick, range(2)) for run in runs]
    assert len(started) == Run.objects.count() == 1
    assert started[0].slot == slot_of(now)


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
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        stale_cells(collected.system, timezone.now())
