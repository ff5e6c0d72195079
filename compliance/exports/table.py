"""The matrix as CSV in UTF-8: a line for each requirement, control and service; what does not bind has one as well."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from compliance.exports.shapes import Line, Matrix, Row

COLUMNS: Final = (
    "system", "as_of", "edition", "assessment", "catalogue", "ref", "title", "obligation", "class", "origination",
    "inheritable", "aws_part", "leans_on", "against", "control", "coverage", "service", "bearer", "aws", "customer",
    "owner", "reviewer", "due_on", "standing", "held_in", "source", "remarks",
)  # fmt: skip
STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(matrix: Matrix) -> bytes:
    to = io.StringIO(newline="")
    lines = csv.writer(to)
    lines.writerow(COLUMNS)
    head = (str(matrix.system), matrix.on.isoformat(), matrix.edition.key, matrix.assessment, matrix.catalogue_digest)
    says = " ".join(matrix.warnings)
    for row in matrix.rows:
        for cells in _lines_of(row):
            lines.writerow(harmless(cell) for cell in (*head, *cells, " ".join((*row.remarks, says))))
    return to.getvalue().encode()


def harmless(text: str) -> str:
    """A spreadsheet takes a cell that begins so for a formula and runs it; behind an apostrophe it stays text."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def _lines_of(row: Row) -> Iterator[tuple[str, ...]]:
    asked = row.requirement
    said = (
        *(asked.ref, asked.title, row.obligation, row.class_),
        "; ".join(row.origination),
        *(row.inheritable, row.support),
        "; ".join(row.leans_on),
        " ".join(row.against),
    )
    if not row.lines:
        yield (*said, *[""] * 12)
    for line in row.lines:
        for service in line.services or ("",):
            yield (*said, *_line(line, service))


def _line(line: Line, service: str) -> tuple[str, ...]:
    return (
        *(line.control, line.coverage, service, line.bearer, line.aws, line.customer, line.owner, line.reviewer),
        line.due_on.isoformat() if line.due_on else "",
        line.standing or "",
        line.held_in,
        line.source,
    )
