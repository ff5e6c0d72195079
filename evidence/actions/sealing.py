"""Write to the ledger: append leaves, seal the journal, sign checkpoints. The head row is locked last."""

import datetime
import hashlib
from collections.abc import Callable, Sequence

from django.db import transaction

from compliance.models import JournalEntry
from evidence.ledger.journal import journal_bytes
from evidence.ledger.leaves import Journal, Key, Leaf
from evidence.ledger.notes import sign_checkpoint
from evidence.ledger.tree import Frontier, leaf_hash
from evidence.models import Checkpoint, LedgerEntry, LedgerHead
from evidence.signing import signer

__all__ = [
    "append",
    "append_at",
    "checkpoint_each_hour",
    "entry_bytes",
    "make_checkpoint",
    "seal_journal",
    "signer",
    "subject_of",
]

SUBJECT = ("item", "pack", "run", "entry", "vkey")
JOURNAL_BATCH = 1000
AN_HOUR = datetime.timedelta(hours=1)


def append(leaves: Sequence[Leaf], now: datetime.datetime) -> list[LedgerEntry]:
    """Append the leaves in order, in the caller's transaction. Call it last: from here on the head row is locked."""
    return append_at(now, lambda _number: leaves)


def append_at(now: datetime.datetime, leaves_from: Callable[[int], Sequence[Leaf]]) -> list[LedgerEntry]:
    """As `append`, for leaves that depend on the sequence number that the first of them gets."""
    with transaction.atomic():
        head = _locked_head(now)
        return _append(head, leaves_from(head.size))


def _locked_head(now: datetime.datetime) -> LedgerHead:
    """The head, locked until the transaction ends. A new ledger begins with its key."""
    LedgerHead.objects.get_or_create(id=1, defaults={"frontier": Frontier().to_bytes()})
    head = LedgerHead.objects.select_for_update().get(id=1)
    if head.size == 0:
        _append(head, [Key(at=now, vkey=str(signer().verifier))])
    return head


def _append(head: LedgerHead, leaves: Sequence[Leaf]) -> list[LedgerEntry]:
    frontier = Frontier.from_bytes(bytes(head.frontier))
    entries = []
    for leaf in leaves:
        data = leaf.to_bytes()
        hashed = leaf_hash(data)
        sequence = frontier.append(hashed)
        entries.append(
            LedgerEntry(sequence=sequence, kind=leaf.kind, subject_id=subject_of(leaf), leaf=data, leaf_hash=hashed)
        )
    LedgerEntry.objects.bulk_create(entries)
    head.size, head.frontier = frontier.size, frontier.to_bytes()
    head.save()
    return entries


def subject_of(leaf: Leaf) -> str:
    """The id, number or key that a leaf is found by."""
    return next(str(getattr(leaf, name))[:64] for name in SUBJECT if hasattr(leaf, name))


def seal_journal(now: datetime.datetime) -> int:
    """Bring every journal entry that is not in the ledger yet into it, in order. Returns how many."""
    sealed = 0
    while True:
        with transaction.atomic():
            head = _locked_head(now)
            entries = JournalEntry.objects.filter(number__gt=head.journal_watermark).order_by("number")[:JOURNAL_BATCH]
            leaves = [Journal(at=now, entry=entry.number, sha256=_digest(entry)) for entry in entries]
            if not leaves:
                return sealed
            head.journal_watermark = leaves[-1].entry
            _append(head, leaves)
            sealed += len(leaves)


def entry_bytes(entry: JournalEntry) -> bytes:
    """The canonical bytes that the ledger's journal leaf commits to."""
    return journal_bytes(
        entry=entry.number,
        at=entry.at,
        verb=entry.verb,
        actor=entry.actor_id,
        system=entry.system_id,
        subject_kind=entry.subject_kind,
        subject=entry.subject_id,
        details={"before": entry.before, "after": entry.after},
    )


def _digest(entry: JournalEntry) -> str:
    return hashlib.sha256(entry_bytes(entry)).hexdigest()


def checkpoint_each_hour(now: datetime.datetime) -> None:
    """Sign the head when it has grown since the last checkpoint, and that one is an hour old."""
    last = Checkpoint.objects.order_by("-made_at").first()
    if last is not None and now - last.made_at < AN_HOUR:
        return
    if LedgerHead.objects.filter(size__gt=last.size if last else 0).exists():
        make_checkpoint("hour", now)


def make_checkpoint(occasion: str, now: datetime.datetime) -> Checkpoint:
    """Sign the ledger's head as it stands, the journal sealed into it first."""
    seal_journal(now)
    with transaction.atomic():
        head = _locked_head(now)
        root = Frontier.from_bytes(bytes(head.frontier)).root()
        note = sign_checkpoint(head.size, root, signer()).decode()
        return Checkpoint.objects.create(size=head.size, root=root, note=note, made_at=now, occasion=occasion)
