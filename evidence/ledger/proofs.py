"""Inclusion proofs as text, c2sp.org/tlog-proof@v1: index, path and checkpoint in one file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.ledger.notes import NoteError, Verifier, base64_text, open_checkpoint, unbase64
from evidence.ledger.tree import HASH_BYTES, leaf_hash, verify_inclusion

_HEADER = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True)
class Proof:
    """That the leaf at `index` stands in the tree whose signed checkpoint is `checkpoint` (kept verbatim)."""

    index: int
    path: Sequence[bytes]
    checkpoint: bytes

    def to_bytes(self) -> bytes:
        lines = [_HEADER, f"index {self.index}", *(base64_text(node) for node in self.path), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    @classmethod
    def parse(cls, data: bytes) -> "Proof":
        """Refuses what it does not know, `extra` lines among it: we write none and they prove nothing."""
        head, blank, checkpoint = data.partition(b"\n\n")
        try:
            header, index, *path = head.decode().split("\n")
        except ValueError as error:
            raise NoteError("The proof has no header and index.") from error
        found = _INDEX.fullmatch(index)
        nodes = [unbase64(node) for node in path]
        if header != _HEADER or not blank or not found or any(len(node) != HASH_BYTES for node in nodes):
            raise NoteError(f"The bytes are not a {_HEADER}.")
        return cls(int(found[1]), tuple(nodes), checkpoint)

    def holds(self, leaf: bytes, verifier: Verifier) -> bool:
        """Whether `leaf` (its bytes) stands in the verifier's ledger; NoteError unless it signed the head."""
        head = open_checkpoint(self.checkpoint, verifier)
        return verify_inclusion(leaf_hash(leaf), self.index, head.size, self.path, head.root)
