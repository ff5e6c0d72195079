"""A layout as plain values: sections in order, each with tables, pictures and what is not held here."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext

Tone = str
"""One of the tones of `reporting/tones.py`, or none: colour repeats what the words say."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words; `href` leads to a file of the pack or within the page, `saved_as` names a file that is saved."""

    text: str
    href: str = ""
    tone: Tone = ""
    saved_as: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`listed`: pieces that stand side by side as a list of their own, such as evidence by its numbers."""

    pieces: tuple[Piece, ...] = ()
    listed: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """All of it as plain text, a line for each piece."""
        words = [piece.text for piece in self.pieces if piece.text]
        return "\n".join([*words, *([", ".join(piece.text for piece in self.listed)] if self.listed else [])])

    @property
    def shown(self) -> tuple[Piece, ...]:
        return self.pieces if len(self.pieces) <= MOST_LINES else self.pieces[: MOST_LINES - 1]

    @property
    def folded(self) -> tuple[Piece, ...]:
        return self.pieces[len(self.shown) :]

    @property
    def is_long(self) -> bool:
        return len(self.listed) > MOST_SHOWN

    @property
    def range(self) -> str:
        """The first and the last of what is listed, with their number."""
        return f"{self.listed[0].text} … {self.listed[-1].text} ({len(self.listed)})"


MOST_SHOWN: Final = 10
MOST_LINES: Final = 4
"""More than these are folded away on the page: numbers side by side, and lines."""


@dataclass(frozen=True, slots=True)
class Row:
    """`anchor`: where links lead."""

    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """`empty` is said where there is no row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str = ""
    lead: str = ""
    kind: str = "table"

    @property
    def is_pair(self) -> bool:
        """Names and values: a narrow page need not repeat what the columns are."""
        return len(self.columns) == 2

    @property
    def body(self) -> Iterator[tuple[Row, tuple[tuple[str, Cell], ...]]]:
        """Each row with its cells under their columns' names, which a narrow page repeats."""
        return ((row, tuple(zip(self.columns, row.cells, strict=True))) for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Absence:
    """Something that the auditor looks for and the product has no record of."""

    what: str
    why: str
    kind: str = "absence"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that read alike: a place in a picture 1,000 wide, and words that need no picture."""

    x: int
    width: int
    tone: Tone
    words: str


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    stretches: tuple[Stretch, ...]
    words: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Lanes over the days of a period. `ticks` are places with their words, in percent of the width."""

    title: str
    lanes: tuple[Lane, ...]
    ticks: tuple[tuple[str, str], ...]
    kind: str = "picture"


Block = Table | Absence | Picture


@dataclass(frozen=True, kw_only=True)
class Section:
    key: str
    title: str
    lead: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Layout:
    """`order` says whose order it is and where that comes from."""

    title: str
    order: str
    sections: tuple[Section, ...] = field(default=())


def cell(text: object = "", *, href: str = "", tone: Tone = "") -> Cell:
    return Cell((Piece("" if text is None else str(text), href, tone),))


def requirement_anchor(ref: str) -> str:
    """A reference as a place on the page: letters, digits and hyphens."""
    return "r-" + re.sub(r"[^0-9A-Za-z]+", "-", ref).strip("-")


def to_requirement(ref: str) -> str:
    return f"#{requirement_anchor(ref)}"


def lines(texts: Iterable[object]) -> Cell:
    return Cell(tuple(Piece(str(text)) for text in texts if text))


def row(*cells: Cell | str, anchor: str = "") -> Row:
    return Row(tuple(each if isinstance(each, Cell) else cell(each) for each in cells), anchor)


def days(first: datetime.date | None, last: datetime.date | None) -> str:
    """From a day to a day, both as ISO writes them."""
    if first is None and last is None:
        return ""
    if first == last and first is not None:
        return first.isoformat()
    if last is None and first is not None:
        return gettext("since %(day)s") % {"day": first.isoformat()}
    return f"{first.isoformat() if first else '…'} – {last.isoformat() if last else '…'}"


def section(key: str, title: object, blocks: Sequence[Block], lead: object = "") -> Section:
    return Section(key=key, title=str(title), lead=str(lead), blocks=tuple(blocks))
