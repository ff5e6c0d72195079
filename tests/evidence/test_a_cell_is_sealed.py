"""From a run over two accounts to sealed evidence: has every cell an answer, with its proof, and no false pass?"""

import hashlib
import json

import pytest
from django.utils import timezone

from compliance.models import Assessment, JournalEntry, Outcome
from evidence import blobs
from evidence.actions import sealing
from evidence.actions.collecting import cell_key, close_finished_runs, expected_cells, open_run, start_run
from evidence.collecting.shipped import collectors
from evidence.demo.estate import Estate
from evidence.jobs import working
from evidence.ledger.leaves import ItemCollected, RunClosed, RunOpened, cells_digest, parse
from evidence.ledger.notes import open_checkpoint
from evidence.models import TERMINAL, Checkpoint, Connection, Item, JobState, LedgerEntry, Observation, Run
from evidence.runs.progress import progress_of
from evidence.tasks import KINDS
from frameworks.errors import Refused
from tests.evidence.connected_harbour import make_role, work_off
from tests.factories import ANALYTICS, PRODUCTION, REGION, Harbour

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def leaves_of(run: Run) -> list[object]:
    rows = LedgerEntry.objects.order_by("sequence")
    return [leaf for leaf in (parse(bytes(row.leaf)) for row in rows) if getattr(leaf, "run", None) == run.pk]


def test_every_cell_ends_as_one_item_with_its_answers_and_its_leaf(connected: Harbour) -> None:
    run = start_run(system=connected.system, actor=connected.cast.olive, now=timezone.now())
    cells = [cell_key(cell) for cell in expected_cells(connected.system, connected.on)]
    assert run.expected_cells == len(cells) == len(collectors()) * 2
    work_off(run)

    opened, *sealed, closed = leaves_of(run)
    assert isinstance(opened, RunOpened) and isinstance(closed, RunClosed)
    assert (opened.cells, opened.cells_sha256) == (len(cells), cells_digest(cells))
    assert (closed.items, closed.gaps) == (len(cells), 0)
    assert sorted(leaf.cell for leaf in sealed if isinstance(leaf, ItemCollected)) == sorted(cells)
    for item, leaf in zip(run.items.order_by("received_at", "pk"), sealed, strict=True):
        assert isinstance(leaf, ItemCollected)
        with blobs.open_blob(item.digest) as content:
            facts = content.read()
        assert hashlib.sha256(bytes(item.nonce) + facts).hexdigest() == leaf.commitment
        assert json.loads(facts)["account"] == leaf.cell.partition("/")[0]
        assert item.valid_until and item.valid_until > item.received_at >= item.collected_at >= item.observed_from
    told = Observation.objects.filter(run=run)
    assert {Outcome.PASS, Outcome.FAIL} <= set(told.values_list("outcome", flat=True))
    for collector in collectors().values():
        found = told.filter(check_key__in=[check.key for check in collector.checks])
        assert set(found.values_list("check_key", flat=True)) == {check.key for check in collector.checks}
    progress = progress_of(run)
    assert (progress.done, progress.percent, progress.gaps) == (True, 100, 0)


def test_the_run_is_closed_by_its_last_cell_with_a_checkpoint_over_it(connected: Harbour) -> None:
    run = start_run(system=connected.system, actor=None, now=timezone.now(), only=["kms", "cloudtrail"])
    *most, last = run.jobs.order_by("pk")
    for job in most:
        working.attempt(job.pk, KINDS)
    run.refresh_from_db()
    assert run.closed_at is None
    close_finished_runs(timezone.now())
    assert not Run.objects.exclude(closed_at=None).exists(), "it was closed before its last cell was terminal"
    working.attempt(last.pk, KINDS)
    run.refresh_from_db()
    assert run.closed_at
    checkpoint = Checkpoint.objects.get(occasion="run-closed")
    opened = open_checkpoint(checkpoint.note.encode(), sealing.signer().verifier)
    assert opened.size == LedgerEntry.objects.count(), "the journal's word of the closing is sealed too"
    assert JournalEntry.objects.filter(verb="run.closed").count() == 1

    working.attempt(last.pk, KINDS)
    close_finished_runs(timezone.now())
    assert Checkpoint.objects.count() == 1


def test_a_worker_that_dies_after_the_last_cell_leaves_the_closing_to_the_tick(connected: Harbour) -> None:
    run = start_run(system=connected.system, actor=None, now=timezone.now(), only=["kms"])
    kinds = {"cell": working.Kind(work=KINDS["cell"].work, give_up=KINDS["cell"].give_up)}
    for job in run.jobs.all():
        working.attempt(job.pk, kinds)
    run.refresh_from_db()
    assert run.closed_at is None
    close_finished_runs(timezone.now())
    run.refresh_from_db()
    assert run.closed_at and Checkpoint.objects.count() == 1


