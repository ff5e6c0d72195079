"""Rows of a table that may grow without end, in stretches short enough to be set apart from each other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

ROWS: Final = 250
"""In one stretch: a piece of the evidence index (pieces/)."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class Stretch(Generic[Row]):
    """Rows under a heading of their own; `anchor` is its id on the page."""

    anchor: str
    title: str
    rows: tuple[Row, ...]


def stretches(anchor: str, title: str, rows: Sequence[Row], number: Callable[[Row], str]) -> Iterator[Stretch[Row]]:
    """One stretch where the rows are few, or none. Where they are many, each says from which number to which."""
    if len(rows) <= ROWS:
        yield Stretch(anchor, title, tuple(rows))
        return
    for place, first in enumerate(range(0, len(rows), ROWS), start=1):
        part = tuple(rows[first : first + ROWS])
        name = anchor if place == 1 else f"{anchor}-{place}"
        yield Stretch(name, f"{title}, {number(part[0])} – {number(part[-1])}", part)
