"""A shard: a piece of a report's file as it waits to be joined to the others, its objects yet to be numbered.

Objects lie in a file one after the other, in the order of their numbers, which start at 1. What is known only of the
whole stands in their text as a word between two NULs, which a PDF's text has nowhere else:

    12      the object with this number of the same shard
    K12     a key of the parent tree
    S3      what is drawn on the fourth page of this shard to say which of how many it is
    P, D    the node of all pages; the structure element of the whole document
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

ELSEWHERE: Final = "piece:"
"""How an address begins that is an anchor of another piece."""

FRAME: Final = struct.Struct(">?II")
"""Before each object: whether it is a stream, the length of its text, and that of the data that a stream has."""


@dataclass(frozen=True)
class Spot:
    """A place: on which of the shard's pages, counted from 0, and where, in points from its left and from below.

    `level`: that of a heading.
    """

    name: str
    page: int
    x: float
    y: float
    level: int = 0


@dataclass(frozen=True)
class Shard:
    """`pages`: their objects, or the drawings that stand for them. `elements`: the structure's, in reading order.

    `leaf`: the node of the parent tree, with `keys` keys. `catalog`, `info`, `embedded`: text of what
    the file says of itself.
    """

    path: str
    count: int
    pages: list[int]
    elements: list[int]
    leaf: int
    keys: int
    anchors: list[Spot]
    bookmarks: list[Spot]
    catalog: str
    info: str
    embedded: str

    def objects(self) -> Iterator[tuple[bytes, bytes | None]]:
        """Text of each, and the data of a stream, in the order of their numbers; read as they are asked for."""
        with Path(self.path).open("rb") as file:
            while frame := file.read(FRAME.size):
                stream, text, data = FRAME.unpack(frame)
                yield file.read(text), file.read(data) if stream else None


def keep(shard: Shard, path: Path) -> None:
    path.write_text(json.dumps(asdict(shard)), encoding="utf-8")


def kept(path: Path) -> Shard:
    told = json.loads(path.read_text(encoding="utf-8"))
    for each in ("anchors", "bookmarks"):
        told[each] = [Spot(**spot) for spot in told[each]]
    return Shard(**told)
