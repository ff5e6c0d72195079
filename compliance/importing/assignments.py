"""Read who is to have which duty from a CSV, and write it in the same columns. Nothing is recorded here.

A line is a duty: `control` by key or title, `service` where one was split off, `programme` where it is about a document
of AWS's. `owner` and `reviewer` are mail addresses; a line with neither is passed over, so that an export can be filled
in and handed in again.
"""

import csv
import datetime
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from uuid import UUID

from compliance.actions.assigning import Wanted
from compliance.exports.table import harmless
from compliance.importing.recognising import service_named
from compliance.importing.table import Cells, table_of
from compliance.importing.understood import Doubts, WhyNot
from compliance.models import Duty, User
from compliance.posture import DutyPosture
from compliance.team import Team
from frameworks.compiled import shipped
from frameworks.errors import Refused

COLUMNS: Final = ("control", "service", "programme", "owner", "reviewer", "due_on")
NEEDED: Final = frozenset({"control", "owner", "reviewer"})

Place = tuple[str, str, str]
"""Keys of control, service and programme: what a line names its duty by."""


@dataclass
class AssignmentReading(Doubts):
    """What each line wants; `blank` are the lines that name nobody."""

    wanted: dict[UUID, Wanted] = field(default_factory=dict)
    blank: int = 0

    def want(self, wanted: Wanted, line: int) -> None:
        if wanted.duty.pk in self.wanted:
            self.wonder(WhyNot.TWICE, str(wanted.duty), line)
        self.wanted[wanted.duty.pk] = wanted


class _Unclear(Exception):
    """What a line says and why it is not understood."""

    def __init__(self, why: WhyNot, said: str) -> None:
        self.why, self.said = why, said


def read_assignments(text: str, *, duties: Iterable[Duty], team: Team, on: datetime.date) -> AssignmentReading:
    """`duties` are the open ones with their owners of `on`. Refused for a file of another kind."""
    header, rows = table_of(text)
    if not set(header) >= NEEDED:
        raise Refused(f"The first line has to name the columns {', '.join(COLUMNS)}: take the export as a pattern.")
    places, reading = {_place(duty): duty for duty in duties}, AssignmentReading()
    for line, cells in rows:
        if cells.get("owner") or cells.get("reviewer"):
            try:
                reading.want(_wanted(cells, places, team, on), line)
            except _Unclear as doubt:
                reading.wonder(doubt.why, doubt.said, line)
        else:
            reading.blank += 1
    if not reading.wanted and not reading.unclear:
        raise Refused("No line names an owner and a reviewer: there is nothing to assign.")
    return reading


def write_assignments(postures: Iterable[DutyPosture]) -> bytes:
    """Every open duty with whom it is assigned to today."""
    to = io.StringIO(newline="")
    lines = csv.writer(to)
    lines.writerow(COLUMNS)
    for duty in (each.duty for each in postures):
        given = duty.assignment
        people = (given.owner.email, given.reviewer.email) if given else ("", "")
        day = given.due_on.isoformat() if given and given.due_on else ""
        lines.writerow(harmless(cell) for cell in (*_place(duty), *people, day))
    return to.getvalue().encode()


def _wanted(cells: Cells, places: Mapping[Place, Duty], team: Team, on: datetime.date) -> Wanted:
    duty = _duty(cells, places)
    given, named = duty.assignment, (cells.get("owner", ""), cells.get("reviewer", ""))
    owner = _called(named[0], team.owners, given.owner if given else None)
    reviewer = _called(named[1], team.reviewers, given.reviewer if given else None)
    if owner is None or reviewer is None:
        raise _Unclear(WhyNot.OWNER, named[0]) if owner is None else _Unclear(WhyNot.REVIEWER, named[1])
    if owner == reviewer:
        raise _Unclear(WhyNot.SAME, named[0])
    due_on = _day(cells.get("dueon", ""))
    if due_on is not None and due_on < on and not (given and given.due_on == due_on):
        raise _Unclear(WhyNot.PAST, cells["dueon"])
    return Wanted(duty, owner, reviewer, due_on)


def _duty(cells: Cells, places: Mapping[Place, Duty]) -> Duty:
    said = tuple(cells.get(name, "") for name in ("control", "service", "programme"))
    control, service = _controls().get(said[0].casefold(), ""), service_named(said[1])
    if not control:
        raise _Unclear(WhyNot.CONTROL, said[0])
    if said[1] and not service:
        raise _Unclear(WhyNot.SERVICE, said[1])
    duty = places.get((control, service, said[2]))
    if duty is None:
        raise _Unclear(WhyNot.DUTY, ", ".join(filter(None, said)))
    return duty


def _day(said: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(said) if said else None
    except ValueError:
        raise _Unclear(WhyNot.DAY, said) from None


def _called(mail: str, people: Mapping[UUID, User], present: User | None) -> User | None:
    """Who has this mail address, of those who may; or who has the duty already, whatever became of their role."""
    mail = mail.casefold()
    return next((each for each in (*people.values(), *filter(None, [present])) if each.email.casefold() == mail), None)


def _place(duty: Duty) -> Place:
    return (
        duty.control.key,
        duty.service.key if duty.service else "",
        duty.programme.key if duty.programme else "",
    )


@cache
def _controls() -> Mapping[str, str]:
    """Every control's key by its key and by its title."""
    controls = shipped().controls.values()
    return {each.title.casefold(): each.key for each in controls} | {each.key: each.key for each in controls}
