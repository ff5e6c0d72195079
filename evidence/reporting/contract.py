"""What a report is: the one page to read before writing one.

A report is a folder `evidence/reports/<key>/`:

    about.toml   title, one sentence that says what the report is, and what it is read from: of = "pack" or "system"
    report.py    read(subject): everything that the page shows, as plain values read once; no clock, no network
    page.html    extends "report.html" and fills its blocks; it gets `report` (what read returned), `subject`, `about`
    page.css     what the report adds to the look that all reports share

One of a pack is read from a `Packed`, and made with its pack. One of a system is read from an `Asked`, and made when
somebody asks for it: it needs no line anywhere to be offered. Both are a `Subject`.

The look, header, footer, fonts and filters that all share lie in `evidence/reporting/base/`. The same subject gives
the same bytes, years later too: whatever `read` returns follows from its frozen row alone.
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


class Source(StrEnum):
    """What a kind of report is read from."""

    PACK = "pack"
    SYSTEM = "system"


@dataclass(frozen=True)
class ReportKind:
    """key: the folder's name. title, about, of: as in about.toml. read: what the page gets as `report`."""

    key: str
    title: str
    about: str
    of: Source
    folder: Path
    read: Callable[[Any], Any]
