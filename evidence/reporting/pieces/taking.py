"""Take a shard out of WeasyPrint: all that its pages are, before it would be written as a file of its own.

`document` is WeasyPrint's own, `file` pydyf's, as pdf.render gives them to a finisher.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pydyf

from evidence.reporting.pieces.shards import ELSEWHERE, FRAME, Shard, Spot

NODE: Final = b"\0P\0"
ELEMENT: Final = b"\0D\0"
REFERENCE: Final = re.compile(rb"(\d+) 0 R")
POINTS: Final = 0.75
"""Of PDF in a pixel of CSS."""

OF_THE_WHOLE: Final = {"Type", "Pages", "Names", "Outlines", "StructTreeRoot"}
"""What the whole file's catalog says by itself."""


def piece_of(document: Any, file: pydyf.PDF, path: Path, *, key: str, numbered_later: bool) -> Shard:
    """The pages with all that they hold and the structure that tells how to read them. It empties `file`.

    `key` tells the cells of its tables from those of other shards. `numbered_later`: each page draws, as an artifact,
    what will say which of how many it is.
    """
    root = _at(file, file.catalog["StructTreeRoot"])
    mapped, (top,) = _at(file, root["ParentTree"])["Nums"], root["K"]
    names = file.catalog.get("Names", {})
    anchors = list(_anchors(file, names.get("Dests", {})))
    own = {name: each for name, each in file.catalog.items() if name not in OF_THE_WHOLE}
    for number, reference in enumerate(file.page_references):
        page = _at(file, reference)
        page["StructParents"] = _key(page["StructParents"])
        if numbered_later:
            _draw_number(file, page, number)
    for each in file.objects:
        if isinstance(each, pydyf.Dictionary):
            _rename(each, key)
    leaf = pydyf.Dictionary({"Limits": pydyf.Array([_key(mapped[0]), _key(mapped[-2])]), "Nums": pydyf.Array()})
    for number, owner in zip(mapped[::2], mapped[1::2], strict=True):
        leaf["Nums"].extend((_key(number), owner))
    file.add_object(leaf)
    elements = _at(file, top)["K"]
    taken = _Taken(file, {file.pages.reference: NODE, top: ELEMENT})
    taken.reach([*file.page_references, leaf.reference, *own.values(), names.get("EmbeddedFiles"), file.info])
    shard = Shard(
        path=str(path),
        count=taken.write(path),
        pages=[taken.number(each) for each in file.page_references],
        elements=[taken.number(each) for each in elements],
        leaf=taken.number(leaf.reference),
        keys=len(mapped) // 2,
        anchors=anchors,
        bookmarks=list(_bookmarks(document)),
        catalog=taken.text(pydyf.Dictionary(own)).decode(),
        info=taken.text(file.info).decode(),
        embedded=taken.text(names.get("EmbeddedFiles", b"")).decode(),
    )
    del file.objects[1:]
    return shard


def drawings_of(file: pydyf.PDF, path: Path) -> Shard:
    """Each page as a drawing that other pages can show, without structure. It empties `file`."""
    drawn = []
    for reference in file.page_references:
        page = _at(file, reference)
        stream = _at(file, page["Contents"])
        stream.extra |= {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": page["MediaBox"],
            "Resources": page["Resources"],
        }
        drawn.append(stream.reference)
    taken = _Taken(file, {})
    taken.reach(drawn)
    count = taken.write(path)
    pages = [taken.number(each) for each in drawn]
    del file.objects[1:]
    return Shard(str(path), count, pages, [], 0, 0, [], [], "", "", "")


def _at(file: pydyf.PDF, reference: bytes) -> Any:
    return file.objects[int(reference.split()[0])]


def _key(number: int) -> bytes:
    return b"\0K%d\0" % number


