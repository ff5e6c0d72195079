"""Read an auditor's request list from a CSV or an XLSX. Nothing is recorded here.

A line asks for one thing: `reference` is the auditor's own number of it, by which a list that is handed in twice is
noticed; `title` and `due` are needed as well. `requirement` is one that the audit examines, `control` one of the
catalogue by its key or title, for which a duty is open; `from` and `until` are the days that the evidence has to speak
for. Days are written as 2027-03-31. Lines that are empty are passed over.
"""

import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO, Final
from uuid import UUID

from compliance.importing.table import Cells, table_of
from compliance.models import Duty, Engagement
from compliance.posture import Asked
from evidence.admitting import refuse_file
from evidence.importing.workbook import sheet_of
from frameworks.compiled import Catalogue
from frameworks.errors import Refused

COLUMNS: Final = ("reference", "title", "what", "requirement", "control", "from", "until", "due")
NEEDED: Final = frozenset({"reference", "title", "due"})
MOST_LINES: Final = 500
MOST_CHARACTERS: Final = 500_000
"""Of all texts together: what was understood travels with the preview's page."""

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BY_ENDING: Final = {"csv": CSV, "xlsx": XLSX}


class WhyWrong(StrEnum):
    """Why a line asks for nothing. What a request itself may say is judged by the verb, in its own words."""

    REFERENCE = "reference"
    REQUIREMENT = "requirement"
    AMBIGUOUS = "ambiguous"
    CONTROL = "control"
    DUTY = "duty"
    DAY = "day"
    DUE = "due"
    TWICE = "twice"
    KNOWN = "known"


@dataclass(frozen=True)
class Asking:
    """One line, understood. `line` is its number in the file; `duty` the one that is open for its control."""

    line: int
    reference: str
    title: str
    asks: str
    requirement: Asked | None
    duty: UUID | None
    first_day: datetime.date | None
    last_day: datetime.date | None
    due_on: datetime.date


@dataclass(frozen=True)
class Wrong:
    """What is written in a line, and why it is not understood."""

    line: int
    why: WhyWrong
    said: str


@dataclass
class ListReading:
    asked: list[Asking] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


class _Unclear(Exception):
    def __init__(self, why: WhyWrong, said: str) -> None:
        self.why, self.said = why, said


def read_list(
    content: BinaryIO,
    media_type: str,
    *,
    engagement: Engagement,
    catalogue: Catalogue,
    duties: Iterable[Duty],
    references: Iterable[str],
) -> ListReading:
    """`duties` are the open ones that whoever asks sees, `references` those that the audit has already.

    Refused for a file that may not come in (`refuse_file`), of another kind, too long, or without a line.
    """
    header, rows = _lines(content, media_type)
    if not set(header) >= NEEDED:
        raise Refused(f"The first line has to name the columns {', '.join(COLUMNS)}: take the template as a pattern.")
    if len(rows) > MOST_LINES:
        raise Refused(f"The list has more than {MOST_LINES} lines: split it, and hand in one part after the other.")
    if sum(len(text) for _, cells in rows for text in cells.values()) > MOST_CHARACTERS:
        raise Refused("The list is too long: say what is asked for more briefly, or split the list.")
    if not rows:
        raise Refused("No line asks for anything: fill the template in, a line for each thing.")
    reader = _Reader(_names(engagement, catalogue), _controls(catalogue), _whole(duties))
    known = {same_reference(each) for each in references}
    reading, seen = ListReading(), set[str]()
    for line, cells in rows:
        said = cells.get("reference", "")
        try:
            _refuse_reference(said, seen, known)
            reading.asked.append(reader.asking(line, cells))
        except _Unclear as doubt:
            reading.wrong.append(Wrong(line, doubt.why, doubt.said))
        seen.add(same_reference(said))
    return reading


def media_type_of(name: str) -> str:
    """By the file's ending, because browsers differ; "" for another one."""
    return BY_ENDING.get(name.rpartition(".")[2].lower(), "")


def same_reference(said: str) -> str:
    """What two spellings of one reference have in common."""
    return said.strip().casefold()


