"""A run is cancelled, and collected again: is what nobody began a gap with its reason, and never a pass or a loss?"""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.models import Assessment, JournalEntry, Outcome
from evidence.actions.cancelling import cancel_run
from evidence.actions.collecting import cell_key, close_run, start_again, start_run
from evidence.actions.freshening import stale_cells
from evidence.actions.gaps import record_gap
from evidence.collecting.shipped import collectors
from evidence.jobs import engine, working
from evidence.ledger.leaves import Gap, RunClosed, parse
from evidence.models import Job, JobState, LedgerEntry, Observation, Run
from evidence.runs.attempts import BLIND_RETRY
from evidence.runs.progress import progress_of
from evidence.tasks import KINDS
from frameworks.errors import Refused
from tests.evidence.connected_harbour import work_off
from tests.evidence.exhibits import connected as connected_without_aws
from tests.factories import PRODUCTION, Harbour
from tests.programs import Program

ONLY = ["kms", "cloudtrail"]


def started(harbour: Harbour) -> Run:
    return start_run(system=harbour.system, actor=harbour.cast.olive, now=timezone.now(), only=ONLY)


def refused(job: Job) -> None:
    """AWS did not let us in."""
    held, now = engine.claim(job.pk, timezone.now()), timezone.now()
    assert held
    engine.finish(held, JobState.GAP, now, "access_denied")
    record_gap(job, "access_denied", now)
    close_run(job, now)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_what_has_begun_finishes_and_the_rest_is_left_out_with_its_reason(connected: Harbour) -> None:
    good = started(connected)
    work_off(good)
    known = set(Assessment.objects.known().values_list("pk", "outcome"))
    run = started(connected)
    first, second, *rest = run.jobs.order_by("pk")
    assert working.attempt(first.pk, KINDS)
    begun = engine.claim(second.pk, timezone.now())
    assert begun

    run = cancel_run(run=run, actor=connected.cast.olive, now=timezone.now())
    assert run.closed_at is None and run.cancelled_by == connected.cast.olive
    states = dict(run.jobs.values_list("pk", "state"))
    assert {states[job.pk] for job in rest} == {JobState.CANCELLED}
    assert (states[first.pk], states[second.pk]) == (JobState.DONE, JobState.RUNNING)
    with pytest.raises(Refused, match="over or cancelled"):
        cancel_run(run=run, actor=connected.cast.olive, now=timezone.now())
    KINDS["cell"].work(begun)
    run.refresh_from_db()
    assert run.jobs.get(pk=second.pk).state == JobState.DONE, "what has begun is finished"
    close_run(second, timezone.now())
    run.refresh_from_db()
    assert run.closed_at

    said = Observation.objects.filter(job__in=rest)
    assert set(said.values_list("outcome", "reason", "item")) == {(Outcome.ERROR, "cancelled", None)}
    assert said.count() == sum(len(collectors()[job.args["collector"]].checks) for job in rest)
    others = Assessment.objects.known().exclude(ref__in=run.items.values("pk"))
    assert set(others.values_list("pk", "outcome")) <= known, "the duties heard of what nobody looked at"
    leaves = [parse(bytes(row.leaf)) for row in LedgerEntry.objects.filter(subject_id=str(run.pk))]
    gaps = [leaf for leaf in leaves if isinstance(leaf, Gap)]
    (closed,) = [leaf for leaf in leaves if isinstance(leaf, RunClosed)]
    assert {leaf.reason for leaf in gaps} == {"cancelled"}
    assert (closed.items, closed.gaps) == (2, len(gaps)) == (2, len(rest))
    assert JournalEntry.objects.filter(verb="run.cancelled", actor=connected.cast.olive).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_cell_that_comes_back_from_a_dead_worker_is_left_out_too(connected: Harbour) -> None:
    run = started(connected)
    job = run.jobs.order_by("pk").first()
    assert job and engine.claim(job.pk, timezone.now(), lease=-BLIND_RETRY)
    cancel_run(run=run, actor=None, now=timezone.now())
    assert working.attempt(job.pk, KINDS)
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.state, job.reason) == (JobState.CANCELLED, "cancelled")
    assert run.closed_at and not run.items.exists()


@pytest.mark.django_db
def test_what_was_left_out_rests_for_an_hour_and_fresh_evidence_stays_fresh(harbour: Harbour) -> None:
    connected_without_aws(harbour)
    run = started(harbour)
    keys = {cell_key(job.args) for job in run.jobs.all()}
    now = timezone.now()
    cancel_run(run=run, actor=None, now=now)
    assert not keys & {cell_key(cell) for cell in stale_cells(harbour.system, now + BLIND_RETRY / 2)}
    assert keys <= {cell_key(cell) for cell in stale_cells(harbour.system, now + BLIND_RETRY)}