def _draw_number(file: pydyf.PDF, page: Any, number: int) -> None:
    """Before all else, since WeasyPrint leaves a page turned upside down."""
    drawing = pydyf.Stream([f"/Artifact <</Type /Pagination>> BDC /Sheet{number} Do EMC"])
    file.add_object(drawing)
    page["Contents"] = pydyf.Array([drawing.reference, page["Contents"]])
    _at(file, page["Resources"])["XObject"][f"Sheet{number}"] = b"\0S%d\0" % number


def _rename(each: Any, key: str) -> None:
    """What is named by a number within its file: keys of annotations, cells of tables, anchors of other pieces."""
    if "StructParent" in each:
        each["StructParent"] = _key(each["StructParent"])
        address = each["A"]["URI"].string if "A" in each else ""
        if address.startswith(ELSEWHERE):
            del each["A"]
            each["Dest"] = each["Contents"] = pydyf.String(address.removeprefix(ELSEWHERE))
    elif each.get("Type") == "/StructElem":
        if "ID" in each:
            each["ID"] = pydyf.String(f"{key}-{each['ID'].string}")
        if "Headers" in each.get("A", {}):
            each["A"]["Headers"] = pydyf.Array(pydyf.String(f"{key}-{cell.string}") for cell in each["A"]["Headers"])


def _anchors(file: pydyf.PDF, dests: Mapping[str, Any]) -> Iterator[Spot]:
    places = {reference: number for number, reference in enumerate(file.page_references)}
    listed = dests.get("Names", [])
    for name, (page, _, x, y, _) in zip(listed[::2], listed[1::2], strict=True):
        yield Spot(name.string, places[page], x, y)


def _bookmarks(document: Any) -> Iterator[Spot]:
    for number, page in enumerate(document.pages):
        for level, label, (x, y), _ in page.bookmarks:
            yield Spot(label, number, x * POINTS, (page.height - y) * POINTS, level)


@dataclass
class _Taken:
    """What is reached of a file's objects, numbered in their order. `outside`: what stands for the whole's own."""

    file: pydyf.PDF
    outside: Mapping[bytes, bytes]

    def reach(self, roots: Iterable[Any]) -> None:
        ahead, reached = list(roots), set[int]()
        while ahead:
            for reference in _references(ahead.pop()):
                number = int(reference.split()[0])
                if reference not in self.outside and number not in reached:
                    reached.add(number)
                    ahead.append(self.file.objects[number])
        self.order = sorted(reached)
        self.numbers = {b"%d 0 R" % old: new for new, old in enumerate(self.order, start=1)}

    def number(self, reference: bytes) -> int:
        return self.numbers[reference]

    def write(self, path: Path) -> int:
        """How many there are."""
        with path.open("wb") as out:
            for number in self.order:
                text, data = self._parts(self.file.objects[number])
                out.write(FRAME.pack(data is not None, len(text), len(data or b"")) + text + (data or b""))
        return len(self.order)

    def _parts(self, each: Any) -> tuple[bytes, bytes | None]:
        if not isinstance(each, pydyf.Stream):
            return self.text(each), None
        data = each.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
        told = {**each.extra, "Length": len(data)} | ({"Filter": "/FlateDecode"} if each.compress else {})
        return self.text(pydyf.Dictionary(told)), data

    def text(self, value: Any) -> bytes:
        """As pydyf writes it, but for references."""
        if isinstance(value, dict):
            return b"<<%b>>" % b"".join(b"/%b %b" % (key.encode(), self.text(each)) for key, each in value.items())
        if isinstance(value, list):
            return b"[%b]" % b" ".join(map(self.text, value))
        if isinstance(value, bytes) and REFERENCE.fullmatch(value):
            return self.outside.get(value) or b"\0%d\0" % self.numbers[value]
        plain: bytes = pydyf.Array([value]).data
        return plain[1:-1]


def _references(value: Any) -> Iterator[bytes]:
    if isinstance(value, pydyf.Stream):
        value = value.extra
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _references(each)
    elif isinstance(value, bytes) and REFERENCE.fullmatch(value):
        yield value
