"""Join shards to one file: pages, structure, anchors and bookmarks of all, written as they are read.

Nothing but a place of seven bytes is kept of an object, so a thousand pages take little more memory than one.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, Final

import pydyf

from evidence.reporting.pieces.shards import Shard, Spot

MARK: Final = re.compile(rb"\0([A-Z]?)(\d*)\0")
PLACE: Final = struct.Struct(">BIH")
"""Where an object is: 1, its offset and 0; or 2, the number of the stream that holds it and its place there."""
TOGETHER: Final = 500
"""Objects that share a stream: enough for their likeness to be packed away, few enough to be unpacked at a glance."""
CATALOG, NODE, ELEMENT, ROOT, TREE, DESTS, OUTLINES, INFO = range(1, 9)


def join(pieces: Sequence[Shard], numbers: Sequence[Shard], out: Path) -> None:
    """Write the pieces as one file, in their order. The first says what the file is and says its own pages' numbers.

    `numbers`: for each of the others, what its pages show to say which of how many they are.
    """
    bookmarks = [(place, spot) for place, each in enumerate(pieces) for spot in each.bookmarks]
    starts = list(accumulate((each.count for each in (*pieces, *numbers)), initial=INFO + len(bookmarks)))
    keys = list(accumulate((each.keys for each in pieces), initial=0))
    pages = [start + page for start, each in zip(starts, pieces, strict=False) for page in each.pages]
    firsts = list(accumulate((len(each.pages) for each in pieces), initial=0))
    whole = list(zip(starts, pieces, strict=False))

    def spot_of(place: int, spot: Spot) -> pydyf.Array:
        return pydyf.Array([_to(pages[firsts[place] + spot.page]), "/XYZ", spot.x, spot.y, 0])

    with out.open("wb") as file:
        writer = _Writer(file, starts[-1] + 1)
        front = _Placed(starts[0], keys[0])
        writer.add(CATALOG, _catalog(pieces[0], front))
        writer.add(NODE, _told(Type="/Pages", Kids=pydyf.Array(map(_to, pages)), Count=len(pages)))
        elements = pydyf.Array(_to(start + each) for start, shard in whole for each in shard.elements)
        writer.add(ELEMENT, _told(Type="/StructElem", S="/Document", P=_to(ROOT), K=elements))
        kids = pydyf.Array([_to(ELEMENT)])
        writer.add(ROOT, _told(Type="/StructTreeRoot", K=kids, ParentTree=_to(TREE), ParentTreeNextKey=keys[-1]))
        writer.add(TREE, _told(Kids=pydyf.Array(_to(start + shard.leaf) for start, shard in whole)))
        anchors = {spot.name: spot_of(place, spot) for place, each in enumerate(pieces) for spot in each.anchors}
        sorted_names = sorted((pydyf.String(name).data, spot) for name, spot in anchors.items())
        writer.add(DESTS, _told(Names=pydyf.Array(each for pair in sorted_names for each in pair)))
        levels = [spot.level for _, spot in bookmarks]
        spots = [(spot.name, spot_of(place, spot)) for place, spot in bookmarks]
        for number, text in _outlines(levels, spots):
            writer.add(number, text)
        writer.add(INFO, front.text(pieces[0].info.encode()))
        for place, shard in enumerate(pieces):
            drawn = _drawn(numbers[place - 1], starts[len(pieces) + place - 1]) if place else []
            writer.add_all(shard, _Placed(starts[place], keys[place], drawn))
        for place, shard in enumerate(numbers, start=len(pieces)):
            writer.add_all(shard, _Placed(starts[place]))
        writer.finish()


def _to(number: int) -> bytes:
    return b"%d 0 R" % number


def _told(**told: object) -> bytes:
    text: bytes = pydyf.Dictionary(told).data
    return text


def _drawn(shard: Shard, start: int) -> list[int]:
    return [start + each for each in shard.pages]


def _catalog(front: Shard, placed: "_Placed") -> bytes:
    names = pydyf.Dictionary({"Dests": _to(DESTS)})
    if front.embedded:
        names["EmbeddedFiles"] = placed.text(front.embedded.encode())
    told = _told(Type="/Catalog", Pages=_to(NODE), StructTreeRoot=_to(ROOT), Outlines=_to(OUTLINES), Names=names)
    return told[:-2] + placed.text(front.catalog.encode())[2:]


@dataclass
class _Bookmark:
    title: str
    spot: pydyf.Array
    level: int
    number: int
    above: int
    below: list["_Bookmark"] = field(default_factory=list)

    @property
    def open(self) -> int:
        """How many lines are seen below it."""
        return len(self.below) + sum(each.open for each in self.below)


def _outlines(levels: Sequence[int], spots: Sequence[tuple[str, pydyf.Array]]) -> Iterator[tuple[int, bytes]]:
    """Each heading below the last one before it that is of a higher level; all of them open."""
    root = _Bookmark("", pydyf.Array(), 0, OUTLINES, 0)
    path, found = [root], []
    for number, (level, (title, spot)) in enumerate(zip(levels, spots, strict=True), start=INFO + 1):
        while path[-1].level >= level:
            path.pop()
        each = _Bookmark(title, spot, level, number, path[-1].number)
        path[-1].below.append(each)
        path.append(each)
        found.append(each)
    yield OUTLINES, _told(Type="/Outlines", **_family(root))
    for above in (root, *found):
        for place, each in enumerate(above.below):
            beside = {"Prev": _to(above.below[place - 1].number)} if place else {}
            if each is not above.below[-1]:
                beside["Next"] = _to(above.below[place + 1].number)
            told = {"Title": pydyf.String(each.title), "Dest": each.spot, "Parent": _to(each.above)}
            yield each.number, _told(**told, **beside, **_family(each))


def _family(each: _Bookmark) -> dict[str, object]:
    if not each.below:
        return {}
    return {"First": _to(each.below[0].number), "Last": _to(each.below[-1].number), "Count": each.open}


@dataclass(frozen=True)
class _Placed:
    """A shard's place in the whole: the numbers of objects and of keys before its own, and what its pages draw."""

    start: int
    key: int = 0
    drawn: Sequence[int] = ()

    def text(self, marked: bytes) -> bytes:
        return MARK.sub(self._meant, marked)

    def _meant(self, mark: re.Match[bytes]) -> bytes:
        match mark[1]:
            case b"":
                return _to(self.start + int(mark[2]))
            case b"K":
                return b"%d" % (self.key + int(mark[2]))
            case b"S":
                return _to(self.drawn[int(mark[2])])
            case b"P":
                return _to(NODE)
        return _to(ELEMENT)


