"""The ledger, leaf by leaf: its numbers, bytes, hashes, head and checkpoints, and the journal that it seals."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from compliance.models import JournalEntry
from evidence.actions.sealing import entry_bytes, subject_of
from evidence.ledger.leaves import Journal, Key, KeyRotated, Leaf, LeafError, parse
from evidence.ledger.notes import Checkpoint as Head
from evidence.ledger.notes import NoteError, Verifier, open_checkpoint
from evidence.ledger.rotation import heir
from evidence.ledger.tree import Frontier, leaf_hash
from evidence.models import Checkpoint, LedgerEntry, LedgerHead
from evidence.soundness.fault import Fault

AT_ONCE = 2000


@dataclass
class Read:
    """What a pass over the ledger has come to: the tree so far, the keys in their order, the last sealed entry."""

    frontier: Frontier = field(default_factory=Frontier)
    keys: list[tuple[int, Verifier]] = field(default_factory=list)
    last_entry: int = 0

    def key_at(self, size: int) -> Verifier | None:
        """The key in force when the ledger had `size` leaves."""
        return next((key for since, key in reversed(self.keys) if since < size), None)


def ledger_faults(against: Sequence[Checkpoint] = ()) -> Iterator[Fault]:
    """Every fault of ledger and journal. `against`: heads that left our hands, read as if they were rows."""
    read, heads = Read(), _heads(against)
    for rows in _batches(LedgerEntry.objects.order_by("sequence").iterator(AT_ONCE)):
        journalled: list[Journal] = []
        for row in rows:
            while heads and heads[0].size <= read.frontier.size:
                yield from _checkpoint(heads.pop(0), read)
            yield from _leaf(row, read, journalled)
        yield from _sealed(journalled)
    while heads and heads[0].size <= read.frontier.size:
        yield from _checkpoint(heads.pop(0), read)
    for ahead in heads:
        yield Fault("checkpoint-ahead", f"checkpoint at {ahead.size}")
    yield from _head(read)
    yield from _journal_holes()


def _heads(against: Sequence[Checkpoint]) -> list[Checkpoint]:
    return sorted([*Checkpoint.objects.all(), *against], key=lambda row: row.size)


def _leaf(row: LedgerEntry, read: Read, journalled: list[Journal]) -> Iterator[Fault]:
    number, data = read.frontier.size, bytes(row.leaf)
    if row.sequence != number:
        yield Fault("leaf-missing", f"leaf {number}")
    if leaf_hash(data) != bytes(row.leaf_hash):
        yield Fault("leaf-hash", f"leaf {row.sequence}")
    read.frontier.append(leaf_hash(data))
    try:
        leaf = parse(data)
    except LeafError:
        yield Fault("leaf-malformed", f"leaf {row.sequence}")
        return
    if (row.kind, row.subject_id) != (leaf.kind, subject_of(leaf)):
        yield Fault("leaf-label", f"leaf {row.sequence}")
    yield from _noted(leaf, row.sequence, read)
    if isinstance(leaf, Journal):
        journalled.append(leaf)


def _noted(leaf: Leaf, number: int, read: Read) -> Iterator[Fault]:
    if isinstance(leaf, Key | KeyRotated):
        try:
            read.keys.append((number, _key(leaf, number, read)))
        except NoteError:
            yield Fault("key-rotation" if number else "key-unknown", f"leaf {number}")
    elif not read.keys:
        yield Fault("key-unknown", f"leaf {number}")
    if isinstance(leaf, Journal):
        if leaf.entry != read.last_entry + 1:
            yield Fault("journal-hole", f"entry {read.last_entry + 1}")
        read.last_entry = leaf.entry


def _key(leaf: Key | KeyRotated, number: int, read: Read) -> Verifier:
    """The key that signs from this leaf on. NoteError unless the one before it has signed that."""
    if isinstance(leaf, KeyRotated):
        return heir(leaf, number, read.key_at(number))
    if number:
        raise NoteError("Only the first leaf names a key without the signature of the one before it.")
    return Verifier.from_vkey(leaf.vkey)


def _checkpoint(row: Checkpoint, read: Read) -> Iterator[Fault]:
    about = f"checkpoint at {row.size}"
    key = read.key_at(row.size)
    try:
        said = open_checkpoint(row.note.encode(), key) if key else None
    except NoteError:
        said = None
    if said is None:
        yield Fault("checkpoint-signature", about)
        return
    if (said.size, said.root) != (row.size, bytes(row.root)):
        yield Fault("checkpoint-row", about)
    elif read.frontier.size != said.size or read.frontier.root() != said.root:
        yield Fault("checkpoint-root", about)


def _head(read: Read) -> Iterator[Fault]:
    head = LedgerHead.objects.filter(id=1).first()
    if head is None:
        if read.frontier.size:
            yield Fault("head-differs", "head")
        return
    if (head.size, bytes(head.frontier)) != (read.frontier.size, read.frontier.to_bytes()):
        yield Fault("head-differs", "head")
    if head.journal_watermark != read.last_entry:
        yield Fault("watermark-differs", f"entry {head.journal_watermark}")


def _sealed(leaves: Sequence[Journal]) -> Iterator[Fault]:
    """The journal entries of these leaves, against the digests that they were sealed with."""
    entries = JournalEntry.objects.in_bulk([leaf.entry for leaf in leaves])
    for leaf in leaves:
        entry = entries.get(leaf.entry)
        if entry is None:
            yield Fault("journal-missing", f"entry {leaf.entry}")
        elif hashlib.sha256(entry_bytes(entry)).hexdigest() != leaf.sha256:
            yield Fault("journal-differs", f"entry {leaf.entry}")


def _journal_holes() -> Iterator[Fault]:
    """Entries that were not sealed yet have no leaf to miss them; their numbers tell."""
    expected = 0
    for number in JournalEntry.objects.order_by("number").values_list("number", flat=True).iterator(AT_ONCE):
        expected += 1
        if number != expected:
            yield Fault("journal-hole", f"entry {expected}")
            expected = number


def head_of(note: bytes) -> Checkpoint:
    """A checkpoint that was kept outside, as the row it would be. NoteError for what is none.

    Its signature is judged with all the others, by the key that was in force at its size.
    """
    text, _, _ = note.decode(errors="replace").rpartition("\n\n")
    said = Head.parse(text + "\n")
    return Checkpoint(size=said.size, root=said.root, note=note.decode(errors="replace"), occasion="outside")


def _batches(rows: Iterable[LedgerEntry]) -> Iterator[list[LedgerEntry]]:
    source = iter(rows)
    while batch := list(islice(source, AT_ONCE)):
        yield batch
