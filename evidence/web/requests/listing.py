"""Requests: those of a system, filtered; what each person has to answer there; and what is asked of whoever looks."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read
from compliance.models import Role, System, User
from compliance.permissions import ANSWERING
from compliance.web.door import Visit
from evidence.models import Request, RequestOrigin
from evidence.requests import CLOSED, RequestState, asked_of, in_system, with_states, with_the_owner
from frameworks.web import filters
from frameworks.web.pages import page

NOBODY, OVERDUE, OPEN = "nobody", "overdue", "open"
WITHIN = {"7": 7, "30": 30}


@dataclass(frozen=True)
class Row:
    """`who` is asked, None = nobody in particular; `days` until it is due, negative when they have passed."""

    request: Request
    who: User | None
    days: int

    @property
    def presses(self) -> bool:
        return self.days <= 0

    @property
    def lacks_an_owner(self) -> bool:
        """Nobody is asked because nobody owns its duty. Where it names no duty, the officers answer."""
        return self.who is None and self.request.duty_id is not None


@dataclass
class Load:
    """What is with one person; `who` None = nobody in particular, so the officers."""

    who: User | None
    to_answer: int = 0
    returned: int = 0
    overdue: int = 0


@dataclass
class Unowned:
    """The requests of a system whose duties nobody owns: an officer gives the duties away rather than answer them."""

    system: System
    count: int = 0
    overdue: int = 0


def requests(visit: Visit) -> HttpResponse:
    on = visit.system.day_of(visit.now)
    note_read(viewer=visit.viewer, system=visit.system, subject=visit.system, now=visit.now, page="requests")
    rows = _rows(in_system(Request.objects.visible_to(visit.viewer), visit.system, on), {visit.system.pk: on})
    chosen = filters.read(visit.GET, _offered(rows))
    context = {
        "rows": sorted((row for row in rows if _lets(chosen, row)), key=_most_pressing),
        "total": len(rows),
        "overdue": sum(row.request.is_overdue for row in rows),
        "filters": chosen,
    }
    return page(visit, "evidence/requests/requests.html", context, part="requests")


def load(visit: Visit) -> HttpResponse:
    """A fragment of the workload: how many requests wait for whom, the most overdue first."""
    on = visit.system.day_of(visit.now)
    asked = with_the_owner(in_system(Request.objects.visible_to(visit.viewer), visit.system, on))
    loads: dict[User | None, Load] = {}
    for row in _rows(asked, {visit.system.pk: on}):
        each = loads.setdefault(row.who, Load(row.who))
        each.to_answer += 1
        each.returned += row.request.state == RequestState.RETURNED
        each.overdue += row.request.is_overdue
    context = {"loads": sorted(loads.values(), key=lambda each: (-each.overdue, -each.to_answer, str(each.who)))}
    return page(visit, "evidence/requests/load.html", context, part="request-load")


def asked_of_me(visit: Visit) -> HttpResponse:
    """What whoever looks has to answer, over all their systems, the most pressing first: a fragment of their day.

    For officers, what waits for an owner of its duty is counted by system, and no list of its own.
    """
    answering = [pk for pk, roles in visit.viewer.roles.items() if roles & ANSWERING]
    systems = System.objects.filter(pk__in=answering, ended_at=None)
    days = {row.pk: row.day_of(visit.now) for row in systems}
    asked = with_the_owner(with_states(Request.objects.filter(system__in=days), days))
    mine = [row for row in _rows(asked, days) if _is_asked_of(visit, row)]
    unowned: dict[UUID, Unowned] = {}
    for row in mine:
        if row.lacks_an_owner:
            each = unowned.setdefault(row.request.system_id, Unowned(row.request.system))
            each.count += 1
            each.overdue += row.request.is_overdue
    context = {
        "rows": sorted((row for row in mine if not row.lacks_an_owner), key=lambda row: (row.days, row.request.title)),
        "unowned": sorted(unowned.values(), key=lambda each: (-each.overdue, str(each.system))),
    }
    return page(visit, "evidence/requests/asked-of-me.html", context, part="asked-of-me")


def _is_asked_of(visit: Visit, row: Row) -> bool:
    """What is asked of nobody in particular is asked of the officers."""
    if row.who is not None:
        return row.who == visit.user
    return Role.OFFICER in visit.viewer.roles_in(row.request.system)


def _rows(found: Iterable[Request], days: dict[UUID, datetime.date]) -> list[Row]:
    on = ((each, days[each.system_id]) for each in found)
    return [Row(each, asked_of(each, day), (each.due_on - day).days) for each, day in on]


def _offered(rows: list[Row]) -> dict[str, tuple[object, filters.Choices]]:
    people = sorted({row.who for row in rows if row.who}, key=str)
    audits = {str(row.request.engagement_id): row.request.engagement for row in rows if row.request.engagement}
    return {
        "state": (_("State"), [(OPEN, _("Open")), *RequestState.choices]),
        "due": (_("Due"), [(OVERDUE, _("Overdue")), *((code, _("Within %s days") % code) for code in WITHIN)]),
        "owner": (_("Asked of"), [(NOBODY, _("Nobody in particular")), *((str(each.pk), each) for each in people)]),
        "origin": (_("Asked by"), RequestOrigin.choices),
        "audit": (_("Audit"), sorted(audits.items(), key=lambda each: str(each[1]))),
    }


def _lets(chosen: filters.Filters, row: Row) -> bool:
    request, state, due = row.request, chosen.every["state"].chosen, chosen.every["due"].chosen
    if (state == OPEN and request.state in CLOSED) or state not in {"", OPEN, request.state}:
        return False
    if due and not (request.is_overdue if due == OVERDUE else _is_near(row, WITHIN[due])):
        return False
    duty, requirement = request.duty, request.requirement
    names = (request.title, request.reference, request.asks, str(row.who or ""), str(duty or ""))
    return chosen.lets(
        owner=row.who.pk if row.who else NOBODY, origin=request.origin, audit=request.engagement_id or ""
    ) and chosen.finds(*names, requirement.ref if requirement else "")


def _is_near(row: Row, days: int) -> bool:
    return row.request.state not in CLOSED and 0 <= row.days <= days


def _most_pressing(row: Row) -> tuple[bool, int, str]:
    """What is open, by its day; then what is closed, the latest first."""
    is_closed = row.request.state in CLOSED
    return is_closed, -row.days if is_closed else row.days, row.request.title