class _Writer:
    """A PDF 1.7 whose objects without data are packed together, and whose /ID is the digest of what it holds."""

    def __init__(self, out: BinaryIO, size: int) -> None:
        self.out, self.digest, self.offset = out, hashlib.sha256(), 0
        self.places = bytearray(PLACE.size * size)
        self.waiting: list[tuple[int, bytes]] = []
        PLACE.pack_into(self.places, 0, 0, 0, 0xFFFF)
        self._write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")

    def add_all(self, shard: Shard, placed: _Placed) -> None:
        for number, (text, data) in enumerate(shard.objects(), start=placed.start + 1):
            self.add(number, placed.text(text), data)

    def add(self, number: int, text: bytes, data: bytes | None = None) -> None:
        if data is not None:
            self._place(number, 1, self.offset, 0)
            self._write(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, text, data))
            return
        self.waiting.append((number, text))
        if len(self.waiting) == TOGETHER:
            self._pack()

    def finish(self) -> None:
        self._pack()
        number = self._next()
        self._place(number, 1, self.offset, 0)
        places, start = zlib.compress(bytes(self.places), 9), self.offset
        mark = pydyf.String(self.digest.hexdigest()[:32])
        told = _told(
            Type="/XRef",
            Size=number + 1,
            W=pydyf.Array([1, 4, 2]),
            Root=_to(CATALOG),
            Info=_to(INFO),
            ID=pydyf.Array([mark, mark]),
            Filter="/FlateDecode",
            Length=len(places),
        )
        self._write(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, told, places))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _pack(self) -> None:
        if not self.waiting:
            return
        holder = self._next()
        lengths = accumulate((len(text) + 1 for _, text in self.waiting), initial=0)
        heads = zip((number for number, _ in self.waiting), lengths, strict=False)
        head = b" ".join(b"%d %d" % each for each in heads) + b"\n"
        data = zlib.compress(head + b"\n".join(text for _, text in self.waiting), 9)
        for place, (number, _) in enumerate(self.waiting):
            self._place(number, 2, holder, place)
        told = {"Type": "/ObjStm", "N": len(self.waiting), "First": len(head)}
        self.waiting = []
        self.add(holder, _told(**told, Filter="/FlateDecode", Length=len(data)), data)

    def _next(self) -> int:
        self.places.extend(bytes(PLACE.size))
        return len(self.places) // PLACE.size - 1

    def _place(self, number: int, kind: int, where: int, index: int) -> None:
        PLACE.pack_into(self.places, number * PLACE.size, kind, where, index)

    def _write(self, content: bytes) -> None:
        self.out.write(content)
        self.digest.update(content)
        self.offset += len(content)
