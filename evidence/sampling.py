"""Draw rows by a seed, so that anybody can draw them again: docs/sampling.md says how, without this program.

Each row has a position, from 1. Rows are ordered by SHA-256(seed || NUL || position), the seed and the position as
UTF-8 and decimal digits, smallest digest first; the first n of them are the sample.
"""

import hashlib
import heapq
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

METHOD: Final = 1
"""The version of this way of drawing. Another way gets another number, and samples keep theirs."""

SEED_BYTES: Final = 16


@dataclass(frozen=True)
class Drawn:
    """A row of a sample: where it stands in the population, and what its key column says."""

    position: int
    key: str


def new_seed() -> str:
    return secrets.token_hex(SEED_BYTES)


def place_of(seed: str, position: int) -> str:
    """What rows are ordered by."""
    return hashlib.sha256(f"{seed}\0{position}".encode()).hexdigest()


def positions(seed: str, count: int, size: int) -> list[int]:
    """The first `size` of `count` rows in the seed's order; every row where there are no more."""
    return heapq.nsmallest(size, range(1, count + 1), key=lambda position: (place_of(seed, position), position))


def draw(seed: str, count: int, size: int, keys: Iterable[str] = ()) -> list[Drawn]:
    """`keys`: the key of each row in the order of the file; none where there is no file."""
    known = list(keys)
    return [Drawn(each, known[each - 1] if known else "") for each in positions(seed, count, size)]
