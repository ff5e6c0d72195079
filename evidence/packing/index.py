"""data/index.json: which leaf stands behind which file, and how to open each commitment.

For verifiers, in ids and digests; what people want to read about an item stands in files of its own.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class ShownItem:
    """An item whose bytes are in the pack."""

    item: UUID
    leaf: int
    sha256: str
    size: int
    nonce: bytes

    @property
    def path(self) -> str:
        return evidence_path(self.sha256)

    def entry(self) -> dict[str, Any]:
        sealed = {"path": self.path, "sha256": self.sha256, "size": self.size, "nonce": self.nonce.hex()}
        return {"item": str(self.item), "leaf": self.leaf, **sealed}


@dataclass(frozen=True, kw_only=True)
class WithheldItem:
    """An item in the ledger that the pack does not show; `reason` is a code such as `out-of-scope`."""

    item: UUID
    leaf: int
    reason: str

    def entry(self) -> dict[str, Any]:
        return {"item": str(self.item), "leaf": self.leaf, "withheld": self.reason}


@dataclass(frozen=True, kw_only=True)
class ShownRun:
    """A closed run; data/runs/<run>.json must hold its expected cell keys as the array `cells`."""

    run: UUID
    opened: int
    closed: int


@dataclass(frozen=True, kw_only=True)
class ShownEntry:
    """A journal entry whose canonical bytes are data/journal/<entry>.json."""

    entry: int
    leaf: int


def evidence_path(sha256: str) -> str:
    return f"data/evidence/{sha256[:2]}/{sha256}"


def index_bytes(
    *,
    pack: UUID,
    leaf: int,
    items: Iterable[ShownItem | WithheldItem],
    runs: Iterable[ShownRun],
    journal: Iterable[ShownEntry] = (),
) -> bytes:
    """The index as JSON, in the order of the leaves; `leaf` is the number of the pack's own leaf."""
    index = {
        "v": VERSION,
        "pack": {"id": str(pack), "leaf": leaf},
        "items": [item.entry() for item in sorted(items, key=lambda item: item.leaf)],
        "runs": [
            {"run": str(run.run), "opened": run.opened, "closed": run.closed}
            for run in sorted(runs, key=lambda run: run.opened)
        ],
        "journal": [
            {"entry": entry.entry, "leaf": entry.leaf} for entry in sorted(journal, key=lambda entry: entry.leaf)
        ],
    }
    return json.dumps(index, ensure_ascii=False, indent=1, sort_keys=True).encode()
