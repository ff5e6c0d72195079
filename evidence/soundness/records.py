"""Items, runs, packs and reports against their leaves and their bytes."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db import models

from evidence import blobs
from evidence.ledger import leaves
from evidence.ledger.leaves import Leaf, LeafError
from evidence.models import Item, LedgerEntry, Pack, Report, Run
from evidence.soundness.fault import Fault

AT_ONCE = 500
ITEM_LEAVES, ERASURES = ("item.collected", "item.uploaded"), ("item.erased",)

B = TypeVar("B")


def record_faults() -> Iterator[Fault]:
    """Every row that the ledger names is there, every row that belongs into it is in it, and all bytes are."""
    for items in _batches(Item.objects.order_by("pk").iterator(AT_ONCE)):
        yield from _items(items)
    for runs in _batches(Run.objects.order_by("pk").iterator(AT_ONCE)):
        yield from _runs(runs)
    for packs in _batches(Pack.objects.exclude(sealed_at=None).order_by("pk").iterator(AT_ONCE)):
        yield from _packs(packs)
    for report in Report.objects.exclude(made_at=None).filter(erased_at=None).order_by("pk").iterator(AT_ONCE):
        yield from _bytes(f"report {report.pk}", report.digest, report.size or 0)
    for kinds, model in ((ITEM_LEAVES, Item), (("run.opened", "run.closed"), Run), (("pack",), Pack)):
        yield from _without_row(kinds, model)


def _items(items: Sequence[Item]) -> Iterator[Fault]:
    sealed, erased = _leaves(ITEM_LEAVES, items), _leaves(ERASURES, items)
    for item in items:
        about, gone = f"item {item.pk}", item.erased_at is not None
        if gone != (item.pk in erased):
            yield Fault("erasure-differs", about)
        found = [] if gone else list(_bytes(about, item.digest, item.size))
        yield from found
        leaf = sealed.get(item.pk)
        if leaf is None:
            yield Fault("leaf-absent", about)
        elif not found and not gone and isinstance(leaf, leaves.ItemCollected | leaves.ItemUploaded):
            with blobs.open_blob(item.digest) as content:
                if leaves.commitment(bytes(item.nonce), content) != leaf.commitment:
                    yield Fault("commitment-differs", about)


def _runs(runs: Sequence[Run]) -> Iterator[Fault]:
    opened, closed = _leaves(("run.opened",), runs), _leaves(("run.closed",), runs)
    items = _counted(Item.objects.filter(run__in=runs))
    for run in runs:
        about = f"run {run.pk}"
        if run.pk not in opened or (run.closed_at is not None and run.pk not in closed):
            yield Fault("leaf-absent", about)
        begun, ended = opened.get(run.pk), closed.get(run.pk)
        if isinstance(begun, leaves.RunOpened) and begun.cells != run.expected_cells:
            yield Fault("run-count", about)
        elif isinstance(ended, leaves.RunClosed):
            had = items.get(run.pk, 0)
            if (ended.items, ended.gaps) != (had, run.expected_cells - had):
                yield Fault("run-count", about)


def _packs(packs: Sequence[Pack]) -> Iterator[Fault]:
    sealed = _leaves(("pack",), packs)
    for pack in packs:
        about = f"pack {pack.pk}"
        if pack.pk not in sealed:
            yield Fault("leaf-absent", about)
        if pack.erased_at is not None:
            continue
        yield from _bytes(about, pack.digest, pack.size or 0)
        for path, (digest, size) in sorted(pack.written.items()):
            yield from _bytes(f"{about}, {path}", digest, size)


def _bytes(about: str, digest: str, size: int) -> Iterator[Fault]:
    sha, read = hashlib.sha256(), 0
    try:
        with blobs.open_blob(digest) as content:
            while piece := content.read(blobs.CHUNK):
                sha.update(piece)
                read += len(piece)
    except blobs.BlobMissing:
        yield Fault("bytes-missing", about)
        return
    if (sha.hexdigest(), read) != (digest, size):
        yield Fault("bytes-differ", about)


def _leaves(kinds: Sequence[str], rows: Sequence[models.Model]) -> dict[UUID, Leaf]:
    """The leaf of each row by its id; one that cannot be read is a fault of the ledger, and none here."""
    found: dict[UUID, Leaf] = {}
    for entry in LedgerEntry.objects.filter(kind__in=kinds, subject_id__in=[str(row.pk) for row in rows]):
        try:
            found[UUID(entry.subject_id)] = leaves.parse(bytes(entry.leaf))
        except (LeafError, ValueError):
            continue
    return found


def _without_row(kinds: Sequence[str], model: type[models.Model]) -> Iterator[Fault]:
    """Leaves that speak of a row which is gone."""
    named = LedgerEntry.objects.filter(kind__in=kinds).order_by("sequence").values_list("sequence", "subject_id")
    for batch in _batches(named.iterator(AT_ONCE)):
        there = model._default_manager.filter(pk__in=[subject for _, subject in batch]).values_list("pk", flat=True)
        known = {str(pk) for pk in there}
        yield from (Fault("row-missing", f"leaf {number}") for number, subject in batch if subject not in known)


def _counted(items: models.QuerySet[Item]) -> dict[UUID | None, int]:
    return dict(items.order_by().values_list("run").annotate(number=models.Count("pk")))


def _batches(rows: Iterable[B]) -> Iterator[list[B]]:
    source = iter(rows)
    while batch := list(islice(source, AT_ONCE)):
        yield batch
