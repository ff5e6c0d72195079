"""The files of a pack: its layout in three forms, plain JSON in which people are ids, the report, and the ledger's."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from compliance.unnamed import without_names
from evidence import blobs
from evidence.actions.sealing import entry_bytes
from evidence.ledger.tree import Tree
from evidence.models import LedgerEntry
from evidence.packing.archive import PackFile
from evidence.packing.index import ShownEntry, ShownItem, ShownRun, WithheldItem, evidence_path, index_bytes
from evidence.packing.layout import from_bytes, ledger_files, verifier_files
from evidence.packs import audit_records as pack_audit_records
from evidence.packs import records as pack_records
from evidence.packs.audit import PackedAudit
from evidence.packs.layouts import writing
from evidence.packs.layouts.building import layout_of
from evidence.packs.packed import Packed
from evidence.packs.people import People
from evidence.reporting.readiness import render_readiness


def name_of(pack: Any) -> str:
    """The pack's folder and file name: system, framework, day, and the start of its id."""
    framework = pack.edition.framework.key
    return f"demarc-{pack.system.key}-{framework}-{pack.as_of:%Y%m%d}-{str(pack.pk)[-8:]}"


def written_files(packed: Packed) -> Iterator[PackFile]:
    """What is written for this pack alone. It is kept as blobs, so that a rebuilt pack has the same bytes for ever."""
    audit, people = PackedAudit(packed), People(packed)
    yield from_bytes("data/index.json", _index(packed))
    for name, record in records(packed, audit, people).items():
        yield from_bytes(f"data/{name}", _json(record))
    for run in packed.runs:
        yield from_bytes(f"data/runs/{run.pk}.json", _json(pack_records.run_record(run, packed)))
    with without_names(people.unnamed) if packed.pack.redacted else nullcontext():
        shown = writing.written(layout_of(packed, audit, people), packed.pack)
        report = render_readiness(packed)
    yield from shown
    yield from_bytes("data/report.pdf", report)
    yield from verifier_files()


def records(packed: Packed, audit: PackedAudit, people: People) -> dict[str, Any]:
    """The pack's JSON files by name: README.md in `packing/` says what each holds."""
    return {
        "engagement.json": pack_records.engagement_record(packed),
        "people.json": people.records(),
        "requirements.json": pack_records.requirement_records(packed),
        "duties.json": pack_records.duty_records(packed),
        "items.json": pack_records.item_records(packed),
        "observations.json": pack_records.observation_records(packed),
        "populations.json": pack_audit_records.population_records(packed),
        "findings.json": pack_audit_records.finding_records(audit),
        "exceptions.json": pack_audit_records.exception_records(audit),
        "conclusions.json": pack_audit_records.conclusion_records(audit),
        "requests.json": pack_audit_records.request_records(audit),
        "coverage.json": pack_audit_records.coverage_records(audit),
        "gaps.json": pack_records.gap_records(packed, audit),
    }


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


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
