"""SHA-256 beside the work that reads and writes: hashlib lets other threads run meanwhile.

A pack has two such threads: one for the whole, one for the files that come next (archive.py).
"""

import hashlib
from collections import deque
from concurrent.futures import Executor, Future
from typing import Final

AHEAD: Final = 8 << 20
"""Bytes that may wait to be hashed: enough that neither side waits for the other's every piece."""


class Aside:
    """A digest computed by `hashing`, an executor of one thread, piece by piece in the order given."""

    def __init__(self, hashing: Executor) -> None:
        self._hashing, self._digest = hashing, hashlib.sha256()
        self._waiting: deque[tuple[int, Future[None]]] = deque()

    def update(self, piece: bytes) -> None:
        self._waiting.append((len(piece), self._hashing.submit(self._digest.update, piece)))
        while sum(size for size, _ in self._waiting) > AHEAD:
            self._waiting.popleft()[1].result()

    def hexdigest(self) -> str:
        while self._waiting:
            self._waiting.popleft()[1].result()
        return self._digest.hexdigest()
