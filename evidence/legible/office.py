"""DOCX and XLSX: packages of XML, read by paragraphs and cells, within bounds that a bomb does not pass."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, Final
from xml.parsers import expat

from evidence.legible.text import CHUNK, Illegible, Piece, Readable, lines

MOST_PARTS: Final = 10_000
DEEPEST: Final = 2
PACKED = b"PK\x03\x04"

_DAMAGED = (
    "The file cannot be looked into, because it is damaged or locked with a password: "
    "open it, save it again without a password, and retry."
)
_NESTED = "The file holds a file that holds another one: hand them in one by one."
_MARKUP = (".xml", ".rels", ".vml")
_BLOCKS = frozenset({"p", "c", "si", "comment"})
_ENDS_A_LINE = frozenset({"v", "f", "is"})
_SHARED = "sharedStrings.xml"


@dataclass
class Unpacking:
    """A part of a package, read against what may be unpacked all in all."""

    left: int

    def read(self, part: Readable, size: int) -> bytes:
        data = part.read(size)
        self.take(len(data))
        return data

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Illegible("The file unpacks to far more than its size: save it as PDF, or hand in what counts.")


@dataclass(frozen=True)
class _Part:
    part: Readable
    unpacking: Unpacking

    def read(self, size: int, /) -> bytes:
        return self.unpacking.read(self.part, size)


def pieces(content: BinaryIO, *, limit: int) -> Iterator[Piece]:
    return _package(content, Unpacking(limit), "", 1)


def _package(content: BinaryIO, unpacking: Unpacking, within: str, depth: int) -> Iterator[Piece]:
    try:
        with zipfile.ZipFile(content) as package:
            names = package.namelist()
            if len(names) > MOST_PARTS:
                raise Illegible(f"The file has more than {MOST_PARTS} parts: hand in the part that counts.")
            shared: dict[str, str] = {}
            for name in sorted(names, key=lambda each: (not each.endswith(_SHARED), each)):
                with package.open(name) as part:
                    yield from _part(_Part(part, unpacking), f"{within}{name}", shared, unpacking, depth)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, expat.ExpatError):
        raise Illegible(_DAMAGED) from None


def _part(part: _Part, name: str, shared: dict[str, str], unpacking: Unpacking, depth: int) -> Iterator[Piece]:
    if name.endswith(_MARKUP):
        yield from _Markup(name, shared, unpacking).pieces(part)
        return
    head = part.read(len(PACKED))
    if head != PACKED:
        yield from lines(_After(head, part), name)
        return
    if depth == DEEPEST:
        raise Illegible(_NESTED)
    inner = io.BytesIO(head + b"".join(iter(lambda: part.read(CHUNK), b"")))
    yield from _package(inner, unpacking, f"{name}: ", depth + 1)


class _After:
    """A stream whose first bytes were read already."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self.head, self.rest = head, rest

    def read(self, size: int, /) -> bytes:
        head, self.head = self.head, b""
        return head + self.rest.read(size)


@dataclass
class _Markup:
    """One part's text, block by block: what a writer's program cuts within a paragraph stands together again.

    `shared`: the workbook's texts by their number, filled from the part that holds them and named by cells. Each cell
    that names one unpacks to it, so that a long text in a thousand cells counts a thousand times.
    """

    name: str
    shared: dict[str, str]
    unpacking: Unpacking
    found: list[Piece] = field(default_factory=list)
    blocks: list[list[str]] = field(default_factory=lambda: [[]])
    cell: str = ""
    kind: str = ""
    paragraphs: int = 0

    def pieces(self, part: Readable) -> Iterator[Piece]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.refuse_document_type
        parser.StartElementHandler = self.begin
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        while chunk := part.read(CHUNK):
            parser.Parse(chunk, False)
            yield from self.found
            self.found.clear()
        parser.Parse(b"", True)
        self.say("".join(self.blocks[0]))
        yield from self.found

    def refuse_document_type(self, *_: object) -> None:
        """No office file has one, and entities that grow need one."""
        raise Illegible(_DAMAGED)

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "c":
            self.cell, self.kind = attributes.get("r", ""), attributes.get("t", "")
        if tag in _BLOCKS:
            self.blocks.append([])
        elif tag in {"tab", "br"}:
            self.text("\t" if tag == "tab" else "\n")
        if attributes:
            self.say("\n".join(attributes.values()))

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag not in _BLOCKS:
            if tag in _ENDS_A_LINE:
                self.text("\n")
            return
        text = "".join(self.blocks.pop())
        if tag == "p":
            self.paragraphs += 1
            self.say(text, f"paragraph {self.paragraphs} of {PurePosixPath(self.name).stem}")
        elif tag == "si" and self.name.endswith(_SHARED):
            self.shared[str(len(self.shared))] = text
        elif tag == "c":
            text = self.shared.get(text.strip(), "") if self.kind == "s" else _whole(text)
            self.unpacking.take(len(text))
            self.say(text, f"cell {self.cell} of {PurePosixPath(self.name).stem}")
            self.cell = ""
        else:
            self.say(text)

    def text(self, text: str) -> None:
        self.blocks[-1].append(text)

    def say(self, text: str, place: str = "") -> None:
        if text and any(each.isdigit() for each in text):
            self.found.append(Piece(text.encode(), place or self.name))


def _whole(text: str) -> str:
    """A large number as its digits, where the workbook writes it with an exponent."""
    number = text.strip()
    if "E" not in number.upper():
        return text
    try:
        return f"{text}\n{float(number):.0f}"
    except (ValueError, OverflowError):
        return text
