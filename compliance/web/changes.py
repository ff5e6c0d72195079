"""What moves: the days on which AWS's support comes and goes, and what differs between any two days, and why."""

import datetime
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse

from compliance.actions.reading import note_read
from compliance.inheritance.history import Group, Moment, answers_on, facts_of, grouped, moments
from compliance.models import System
from compliance.web.days import asked_day
from compliance.web.door import Visit
from compliance.web.editions import answered_on, asked_edition
from compliance.wording import CLASSES, MOVES, reason_sentence
from frameworks.compiled import Catalogue, shipped
from frameworks.inheritance import SystemFacts, changes
from frameworks.web.pages import page

BACK: Final = datetime.timedelta(days=365)
AHEAD: Final = datetime.timedelta(days=183)
WIDTH: Final = 1000
HEIGHT: Final = 80


@dataclass(frozen=True)
class Told:
    """Requirements that changed alike: what happened to them, and why."""

    what: str
    why: list[str]
    refs: tuple[str, ...]
    is_bad: bool


@dataclass(frozen=True)
class Step:
    """A stretch of the timeline: from a day on which something moved until the next. Places are parts of a picture."""

    moment: Moment
    x: int
    width: int
    height: int
    told: list[Told]

    @property
    def y(self) -> int:
        return HEIGHT - self.height


def changed(request: Visit) -> HttpResponse:
    system, catalogue = request.system, shipped()
    note_read(viewer=request.viewer, system=system, subject=system, now=request.now, page="changes")
    today = system.day_of(request.now)
    editions = answered_on(system, catalogue, today)
    edition = asked_edition(request, editions)
    if edition is None:
        return page(request, "compliance/changes.html", {"editions": [], "on": today})
    first, last = today - BACK, today + AHEAD
    one, other = asked_day(request, "one") or today, asked_day(request, "other") or last
    known = asked_day(request, "known")
    leaving = request.viewer.is_only_auditor_in(system)
    facts = facts_of(system, leaving=leaving)
    steps = moments(catalogue, edition.key, facts, first, last)
    before, after = (answers_on(catalogue, edition.key, facts, day) for day in (one, other))
    then = answers_on(catalogue, edition.key, _known_on(system, known, leaving), one) if known else ()
    context = {
        "edition": edition,
        "editions": editions,
        "steps": list(_steps(steps, first, last, catalogue)),
        "first": first,
        "last": last,
        "today_x": _place(today, first, last),
        "one": one,
        "other": other,
        "known": known,
        "told": _tell(grouped(changes(before, after)), catalogue),
        "restated": _tell(grouped(changes(then, before)), catalogue) if known else None,
        "on": today,
    }
    return page(request, "compliance/changes.html", context)


def _known_on(system: System, day: datetime.date, leaving: bool) -> SystemFacts:
    """The facts as they were known on the evening of that day: what differs from today's answer was learnt since."""
    evening = datetime.datetime.combine(day, datetime.time.max, zoneinfo.ZoneInfo(system.time_zone))
    return facts_of(system, evening, leaving)


def _place(day: datetime.date, first: datetime.date, last: datetime.date) -> int:
    return round((day - first).days * WIDTH / ((last - first).days + 1))


def _steps(found: Sequence[Moment], first: datetime.date, last: datetime.date, catalogue: Catalogue) -> Iterable[Step]:
    ends = [*(moment.day for moment in found[1:]), last + datetime.timedelta(days=1)]
    for moment, end in zip(found, ends, strict=True):
        x, borne = _place(moment.day, first, last), moment.supported + moment.unsupported
        yield Step(
            moment=moment,
            x=x,
            width=_place(end, first, last) - x,
            height=round(moment.supported * HEIGHT / borne) if borne else 0,
            told=_tell(grouped(moment.changes), catalogue),
        )


def _tell(groups: Iterable[Group], catalogue: Catalogue) -> list[Told]:
    return [
        Told(
            what=_what(group, catalogue),
            why=list(dict.fromkeys(reason_sentence(reason, catalogue) for reason in group.reasons)),
            refs=group.refs,
            is_bad=group.change.was_supported and not group.change.is_supported,
        )
        for group in groups
    ]


def _what(group: Group, catalogue: Catalogue) -> str:
    change = group.change
    names = sorted(catalogue.services[key].name if key in catalogue.services else key for key in change.services)
    return str(
        MOVES[group.move]
        % {
            "n": len(group.refs),
            "before": str(CLASSES[change.before]) if change.before else "",
            "after": str(CLASSES[change.after]) if change.after else "",
            "services": ", ".join(names),
        }
    )