def test_what_the_organisation_denies_is_could_not_look(connected: Harbour) -> None:
    """rds:* is denied in one region of the second account."""
    cell = {"account": ANALYTICS, "region": "us-west-2", "collector": "rds"}
    run = open_run(system=connected.system, cells=[cell], actor=None, now=timezone.now())
    work_off(run)
    seen = Observation.objects.filter(run=run)
    assert set(seen.values_list("outcome", "reason")) == {(Outcome.ERROR, "access_denied")}
    assert set(seen.values_list("check_key", flat=True)) == {check.key for check in collectors()["rds"].checks}
    assert set(Assessment.objects.known().values_list("outcome", flat=True)) == {Outcome.ERROR}
    assert run.items.count() == 1, "the facts of the refusal are sealed"


def test_a_role_that_no_longer_lets_us_in_is_a_gap_and_supersedes_the_pass(connected: Harbour, estate: Estate) -> None:
    good = start_run(system=connected.system, actor=None, now=timezone.now(), only=["cloudtrail"])
    work_off(good)
    assert Assessment.objects.known().filter(outcome=Outcome.PASS, source__contains=PRODUCTION).exists()
    connection = Connection.objects.select_related("account").get(account__account_id=PRODUCTION)
    make_role(estate, connection, external_id="somebody-changed-it")

    run = start_run(system=connected.system, actor=None, now=timezone.now(), only=["cloudtrail"])
    work_off(run)

    gone = run.jobs.get(args__account=PRODUCTION)
    assert (gone.state, gone.reason) == (JobState.GAP, "access_denied")
    assert not Item.objects.filter(job=gone).exists()
    checks = {check.key for check in collectors()["cloudtrail"].checks}
    answers = Observation.objects.filter(job=gone)
    assert {(each.check_key, each.outcome, each.reason) for each in answers} == {
        (check, Outcome.ERROR, "access_denied") for check in checks
    }
    now_known = Assessment.objects.known().filter(source__endswith=f"@{PRODUCTION}/{REGION}")
    assert set(now_known.values_list("outcome", flat=True)) == {Outcome.ERROR}
    *_, closed = leaves_of(run)
    assert isinstance(closed, RunClosed)
    assert (closed.items, closed.gaps) == (1, 1)
    assert run.closed_at


def test_aws_out_of_reach_is_tried_again_and_then_a_gap(connected: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    cell = {"account": PRODUCTION, "region": REGION, "collector": "kms"}
    run = open_run(system=connected.system, cells=[cell], actor=None, now=timezone.now())
    job = run.jobs.get()
    for _ in range(working.MOST_FAILURES):
        assert working.attempt(job.pk, KINDS)
        run.jobs.update(next_attempt_at=timezone.now())
    job.refresh_from_db()
    run.refresh_from_db()
    assert (job.state, job.reason) == (JobState.GAP, "unreachable")
    assert set(Observation.objects.values_list("outcome", "reason")) == {(Outcome.ERROR, "unreachable")}
    assert run.closed_at


def test_a_collector_that_was_retired_meanwhile_is_a_gap_in_the_ledger(connected: Harbour) -> None:
    cell = {"account": PRODUCTION, "region": REGION, "collector": "retired"}
    run = open_run(system=connected.system, cells=[cell], actor=None, now=timezone.now())
    for _ in range(working.MOST_FAILURES):
        work_off(run)
        run.jobs.update(next_attempt_at=timezone.now())
    assert run.jobs.get().state in TERMINAL
    assert run.closed_at


def test_two_that_start_at_once_start_one(connected: Harbour) -> None:
    start_run(system=connected.system, actor=None, now=timezone.now())
    with pytest.raises(Refused, match="collecting already"):
        start_run(system=connected.system, actor=connected.cast.olive, now=timezone.now())
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("only", "sentence"), [(["s4"], "There is no collector called s4"), (["kms"], "no proven connection")]
)
def test_what_cannot_be_started_says_why(harbour: Harbour, ledger_key: object, only: list[str], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        start_run(system=harbour.system, actor=None, now=timezone.now(), only=only)
    assert not Run.objects.exists()


def test_a_cell_costs_a_handful_of_queries(
    connected: Harbour, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    run = start_run(system=connected.system, actor=None, now=timezone.now(), only=["iam"])
    job = run.jobs.order_by("pk").first()
    assert job
    with django_assert_max_num_queries(32):  # type: ignore[operator]
        working.attempt(job.pk, KINDS)
