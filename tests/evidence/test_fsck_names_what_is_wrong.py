"""Does fsck stay silent over what is sound, name each thing that somebody changed, and hold the ledger to its past?"""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from compliance import guards
from evidence import blobs
from evidence.actions.collecting import close_run
from evidence.actions.gaps import record_gap
from evidence.actions.sealing import append, checkpoint_each_hour, make_checkpoint
from evidence.jobs import engine
from evidence.ledger.leaves import Gap
from evidence.models import Checkpoint, Item, JobState, LedgerEntry, LedgerHead, Run
from tests.evidence.exhibits import as_if_made, as_if_sealed, hand_in, pack_of, report_of, run_of
from tests.factories import Harbour

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def fsck(*against: Path) -> str:
    out = io.StringIO()
    call_command("fsck", against=list(against), stdout=out)
    return out.getvalue()


def named() -> set[str]:
    """The codes that fsck names, and that it ends in failure."""
    out = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("fsck", stdout=out)
    return {line.partition(" ")[0] for line in out.getvalue().splitlines() if line[:1].strip()}


@pytest.fixture
def sealed(harbour: Harbour) -> Run:
    """Two items, a run that closed with a gap for each cell, a report, and two checkpoints over them."""
    hand_in(harbour)
    run = run_of(harbour)
    for job in run.jobs.order_by("pk"):
        held = engine.claim(job.pk, timezone.now())
        assert held
        engine.finish(held, JobState.GAP, timezone.now(), "access_denied")
        record_gap(job, "access_denied", timezone.now())
        close_run(job, timezone.now())
    as_if_made(report_of(harbour))
    hand_in(harbour, title="Risk analysis 2026, annex")
    make_checkpoint("run-closed", timezone.now())
    return run


def tamper(sql: str, *values: int | str | bytes) -> None:
    """As somebody would who owns the database: the guard taken off, and put back so that nobody sees it."""
    for model in guards.guarded_models():
        guards.remove(connection, model)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    for model in guards.guarded_models():
        guards.install(connection, model)


def test_what_is_sound_is_said_to_be(sealed: Run) -> None:
    assert "Everything is as it was sealed" in fsck()
    assert "Compare with a checkpoint kept outside" in fsck()


def test_an_empty_ledger_is_sound(db: None) -> None:
    assert "Everything is as it was sealed: 0 leaves" in fsck()


def last_leaf() -> int:
    return LedgerHead.objects.get().size - 1


TAMPERINGS: dict[str, tuple[Callable[[], None], set[str]]] = {
    "a leaf is rewritten": (
        lambda: tamper("UPDATE evidence_ledgerentry SET leaf = %s WHERE sequence = 3", b'{"v":1}'),
        {"leaf-hash", "leaf-malformed", "head-differs", "checkpoint-root"},
    ),
    "a leaf's hash is rewritten": (
        lambda: tamper("UPDATE evidence_ledgerentry SET leaf_hash = %s WHERE sequence = 3", bytes(32)),
        {"leaf-hash"},
    ),
    "a leaf is given another subject": (
        lambda: tamper("UPDATE evidence_ledgerentry SET subject_id = '1' WHERE sequence = 0"),
        {"leaf-label"},
    ),
    "the last leaf is taken away": (
        lambda: tamper("DELETE FROM evidence_ledgerentry WHERE sequence = %s", last_leaf()),
        {"head-differs", "watermark-differs", "checkpoint-ahead"},
    ),
    "the head is set back": (
        lambda: tamper("UPDATE evidence_ledgerhead SET size = size - 1"),
        {"head-differs"},
    ),
    "the watermark is moved": (
        lambda: tamper("UPDATE evidence_ledgerhead SET journal_watermark = journal_watermark + 1"),
        {"watermark-differs"},
    ),
    "a journal entry is changed": (
        lambda: tamper("UPDATE compliance_journalentry SET verb = 'nothing.happened' WHERE number = 2"),
        {"journal-differs"},
    ),
    "a journal entry is taken away": (
        lambda: tamper("DELETE FROM compliance_journalentry WHERE number = 2"),
        {"journal-missing", "journal-hole"},
    ),
    "a checkpoint's row is changed": (
        lambda: tamper("UPDATE evidence_checkpoint SET root = %s", bytes(32)),
        {"checkpoint-row"},
    ),
    "a checkpoint's note is changed": (
        lambda: tamper("UPDATE evidence_checkpoint SET note = replace(note, '— ', '— x')"),
        {"checkpoint-signature"},
    ),
    "sealed bytes are lost": (
        lambda: blobs.path_of(Item.objects.latest("received_at").digest).unlink(),
        {"bytes-missing"},
    ),
    "sealed bytes are changed": (
        lambda: overwrite(Item.objects.latest("received_at").digest),
        {"bytes-differ"},
    ),
    "a nonce is changed": (
        lambda: tamper("UPDATE evidence_item SET nonce = %s", bytes(32)),
        {"commitment-differs"},
    ),
    "a run claims to have owed less": (
        lambda: tamper("UPDATE evidence_run SET expected_cells = expected_cells - 1"),
        {"run-count"},
    ),
    "the guard is taken off": (
        lambda: guards.remove(connection, LedgerEntry),
        {"guard-missing"},
    ),
}