@pytest.mark.django_db
def test_only_what_was_not_seen_is_collected_again(harbour: Harbour) -> None:
    connected_without_aws(harbour)
    run = started(harbour)
    seen, partly, *rest = run.jobs.order_by("pk")
    done = {"state": JobState.DONE, "finished_at": timezone.now(), "answers": 4}
    Job.objects.filter(pk=seen.pk).update(**done)
    Job.objects.filter(pk=partly.pk).update(**done, blind=1)
    refused(rest[0])
    run = cancel_run(run=run, actor=None, now=timezone.now())
    assert run.closed_at
    looked = progress_of(run).looked
    assert (looked.whole, looked.in_part, looked.not_at_all) == (1, 1, len(rest))
    again = start_again(run=run, actor=None, now=timezone.now())
    assert {cell_key(job.args) for job in again.jobs.all()} == {cell_key(job.args) for job in [partly, *rest]}
    entry = JournalEntry.objects.filter(verb="run.opened").latest("number")
    assert entry.after == {"cells": len(rest) + 1, "again": str(run.pk)}
    with pytest.raises(Refused, match="collecting already"):
        start_again(run=run, actor=None, now=timezone.now())
    Job.objects.filter(run=again).update(state=JobState.DONE, answers=1, blind=0, finished_at=timezone.now())
    with pytest.raises(Refused, match="Nothing of this run is left"):
        start_again(run=again, actor=None, now=timezone.now())


@pytest.mark.django_db
def test_an_officer_collects_one_thing_of_one_account_cancels_and_collects_again_on_the_page(
    harbour: Harbour, client: Client
) -> None:
    connected_without_aws(harbour)
    client.force_login(harbour.cast.olive)
    system = harbour.system.pk
    wrong = client.post(reverse("evidence:start-run", args=[system]), {"only": "kms", "accounts": "999999999999"})
    assert wrong.status_code == 422 and "Account 999999999999 is not in scope" in wrong.content.decode()
    assert '<option value="kms" selected>' in wrong.content.decode(), "what was chosen is lost"
    answer = client.post(reverse("evidence:start-run", args=[system]), {"only": "kms", "accounts": PRODUCTION})
    run = Run.objects.get()
    assert answer["Location"] == reverse("evidence:run", args=[system, run.pk])
    assert {(job.args["account"], job.args["collector"]) for job in run.jobs.all()} == {(PRODUCTION, "kms")}
    assert "Cancel this run" in client.get(answer["Location"]).content.decode()

    answer = client.post(reverse("evidence:cancel-run", args=[system, run.pk]))
    text = client.get(answer["Location"]).content.decode()
    assert "Cancelled by Olive" in text and "The run was cancelled before anybody looked." in text
    assert "Cancel this run" not in text and "left out" in text
    assert client.post(reverse("evidence:cancel-run", args=[system, run.pk])).status_code == 422

    answer = client.post(reverse("evidence:run-again", args=[system, run.pk]))
    assert Run.objects.count() == 2 and str(run.pk) not in answer["Location"]
    assert client.post(reverse("evidence:run-again", args=[system, run.pk])).status_code == 422


@pytest.mark.django_db
def test_a_program_does_the_same(harbour: Harbour) -> None:
    connected_without_aws(harbour)
    olive = Program(harbour.cast.olive, harbour.system)
    run = olive.say("evidence-api:runs", only=["kms"], accounts=[PRODUCTION]).json()
    assert {cell["account_id"] for cell in run["progress"]["cells"]} == {PRODUCTION}
    cancelled = olive.say("evidence-api:cancel-run", run["id"])
    looked = cancelled.json()["progress"]["looked"]
    assert (cancelled.status_code, looked["percent"], looked["reasons"]) == (200, 0, {"cancelled": looked["total"]})
    assert olive.say("evidence-api:cancel-run", run["id"]).status_code == 422
    again = olive.say("evidence-api:run-again", run["id"])
    assert (again.status_code, again.json()["expected_cells"]) == (202, run["expected_cells"])
    (newest, first) = olive.every("evidence-api:runs")
    assert (first["not_at_all"], first["whole"], newest["not_at_all"]) == (run["expected_cells"], 0, 0)
    assert olive.say("evidence-api:runs", accounts=["1"]).status_code == 400


@pytest.mark.django_db
def test_cancelling_a_large_run_asks_little_for_each_cell(
    harbour: Harbour, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    connected_without_aws(harbour)
    run = start_run(system=harbour.system, actor=None, now=timezone.now())
    assert run.expected_cells > 60
    with django_assert_max_num_queries(80 + len(collectors())):  # type: ignore[operator]
        cancel_run(run=run, actor=None, now=timezone.now())
