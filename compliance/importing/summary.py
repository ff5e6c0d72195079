"""AWS's responsibility summary as a licensed user has put it into a table: CSV, or JSON with a list of such objects.

Its words are AWS's, under NDA: they are read here, kept beside the attestation, and leave in no export.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from compliance.importing.recognising import service_named
from frameworks.compiled import Catalogue
from frameworks.official_files import NotImported, decoded
from frameworks.schema import Bearer

COLUMNS: Final = ("ref", "service", "bearer", "aws", "customer")
NEEDED: Final = ("ref", "bearer")


@dataclass(frozen=True)
class SummaryRow:
    """Who bears a requirement on a service, empty = all; both parts in AWS's own words."""

    ref: str
    service: str
    bearer: str
    aws: str = ""
    customer: str = ""

    def plain(self) -> dict[str, str]:
        return asdict(self)


def read_summary(content: bytes, edition: str, catalogue: Catalogue) -> tuple[SummaryRow, ...]:
    """Every row under our spelling of its reference and service. NotImported names each fault with its line."""
    said = decoded(content)
    cells = _json(said) if said.lstrip().startswith(("{", "[")) else _table(said)
    faults: list[str] = []
    rows: dict[tuple[str, str], SummaryRow] = {}
    first: dict[tuple[str, str], str] = {}
    for where, each in cells:
        row = _row(where, each, edition, catalogue, faults)
        if row is None:
            continue
        place = row.ref, row.service
        if place in rows:
            named = " on ".join(filter(None, place))
            faults.append(f"{where}: {named} stands twice, first at {first[place]}. Leave one of the two.")
        rows.setdefault(place, row)
        first.setdefault(place, where)
    if faults:
        raise NotImported(*faults)
    if not rows:
        raise NotImported("The file holds no row: there has to be one for each requirement that it speaks of.")
    return tuple(rows.values())


def _row(
    where: str, cells: Mapping[str, str], edition: str, catalogue: Catalogue, faults: list[str]
) -> SummaryRow | None:
    before = len(faults)
    try:
        ref = catalogue.requirement(edition, cells.get("ref", "")).ref
    except KeyError as unknown:
        ref = ""
        faults.append(f"{where}: {unknown.args[0]}")
    name = cells.get("service", "")
    service = service_named(name) if name else ""
    if name and not service:
        faults.append(f"{where}: the catalogue has no service “{name}”. Write its key or full name; nothing means all.")
    bearer = cells.get("bearer", "").casefold()
    if bearer not in list(Bearer):
        faults.append(f"{where}: “{bearer}” bears nothing. Write one of {', '.join(Bearer)}.")
    if len(faults) > before:
        return None
    return SummaryRow(ref, service, bearer, cells.get("aws", ""), cells.get("customer", ""))


def _table(said: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    delimiter = max(",;\t", key=said.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(said, newline=""), strict=True, delimiter=delimiter)
    begun = 0
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        if any(names.count(name) != 1 for name in NEEDED) or any(names.count(name) > 1 for name in COLUMNS):
            raise NotImported(f"line 1: has to name the columns {', '.join(COLUMNS)}, once each.")
        begun = rows.line_num
        for row in rows:
            where, begun = f"line {begun + 1}", rows.line_num
            if any(row[len(names) :]):
                mend = "Put a text with a comma in it between quotation marks."
                raise NotImported(f"{where}: has {len(row)} cells, and line 1 names {len(names)}. {mend}")
            if any(cell.strip() for cell in row):
                yield where, {name: cell.strip() for name, cell in zip(names, row, strict=False)}
    except csv.Error as error:
        mend = "Look at its quotation marks."
        raise NotImported(f"line {begun + 1}: not readable as CSV ({error}). {mend}") from None


def _json(said: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        entries = json.loads(said)
    except json.JSONDecodeError as error:
        raise NotImported(f"line {error.lineno}: not readable as JSON ({error.msg}). Export the file again.") from None
    except RecursionError:
        raise NotImported("The file is nested too deeply: write a list of objects.") from None
    if not isinstance(entries, list):
        raise NotImported(f"The JSON has to be a list of objects with {', '.join(COLUMNS)}.")
    for at, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
            raise NotImported(f"entry {at}: is no object of texts. Write {', '.join(COLUMNS)} as texts.")
        yield f"entry {at}", {str(name).casefold(): value.strip() for name, value in entry.items()}
