"""The files of a pack: plain JSON and one offline page of HTML. People are ids here; their names are in the PDF."""

import json
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string

from evidence import blobs, pack_records
from evidence.actions.sealing import entry_bytes
from evidence.ledger.tree import Tree
from evidence.models import LedgerEntry
from evidence.packed import Packed
from evidence.packing.archive import PackFile
from evidence.packing.index import ShownEntry, ShownItem, ShownRun, WithheldItem, evidence_path, index_bytes
from evidence.packing.layout import from_bytes, ledger_files, verifier_files
from evidence.reporting.readiness import render_readiness


def name_of(pack: Any) -> str:
    """The pack's folder and file name: system, framework, day, and the start of its id."""
    framework = pack.edition.framework.key
    return f"demarc-{pack.system.key}-{framework}-{pack.as_of:%Y%m%d}-{str(pack.pk)[-8:]}"


def written_files(packed: Packed) -> Iterator[PackFile]:
    """What is written for this pack alone. It is kept as blobs, so that a rebuilt pack has the same bytes for ever."""
    yield from_bytes("data/index.json", _index(packed))
    yield from_bytes("data/index.html", render_to_string("evidence/pack_index.html", page(packed)).encode())
    yield from_bytes("data/engagement.json", _json(pack_records.engagement_record(packed)))
    yield from_bytes("data/requirements.json", _json(pack_records.requirement_records(packed)))
    yield from_bytes("data/duties.json", _json(pack_records.duty_records(packed)))
    yield from_bytes("data/items.json", _json(pack_records.item_records(packed)))
    yield from_bytes("data/observations.json", _json(pack_records.observation_records(packed)))
    yield from_bytes("data/gaps.json", _json(pack_records.gap_records(packed)))
    for run in packed.runs:
        yield from_bytes(f"data/runs/{run.pk}.json", _json(pack_records.run_record(run, packed)))
    yield from_bytes("data/report.pdf", render_readiness(packed))
    yield from verifier_files()


def pack_files(packed: Packed) -> Iterator[PackFile]:
    """Every file below data/, each once: the written ones, the evidence, and the ledger's leaves and proofs."""
    for path, (digest, size) in packed.pack.written.items():
        yield _blob(path, digest, size)
    yield from_bytes("data/catalogue.json", bytes(packed.pack.catalogue.content))
    for digest, size in sorted({item.digest: item.size for item in packed.items}.items()):
        yield _blob(evidence_path(digest), digest, size)
    for entry in packed.journal:
        yield from_bytes(f"data/journal/{entry.number}.json", entry_bytes(entry))
    yield from _ledger(packed)


def _blob(path: str, digest: str, size: int) -> PackFile:
    return PackFile(path=path, open=lambda: blobs.open_blob(digest), size=size, sha256=digest)


def _ledger(packed: Packed) -> Iterator[PackFile]:
    size = packed.checkpoint.size
    hashes = LedgerEntry.objects.filter(sequence__lt=size).order_by("sequence")
    tree = Tree(bytes(leaf_hash) for leaf_hash in hashes.values_list("leaf_hash", flat=True))
    leaves = {row.sequence: bytes(row.leaf) for row in packed.leaves.values()}
    return ledger_files(leaves, tree, size, packed.checkpoint.note.encode())


def _index(packed: Packed) -> bytes:
    shown = [
        ShownItem(
            item=item.pk,
            leaf=packed.leaf_of(item).sequence,
            sha256=item.digest,
            size=item.size,
            nonce=bytes(item.nonce),
        )
        for item in packed.items
    ]
    withheld = [
        WithheldItem(item=item.pk, leaf=packed.leaf_of(item).sequence, reason=packed.why_withheld(item))
        for item in packed.withheld
    ]
    leaf = packed.leaves
    return index_bytes(
        pack=packed.pack.pk,
        leaf=leaf["pack", str(packed.pack.pk)].sequence,
        items=[*shown, *withheld],
        runs=[
            ShownRun(
                run=run.pk,
                opened=leaf["run.opened", str(run.pk)].sequence,
                closed=leaf["run.closed", str(run.pk)].sequence,
            )
            for run in packed.runs
        ],
        journal=[
            ShownEntry(entry=entry.number, leaf=leaf["journal", str(entry.number)].sequence) for entry in packed.journal
        ],
    )


def page(packed: Packed) -> dict[str, Any]:
    """What index.html shows: the same facts, to read without any software."""
    return {
        "pack": packed.pack,
        "requirements": pack_records.requirements(packed),
        "items": [(item, evidence_path(item.digest)) for item in packed.items],
        "blind": packed.blind,
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
