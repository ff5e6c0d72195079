"""The Merkle tree of RFC 9162 (section 2.1) over SHA-256: heads, proofs and their checks.

Positions are zero-based: the ledger's sequence number *is* the leaf's index in the tree.
"""

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(width: int) -> int:
    """The largest power of two below `width` (which is at least 2)."""
    return 1 << (width - 1).bit_length() - 1


class Frontier:
    """Just enough of a tree to go on appending: the roots of its full subtrees, the widest first.

    Appending costs O(log n) and `to_bytes` at most 8 + 32 x 64 bytes, so it fits the ledger's head row.
    """

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def append(self, leaf: bytes) -> int:
        """Adds one leaf hash and returns the index it received."""
        index, rest = self.size, self.size
        while rest & 1:
            leaf = node_hash(self._roots.pop(), leaf)
            rest >>= 1
        self._roots.append(leaf)
        self.size += 1
        return index

    def root(self) -> bytes:
        if not self._roots:
            return EMPTY_ROOT
        *wider, root = self._roots
        for left in reversed(wider):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """The size in 8 bytes, big end first, then the roots, the widest first."""
        return self.size.to_bytes(8, "big") + b"".join(self._roots)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """The inverse of `to_bytes`; refuses a length that the size does not explain with ValueError."""
        frontier = cls()
        frontier.size = int.from_bytes(data[:8], "big")
        if len(data) != 8 + HASH_BYTES * frontier.size.bit_count():
            raise ValueError(f"{len(data)} bytes are not the frontier of a tree of {frontier.size} leaves.")
        frontier._roots = [data[at : at + HASH_BYTES] for at in range(8, len(data), HASH_BYTES)]
        return frontier


class Tree:
    """A whole tree in memory (about 150 bytes a leaf), for proofs by the thousand in O(log^2 n) each."""

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        # _levels[k][i] is the root over the leaves from i * 2**k up to (i + 1) * 2**k
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaf_hashes:
            self._append(leaf)

    def _append(self, root: bytes) -> None:
        for level in self._levels:
            level.append(root)
            if len(level) % 2:
                return
            root = node_hash(level[-2], root)
        self._levels.append([root])

    @property
    def size(self) -> int:
        return len(self._levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The tree's head as it was at `size` leaves, by default now."""
        return self._root(0, self._known(size))

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """From the leaf's sibling up to the root's child, for the tree at `size` leaves."""
        start, end = 0, self._known(size)
        if not 0 <= index < end:
            raise ValueError(f"No leaf {index} in a tree of {end}.")
        proof = []
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self._root(middle, end))
                end = middle
            else:
                proof.append(self._root(start, middle))
                start = middle
        return proof[::-1]

    def consistency_proof(self, first: int, second: int | None = None) -> list[bytes]:
        """That the tree at `second` leaves only added to the tree at `first` leaves."""
        start, end = 0, self._known(second)
        if not 0 <= first <= end:
            raise ValueError(f"No tree of {first} leaves within one of {end}.")
        if first in (0, end):
            return []
        proof, whole = [], True
        while first != end:
            middle = start + _split(end - start)
            if first <= middle:
                proof.append(self._root(middle, end))
                end = middle
            else:
                proof.append(self._root(start, middle))
                start, whole = middle, False
        if not whole:
            proof.append(self._root(start, end))
        return proof[::-1]

    def _known(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ValueError(f"This tree has {self.size} leaves, not {size}.")
        return size

    def _root(self, start: int, end: int) -> bytes:
        width = end - start
        if width == 0:
            return EMPTY_ROOT
        if width & (width - 1) == 0:  # every split leaves `start` a multiple of a power-of-two width
            return self._levels[width.bit_length() - 1][start // width]
        middle = start + _split(width)
        return node_hash(self._root(start, middle), self._root(middle, end))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` puts the leaf hash at `index` of the `size` leaves under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last = index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            leaf = node_hash(sibling, leaf)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            leaf = node_hash(leaf, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and leaf == root


def verify_consistency(first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `second` leaves only added to the one of `first` leaves (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first == 0:
        return not proof and first_root == EMPTY_ROOT and (second > 0 or second_root == EMPTY_ROOT)
    if first == second:
        return not proof and first_root == second_root
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    if not path:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position >>= 1
        last >>= 1
    older = newer = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not position & 1 and position:
                position >>= 1
                last >>= 1
        else:
            newer = node_hash(newer, sibling)
        position >>= 1
        last >>= 1
    return last == 0 and older == first_root and newer == second_root
