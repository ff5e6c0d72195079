"""That the ledger only grew from one head to another, as text: what c2sp.org/tlog-witness sends to a witness."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.ledger.notes import Checkpoint, NoteError, Verifier, base64_text, open_checkpoint, unbase64
from evidence.ledger.tree import HASH_BYTES, verify_consistency

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
MOST_NODES = 63


@dataclass(frozen=True)
class Growth:
    """That the tree under `checkpoint` (kept verbatim) only added to its own first `since` leaves."""

    since: int
    path: Sequence[bytes]
    checkpoint: bytes

    def to_bytes(self) -> bytes:
        lines = [f"old {self.since}", *(base64_text(node) for node in self.path), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "Growth":
        head, blank, checkpoint = data.partition(b"\n\n")
        try:
            old, *path = head.decode().split("\n")
        except ValueError as error:
            raise NoteError("The proof is not UTF-8.") from error
        found = _OLD.fullmatch(old)
        nodes = [unbase64(node) for node in path]
        if not found or not blank or len(nodes) > MOST_NODES or any(len(node) != HASH_BYTES for node in nodes):
            raise NoteError("The bytes are no proof of consistency: old size, nodes, an empty line, a checkpoint.")
        return cls(int(found[1]), tuple(nodes), checkpoint)

    def holds(self, kept: Checkpoint, verifier: Verifier) -> bool:
        """Whether the ledger continues the head that was kept; NoteError unless the verifier signed the newer one."""
        head = open_checkpoint(self.checkpoint, verifier)
        same = (kept.origin, kept.size) == (head.origin, self.since)
        return same and verify_consistency(kept.size, kept.root, head.size, head.root, self.path)
