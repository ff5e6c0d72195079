"""The layout as a workbook: a sheet for each section, its tables one below the other. Same layout, same bytes."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from evidence.packs.layouts.shapes import Absence, Cell, Layout, Picture, Section, Table

HEAD: Final = (Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F2A44"))
TITLE: Final = Font(bold=True, size=13)
WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
FIRST_YEAR: Final = (1980, 1, 1, 0, 0, 0)
LONGEST: Final = 32_767
"""Characters that a cell of a workbook can hold."""
WIDEST: Final = 60


def write(layout: Layout, title: str, written_at: datetime.datetime) -> bytes:
    """`written_at` is the pack's own instant: no clock is read."""
    book = Workbook()
    stamp = written_at.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
    book.properties.creator, book.properties.title = "Demarc", title
    book.properties.created = book.properties.modified = stamp
    cover = book.worksheets[0]
    cover.title = _("Contents")
    _contents(cover, layout, title)
    taken = {cover.title.casefold()}
    for number, section in enumerate(layout.sections, start=1):
        _sheet(book.create_sheet(_name(f"{number} {section.title}", taken)), section)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:  # Workbook.save would put the clock's time into the properties
        ExcelWriter(book, archive).save()
    return _without_clock(made)


def _without_clock(made: io.BytesIO) -> bytes:
    """Every file of the workbook dated 1980: the library dates them by the clock."""
    to = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(to, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, FIRST_YEAR)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            target.writestr(entry, source.read(name))
    return to.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """As a sheet may be called: at most 31 characters, some forbidden, none twice."""
    name = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:31].rstrip()
    while name.casefold() in taken:
        name = f"{name[:29]} 2"
    taken.add(name.casefold())
    return name


def _contents(sheet: Worksheet, layout: Layout, title: str) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 8, 90
    _put(sheet, 1, ("", title), font=TITLE)
    _put(sheet, 2, ("", layout.title))
    _put(sheet, 3, ("", layout.order))
    for number, section in enumerate(layout.sections, start=1):
        _put(sheet, number + 4, (str(number), section.title))


def _sheet(sheet: Worksheet, section: Section) -> None:
    at = _put(sheet, 1, (section.title,), font=TITLE)
    if section.lead:
        at = _put(sheet, at, (section.lead,))
    for block in section.blocks:
        at += 1
        match block:
            case Table():
                at = _table(sheet, at, block)
            case Absence():
                at = _put(sheet, at, (block.what, _("Not held here: %(why)s") % {"why": block.why}))
            case Picture():
                at = _put(sheet, at, (block.title,), font=TITLE)
                for lane in block.lanes:
                    at = _put(sheet, at, (lane.label, lane.words))
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0


def _table(sheet: Worksheet, at: int, table: Table) -> int:
    at = _put(sheet, at, (table.title,), font=TITLE)
    if table.lead:
        at = _put(sheet, at, (table.lead,))
    if not table.rows:
        return _put(sheet, at, (table.empty,))
    head = at
    at = _put(sheet, at, table.columns)
    for number in range(1, len(table.columns) + 1):
        sheet.cell(head, number).font, sheet.cell(head, number).fill = HEAD
        widest = max(len(line) for row in table.rows for line in row.cells[number - 1].text.split("\n"))
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = max(column.width, min(WIDEST, max(widest, len(table.columns[number - 1])) + 2))
    for row in table.rows:
        at = _put(sheet, at, row.cells)
    return at


def _put(sheet: Worksheet, at: int, cells: Iterable[Cell | str], font: Font | None = None) -> int:
    """Every cell is text and quoted as such: what begins like a formula is none. The number of the next line."""
    for column, each in enumerate(cells, start=1):
        text = ILLEGAL_CHARACTERS_RE.sub("", each if isinstance(each, str) else each.text)
        if not text:
            continue
        put: Any = sheet.cell(at, column, text[:LONGEST])
        put.alignment, put.data_type, put.quotePrefix = WRAPPED, "s", True
        if font is not None:
            put.font = font
        if isinstance(each, Cell):
            _lead(put, each)
    return at + 1


def _lead(put: Any, cell: Cell) -> None:
    """A cell leads to one file at most: to that of the only item that it lists."""
    files = [piece.href for piece in (*cell.pieces, *cell.listed) if piece.href and not piece.href.startswith("#")]
    if len(files) == 1:
        put.hyperlink = files[0]