def template(engagement: Engagement, catalogue: Catalogue) -> bytes:
    """A list to fill in, with two lines that show how: about a requirement that the audit examines, about a control."""
    days = [engagement.period_start.isoformat(), engagement.period_end.isoformat()]
    due = (engagement.period_end + datetime.timedelta(days=90)).isoformat()
    asked = next(
        each
        for edition in engagement.editions.all()
        for each in catalogue.edition(edition.key).requirements
        if each.assessable and each.controls
    )
    control = catalogue.controls[asked.controls[0].control]
    to = io.StringIO(newline="")
    lines = csv.writer(to)
    lines.writerow(COLUMNS)
    lines.writerow(["A-01", asked.title, "What was done, and who approved it", asked.ref, "", *days, due])
    lines.writerow(["A-02", control.title, control.typical_evidence[0], "", control.key, *days, due])
    return to.getvalue().encode()


def _refuse_reference(said: str, seen: set[str], known: set[str]) -> None:
    if not said:
        raise _Unclear(WhyWrong.REFERENCE, "")
    if same_reference(said) in seen:
        raise _Unclear(WhyWrong.TWICE, said)
    if same_reference(said) in known:
        raise _Unclear(WhyWrong.KNOWN, said)


def _lines(content: BinaryIO, media_type: str) -> tuple[Sequence[str], list[tuple[int, Cells]]]:
    if media_type not in {CSV, XLSX}:
        raise Refused("A request list is a CSV or an XLSX: save it as one of the two.")
    refuse_file(content, media_type)
    written = content.read()
    if media_type == XLSX:
        return sheet_of(written, MOST_LINES)
    try:
        header, rows = table_of(written.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("The file is no text in UTF-8: save it as CSV in UTF-8 again.") from None
    return header, list(rows)


@dataclass(frozen=True)
class _Reader:
    """`names`: what each spelling of a requirement may mean; `controls`: keys by key and title; `duties` by control."""

    names: Mapping[str, set[Asked]]
    controls: Mapping[str, str]
    duties: Mapping[str, Duty]

    def asking(self, line: int, cells: Cells) -> Asking:
        duty = self.duty(cells.get("control", ""))
        due_on = _day(cells.get("due", ""))
        if due_on is None:
            raise _Unclear(WhyWrong.DUE, "")
        return Asking(
            line=line,
            reference=cells.get("reference", ""),
            title=cells.get("title", ""),
            asks=cells.get("what", ""),
            requirement=self.requirement(cells.get("requirement", "")),
            duty=duty.pk if duty else None,
            first_day=_day(cells.get("from", "")),
            last_day=_day(cells.get("until", "")),
            due_on=due_on,
        )

    def requirement(self, said: str) -> Asked | None:
        if not said:
            return None
        found = self.names.get(_spelt(said), set())
        if len(found) != 1:
            raise _Unclear(WhyWrong.AMBIGUOUS if found else WhyWrong.REQUIREMENT, said)
        return next(iter(found))

    def duty(self, said: str) -> Duty | None:
        if not said:
            return None
        key = self.controls.get(said.casefold(), "")
        if not key:
            raise _Unclear(WhyWrong.CONTROL, said)
        if key not in self.duties:
            raise _Unclear(WhyWrong.DUTY, said)
        return self.duties[key]


def _names(engagement: Engagement, catalogue: Catalogue) -> dict[str, set[Asked]]:
    """Each spelling of what the audit examines: its reference alone, or behind its edition's key, title or name."""
    found: dict[str, set[Asked]] = {}
    for edition in (catalogue.edition(row.key) for row in engagement.editions.all() if row.key in catalogue.editions):
        for requirement in edition.requirements:
            for ref in (requirement.ref, *requirement.aliases):
                for before in ("", edition.key, edition.framework, edition.title, edition.name):
                    found.setdefault(_spelt(f"{before} {ref}"), set()).add((edition.key, requirement.ref))
    return found


def _spelt(said: str) -> str:
    """Brackets and points tell references apart, spaces and capitals do not."""
    return "".join(said.casefold().split())


def _controls(catalogue: Catalogue) -> dict[str, str]:
    controls = catalogue.controls.values()
    return {each.title.casefold(): each.key for each in controls} | {each.key: each.key for each in controls}


def _whole(duties: Iterable[Duty]) -> dict[str, Duty]:
    return {duty.control.key: duty for duty in duties if duty.part is None}


def _day(said: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(said) if said else None
    except ValueError:
        raise _Unclear(WhyWrong.DAY, said) from None
