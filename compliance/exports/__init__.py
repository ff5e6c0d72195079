"""The forms in which a responsibility matrix leaves: one module for each, that turns a `Matrix` into bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from compliance.exports import plain, ssp, table, workbook
from compliance.exports.shapes import Matrix

JSON = "application/json"


@dataclass(frozen=True)
class Form:
    """`ending` is that of the file's name."""

    label: str
    ending: str
    media_type: str
    write: Callable[[Matrix], bytes]


FORMS: Mapping[str, Form] = {
    "csv": Form("CSV", "csv", "text/csv; charset=utf-8", table.write),
    "xlsx": Form("XLSX", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook.write),
    "json": Form("JSON", "json", JSON, plain.write),
    "oscal": Form("OSCAL SSP", "ssp.json", JSON, ssp.write),
}


def file_name(matrix: Matrix, form: Form) -> str:
    """Such as harbour-clinic-hipaa-2026-11-22.xlsx."""
    return f"{matrix.system.key}-{matrix.edition.framework}-{matrix.on.isoformat()}.{form.ending}"
