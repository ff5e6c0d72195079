"""The rows of a CSV or XLSX file as they stand there: the first one is the header, empty ones do not count."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from openpyxl import load_workbook

from frameworks.errors import Refused

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 256
MOST_CHARACTERS: Final = 50_000_000
"""Of all cells together, each counted as one more: a small workbook can name one long text in a million cells."""


@dataclass(frozen=True)
class Table:
    """`rows` are the data rows, each as long as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> list[str]:
        place = self.header.index(name)
        return [row[place] for row in self.rows]


def table_of(content: BinaryIO, media_type: str) -> Table:
    """Read from the beginning; left there. Refused where it is no table. Only for files that were let in already."""
    content.seek(0)
    readers = {CSV: _csv, XLSX: _xlsx}
    if media_type not in readers:
        raise Refused("A population comes as CSV or XLSX, one row each: export it so, or enter the count alone.")
    found = (tuple(cell.strip() for cell in row) for row in readers[media_type](content))
    rows = (row for row in found if any(row))
    header = next(rows, ())
    while header and not header[-1]:
        header = header[:-1]
    if not header or "" in header or len(set(header)) < len(header):
        raise Refused("The first row has to name each column, and no two alike: add the header, and retry.")
    data = tuple(_of_length(row, len(header)) for row in rows)
    content.seek(0)
    return Table(header, data)


def _of_length(row: tuple[str, ...], length: int) -> tuple[str, ...]:
    if any(row[length:]):
        raise Refused(f"A row has more cells than the header has names, the one that begins with “{row[0][:40]}”.")
    return (*row[:length], *[""] * (length - len(row)))


def _csv(content: BinaryIO) -> Iterator[list[str]]:
    """Parted by commas, semicolons or tabs, whichever the header has most of."""
    try:
        text = content.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("The file is no UTF-8 text: save it as CSV in UTF-8, and retry.") from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        yield from _bounded(rows)
    except csv.Error as fault:
        raise Refused(f"Line {rows.line_num} is no CSV ({fault}): save the file as CSV again.") from None


def _xlsx(content: BinaryIO) -> Iterator[list[str]]:
    """Of the first sheet; a formula counts by the value that was saved with it."""
    try:
        book = load_workbook(content, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is often wrong: it is read to its end
        rows = list(_bounded([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)))
        book.close()
    except Refused:
        raise
    except Exception as fault:  # whatever a library of others makes of a file of others
        raise Refused("The workbook cannot be read: save it as XLSX again, or as CSV.") from fault
    yield from rows


def _bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    left = MOST_CHARACTERS
    for number, row in enumerate(rows):
        left -= sum(len(cell) + 1 for cell in row)
        if number > MOST_ROWS or left < 0:
            raise Refused(
                f"The file has more than {MOST_ROWS} rows or {MOST_CHARACTERS} characters: "
                "split the population by months or by kind, or leave out columns that nobody needs."
            )
        if any(row[MOST_COLUMNS:]):
            raise Refused(f"The file has more than {MOST_COLUMNS} columns: leave out those that nobody needs.")
        yield row[:MOST_COLUMNS]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
