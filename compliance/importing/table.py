"""The lines of a CSV as people save it: with commas, semicolons or tabs, with or without a byte order mark."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from frameworks.errors import Refused

Cells = Mapping[str, str]
"""What stands in a line by the plain name of its column: lower case, without spaces and punctuation."""


def table_of(text: str) -> tuple[Sequence[str], Iterator[tuple[int, Cells]]]:
    """The plain names of the columns, and each line that holds something, numbered. Refused where it is no CSV."""
    written = text.lstrip("\ufeff\r\n \t")
    first, _, rest = written.partition("\n")
    above = text[: len(text) - len(written)].count("\n") + 1
    delimiter = max(",;\t", key=first.count)
    header = [plain(name) for name in next(csv.reader([first], delimiter=delimiter), [])]
    return header, _lines(header, rest, delimiter, above)


def plain(name: str) -> str:
    """A name as people write it in many ways: lower case, without spaces and punctuation."""
    return re.sub(r"[\W_]+", "", name.casefold())


def _lines(header: Sequence[str], rest: str, delimiter: str, above: int) -> Iterator[tuple[int, Cells]]:
    rows = csv.reader(io.StringIO(rest), delimiter=delimiter)
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                cells = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
                yield rows.line_num + above, cells
    except csv.Error as fault:
        raise Refused(f"Line {rows.line_num + above} is no CSV ({fault}): save the file as CSV again.") from None
