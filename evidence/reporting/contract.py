"""What a report is: the one page to read before writing one.

A report is a folder `evidence/reports/<key>/`:

    about.toml   title, and one sentence that says what the report is
    report.py    read(packed): everything that the page shows, as plain values read once; no clock, no network
    page.html    extends "report.html" and fills its blocks; it gets `report` (what read returned), `packed`, `about`
    page.css     what the report adds to the look that all reports share

The look, header, footer, fonts and filters that all share lie in `evidence/reporting/base/`. The same pack gives
the same bytes, years later too: whatever `read` returns follows from the pack's frozen row alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evidence.packed import Packed


class NoPango(Exception):
    """The system libraries that set type are missing; the message says how to get them."""


class ForbiddenAsset(Exception):
    """A page asked for something that is neither in its folder nor among our fonts: nothing was rendered."""


@dataclass(frozen=True)
class Report:
    """key: the folder's name. title, about: as in about.toml. read: what the page gets as `report`."""

    key: str
    title: str
    about: str
    folder: Path
    read: Callable[["Packed"], Any]
