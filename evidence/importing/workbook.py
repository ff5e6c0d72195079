"""The lines of an XLSX's first sheet, in the shape that the lines of a CSV have.

Read as stored: a formula is never worked out here, its cell has the value that the writer's program last saw.
"""

import datetime
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from compliance.importing.table import Cells, plain
from frameworks.errors import Refused

MOST_COLUMNS: Final = 50
LAST_ROW: Final = 100_000
"""A file that is made by hand can name a row of any number, and every one above it would be looked at."""
LONGEST_CELL: Final = 32_767
"""Characters: what a cell of Excel's holds at most. A file that is made by hand can name a longer text in every one."""
_BROKEN: Final = (InvalidFileException, zipfile.BadZipFile, ParseError, LookupError, ValueError, OSError, TypeError)


def sheet_of(content: bytes, most_lines: int) -> tuple[Sequence[str], list[tuple[int, Cells]]]:
    """The plain names of the columns, and each line that holds something under the number that it has in the sheet.

    The first line that holds something has the names. Of more than `most_lines` only one more is read. Refused where it
    is no workbook. Whoever calls has seen to it that the file does not unpack to more than it may (`refuse_file`).
    """
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is often wrong: it is read to its end
        lines = _filled(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
        _, names = next(lines, (0, ()))
        header = [plain(_text(name)) for name in names]
        found = [(number, _cells(header, row)) for (number, row), _ in zip(lines, range(most_lines + 1), strict=False)]
        book.close()
    except _BROKEN:
        raise Refused("The file is not readable as XLSX: open it, save it again in that format, and retry.") from None
    return header, found


def _filled(rows: Any) -> Iterator[tuple[int, Sequence[object]]]:
    for number, row in enumerate(rows, start=1):
        if number > LAST_ROW:
            raise Refused(f"A line stands below row {LAST_ROW}: save it again without what is far below the list.")
        if any(_text(cell).strip() for cell in row):
            yield number, row


def _cells(header: Sequence[str], row: Sequence[object]) -> Cells:
    return {name: _text(cell).strip() for name, cell in zip(header, row, strict=False)}


def _text(cell: object) -> str:
    """As a person sees it: a day without its midnight, a whole number without its decimals."""
    if cell is None:
        return ""
    if isinstance(cell, str) and len(cell) > LONGEST_CELL:
        raise Refused(f"A cell has more than {LONGEST_CELL} characters: shorten it.")
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