def overwrite(digest: str) -> None:
    path = blobs.path_of(digest)
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content + b" and more")


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_whoever_changes_something_is_found(sealed: Run, tampering: str) -> None:
    change, codes = TAMPERINGS[tampering]
    change()
    assert named() == codes


def test_a_row_that_came_in_by_a_back_door_has_no_leaf(sealed: Run, harbour: Harbour) -> None:
    item = Item.objects.latest("received_at")
    item.pk = None
    item.save(force_insert=True)
    as_if_sealed(pack_of(harbour))
    assert named() == {"leaf-absent"}


def test_a_row_that_went_out_by_a_back_door_is_missed(sealed: Run) -> None:
    leaf = Gap(at=timezone.now(), run=sealed.pk, system=sealed.system_id, cell="1/global/iam", reason="access_denied")
    append([leaf], timezone.now())
    assert "Everything is as it was sealed" in fsck()
    Item.objects.latest("received_at").uses.all().delete()
    Item.objects.latest("received_at").delete()
    assert named() == {"row-missing"}


def test_a_rewritten_history_is_held_to_a_checkpoint_kept_outside(sealed: Run, tmp_path: Path) -> None:
    """Whoever holds database and key can rewrite both so that they agree; what left their hands does not."""
    kept = tmp_path / "kept.txt"
    kept.write_text(Checkpoint.objects.latest("size").note)
    assert "continues each of the 1 checkpoints" in fsck(kept)

    for table in ("evidence_checkpoint", "evidence_ledgerentry", "evidence_ledgerhead"):
        tamper(f"DELETE FROM {table}")
    Item.objects.latest("received_at").uses.all().delete()
    Item.objects.latest("received_at").delete()
    make_checkpoint("run-closed", timezone.now())

    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("fsck", against=[kept], stdout=out)
    assert "checkpoint-root" in out.getvalue() or "checkpoint-ahead" in out.getvalue()


def test_what_is_no_checkpoint_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        fsck(tmp_path / "nowhere.txt")
    (tmp_path / "letter.txt").write_text("Dear auditor,\n\nall is well.\n")
    with pytest.raises(CommandError, match="is no checkpoint of a ledger"):
        fsck(tmp_path / "letter.txt")


def test_a_checkpoint_is_printed_and_mailed_and_fsck_takes_it_back(
    sealed: Run, tmp_path: Path, mailoutbox: list[EmailMessage]
) -> None:
    out = io.StringIO()
    call_command("checkpoint", mail=["escrow@example.org"], stdout=out, stderr=io.StringIO())
    (tmp_path / "head.txt").write_text(out.getvalue())
    assert "continues each of the 1 checkpoints" in fsck(tmp_path / "head.txt")
    assert [message.to for message in mailoutbox] == [["escrow@example.org"]]
    assert out.getvalue() in mailoutbox[0].body


def test_a_ledger_that_grew_is_signed_each_hour(sealed: Run, harbour: Harbour) -> None:
    signed = Checkpoint.objects.latest("made_at")
    hand_in(harbour, title="Risk analysis 2026, second annex")
    checkpoint_each_hour(signed.made_at + timedelta(minutes=59))
    assert Checkpoint.objects.latest("made_at") == signed
    checkpoint_each_hour(signed.made_at + timedelta(minutes=61))
    again = Checkpoint.objects.latest("made_at")
    assert (again.occasion, again.size > signed.size) == ("hour", True)
    checkpoint_each_hour(again.made_at + timedelta(hours=2))
    assert Checkpoint.objects.latest("made_at") == again
