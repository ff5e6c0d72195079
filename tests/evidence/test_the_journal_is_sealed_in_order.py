"""Do journal and ledger stay whole while many write at once: no hole, one root, a checkpoint that holds?"""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.utils import timezone

from compliance import journal
from compliance.models import JournalEntry, JournalHead, System
from evidence.actions import sealing
from evidence.ledger.journal import journal_bytes
from evidence.ledger.leaves import Journal, Key, parse
from evidence.ledger.notes import open_checkpoint
from evidence.ledger.tree import Frontier, Tree, leaf_hash
from evidence.models import Checkpoint, Job, LedgerEntry, LedgerHead
from frameworks.errors import Refused
from tests.evidence.marking import a_system, leave, publish

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ledger_key")]

WRITERS, EACH = 5, 12


def at_once(write: Callable[[int], None]) -> None:
    def one(number: int) -> None:
        try:
            write(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(one, range(WRITERS)))


def note(system: System, number: int) -> None:
    journal.record(verb="tale.told", subject=system, system=system, actor=None, now=timezone.now(), after={"n": number})


def whole(head: LedgerHead) -> list[LedgerEntry]:
    """Every entry of the ledger, once it was found contiguous and its head true."""
    entries = list(LedgerEntry.objects.order_by("sequence"))
    assert [entry.sequence for entry in entries] == list(range(head.size))
    assert all(bytes(entry.leaf_hash) == leaf_hash(bytes(entry.leaf)) for entry in entries)
    tree = Tree(bytes(entry.leaf_hash) for entry in entries)
    frontier = Frontier.from_bytes(bytes(head.frontier))
    assert (frontier.size, frontier.root()) == (head.size, tree.root())
    return entries


def sealed_numbers(entries: list[LedgerEntry]) -> list[int]:
    leaves = [parse(bytes(entry.leaf)) for entry in entries]
    return [leaf.entry for leaf in leaves if isinstance(leaf, Journal)]


def test_writers_and_sealers_at_once_leave_no_hole() -> None:
    system = a_system()
    jobs = publish(*[{}] * WRITERS, system=system)

    def write(number: int) -> None:
        for step in range(EACH):
            match (number + step) % 3:
                case 0:
                    sealing.seal_journal(timezone.now())
                case 1:
                    note(system, step)
                case 2:  # as an upload does: the journal first, the ledger last
                    with transaction.atomic():
                        note(system, step)
                        leave(jobs[number], "done", timezone.now())

    at_once(write)
    sealing.seal_journal(timezone.now())

    entries = whole(LedgerHead.objects.get())
    numbers = list(JournalEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, JournalHead.objects.get().last + 1))
    assert sealed_numbers(entries) == numbers
    assert LedgerHead.objects.get().journal_watermark == numbers[-1]


def test_a_verb_that_fails_leaves_no_hole_and_nothing_to_seal() -> None:
    system = a_system()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note(system, 1)
        leave(Job(pk=1, system=system), "done", timezone.now())
        raise ZeroDivisionError
    note(system, 2)
    sealing.seal_journal(timezone.now())
    assert sealed_numbers(whole(LedgerHead.objects.get())) == [1, 2]


def test_sealing_twice_seals_once_and_goes_on_by_the_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "JOURNAL_BATCH", 3)
    system = a_system()
    for number in range(7):
        note(system, number)
    assert sealing.seal_journal(timezone.now()) == 8
    assert sealing.seal_journal(timezone.now()) == 0
    assert sealed_numbers(whole(LedgerHead.objects.get())) == list(range(1, 9))


def test_a_leaf_commits_to_the_entry_as_it_stands_in_the_table() -> None:
    system = a_system()
    sealing.seal_journal(timezone.now())
    entry = JournalEntry.objects.get()
    (leaf,) = [json.loads(bytes(row.leaf)) for row in LedgerEntry.objects.filter(kind="journal")]
    assert leaf["entry"] == entry.number == 1
    said = journal_bytes(
        entry=1,
        at=entry.at,
        verb="system.created",
        actor=None,
        system=system.pk,
        subject_kind="system",
        subject=str(system.pk),
        details={"before": None, "after": {"classes": []}},
    )
    assert leaf["sha256"] == hashlib.sha256(said).hexdigest()


def test_the_first_leaf_is_the_key_and_a_checkpoint_holds_under_it() -> None:
    a_system()
    made = sealing.make_checkpoint("tale", timezone.now())
    entries = whole(LedgerHead.objects.get())
    first = parse(bytes(entries[0].leaf))
    assert isinstance(first, Key)
    assert first.vkey == str(sealing.signer().verifier)
    opened = open_checkpoint(made.note.encode(), sealing.signer().verifier)
    assert (opened.size, opened.root) == (len(entries), Tree(bytes(e.leaf_hash) for e in entries).root())
    assert sealed_numbers(entries) == [1], "the journal is sealed before the head is signed"


def test_without_the_key_file_nothing_is_half_written(settings: LazySettings, tmp_path: Path) -> None:
    settings.SIGNING_KEY_FILE = tmp_path / "no-key.pem"
    system = a_system()
    (job,) = publish({}, system=system)
    for attempt in (
        lambda: leave(job, "done", timezone.now()),
        lambda: sealing.seal_journal(timezone.now()),
        lambda: sealing.make_checkpoint("tale", timezone.now()),
    ):
        with pytest.raises(Refused, match=r"no-key.pem.*signing_key --create"):
            attempt()
    assert not LedgerHead.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert not Checkpoint.objects.exists()


def test_a_key_file_lost_later_stops_the_signing_and_not_the_sealing(settings: LazySettings, tmp_path: Path) -> None:
    system = a_system()
    sealing.seal_journal(timezone.now())
    settings.SIGNING_KEY_FILE = tmp_path / "no-key.pem"
    note(system, 1)
    with pytest.raises(Refused, match=r"no-key\.pem"):
        sealing.make_checkpoint("tale", timezone.now())
    assert sealed_numbers(whole(LedgerHead.objects.get())) == [1, 2]
    assert not Checkpoint.objects.exists()
