"""What a report is: the one page to read before writing one.

A report is a folder `evidence/reports/<key>/`:

    about.toml   title, one sentence that says what the report is (about), what it is read from: of = "pack" or
                 "system", and who may take one away that was made: readers = "team" or "officers"
    report.py    read(subject): everything that the page shows, as plain values read once; no clock, no network.
                 What it returns is a `Shown`
    <part>.html  the body of each part that it shows, by the part's key; it gets `report` (what read returned),
                 `subject`, `about`, `data` (the digest of the JSON that is attached)
    page.html    extends "report.html", which sets cover, contents and the parts in their order
    page.css     what the report adds to the look that all reports share

A part that may grow long writes `<!-- piece -->` before headings straight below its section: where a long report may
begin a new page, and be set by another process (pieces/). Rows of which there may be thousands are `stretches`.

One of a pack is read from a `Packed`, and made with its pack. One of a system is read from an `Asked`, and made when
somebody asks for it: it needs no line anywhere to be offered. Both are a `Subject`.

The look, cover, contents, header, footer and filters that all share lie in `evidence/reporting/base/`. The same subject
gives the same bytes, years later too: whatever `read` returns follows from its frozen row alone.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from compliance.models import System
    from frameworks.compiled import Catalogue
    from frameworks.schema import Edition


class NoPango(Exception):
    """The system libraries that set type are missing; the message says how to get them."""


class ForbiddenAsset(Exception):
    """A page asked for something that is neither in its folder nor among our fonts: nothing was rendered."""


class Subject(Protocol):
    """What every report is read from: a system on a day of its own, as known at an instant, under one catalogue."""

    @property
    def system(self) -> "System": ...

    @property
    def as_of(self) -> datetime.datetime: ...

    @property
    def day(self) -> datetime.date: ...

    @property
    def catalogue(self) -> "Catalogue": ...


@dataclass(frozen=True)
class Heading:
    """A line of the contents below a part: `anchor` is an id on the part's page."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Part:
    """A part of a report: its template, its heading, and what the contents name below it. Numbered as they come."""

    key: str
    title: str
    below: tuple[Heading, ...] = ()

    @property
    def template(self) -> str:
        return f"{self.key}.html"

    @property
    def anchor(self) -> str:
        return f"part-{self.key}"


@dataclass(frozen=True)
class Cover:
    """What the first page says beside the facts that all reports share.

    `says` goes on after “It is no opinion, no attestation and no certificate, and it gives no score. ”. `facts` are
    further lines of (what, value); the period and the scope where the report has one.
    """

    subtitle: str
    says: str
    facts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


class Shown(Protocol):
    """What `read` returns: whatever its page needs, and this. `data`: what it shows, as `twin.plain` takes it."""

    @property
    def edition(self) -> "Edition": ...

    @property
    def cover(self) -> Cover: ...

    @property
    def parts(self) -> tuple[Part, ...]: ...

    @property
    def data(self) -> Any: ...


class Source(StrEnum):
    """What a kind of report is read from."""

    PACK = "pack"
    SYSTEM = "system"


class Readers(StrEnum):
    """Who reads a report of a system that was made. Officers alone ask for any."""

    TEAM = "team"
    OFFICERS = "officers"


@dataclass(frozen=True)
class ReportKind:
    """key: the folder's name. title, about, of, readers: as in about.toml. read: what the page gets as `report`."""

    key: str
    title: str
    about: str
    of: Source
    readers: Readers
    folder: Path
    read: Callable[[Any], Any]
