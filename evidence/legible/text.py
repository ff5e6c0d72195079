"""Text by lines, in pieces that part no word and no number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

CHUNK: Final = 1 << 20
NEW_LINE = b"\n"
LOOK_BACK, OVERLAP = 8192, 128

_ENDS = re.compile(rb"[^0-9A-Za-z ./_*+^=\x80-\xff-]")


class Illegible(Exception):
    """The file cannot be looked into; a sentence that says why, and what to do."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Piece:
    """`name`: the place, empty for the file itself. `first_line`: its first line, where one looks for lines."""

    data: bytes
    name: str = ""
    first_line: int | None = None

    def place_of(self, data: bytes, at: int) -> str:
        """Where `data[at]` stands. `data` is the piece, or the piece rewritten within its lines."""
        if self.first_line is None:
            return self.name
        line = f"line {self.first_line + data.count(NEW_LINE, 0, at)}"
        return f"{self.name}, {line}" if self.name else line


def lines(content: Readable, name: str = "") -> Iterator[Piece]:
    """A stream in pieces of about a mebibyte, however long its lines are.

    Where no word ends within `LOOK_BACK` bytes, pieces overlap: what stands there is seen twice, and never missed.
    """
    kept, line, chunk = b"", 1, content.read(CHUNK)
    while chunk:
        data, chunk = kept + chunk, content.read(CHUNK)
        cut, goes_on = _cut(data) if chunk else (len(data), len(data))
        yield Piece(data[:cut], name, line)
        line += data.count(NEW_LINE, 0, goes_on)
        kept = data[goes_on:]


def _cut(data: bytes) -> tuple[int, int]:
    """Where a piece ends and where the next one begins."""
    late = max(0, len(data) - LOOK_BACK)
    ends = data.rfind(NEW_LINE, late) + 1 or max((each.end() for each in _ENDS.finditer(data, late)), default=0)
    return (ends, ends) if ends else (len(data), max(0, len(data) - OVERLAP))
