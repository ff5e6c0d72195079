"""Our part: the list of duties, filtered and sorted; officers tick some of them and give them away."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from compliance.actions.assigning import assign_many
from compliance.models import Duty, User
from compliance.permissions import OFFICER
from compliance.posture import URGENCY, DutyPosture, Standing, own_and_leaned
from compliance.team import team_of
from compliance.web import charts
from compliance.web.assigning_forms import AssignManyForm
from compliance.web.door import Visit
from compliance.workload import days_left, is_overdue, left_behind
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web import filters
from frameworks.web.pages import page

NOBODY: Final = "nobody"
OVERDUE: Final = "overdue"
WITHIN: Final[Mapping[str, int]] = {"today": 0, "7": 7, "30": 30}
"""Days from today within which a duty is due."""


@dataclass(frozen=True)
class Row:
    posture: DutyPosture
    overdue: bool
    days: int | None
    is_ticked: bool

    @property
    def owner(self) -> User | None:
        assignment = self.posture.duty.assignment
        return assignment.owner if assignment else None

    @property
    def reviewer(self) -> User | None:
        assignment = self.posture.duty.assignment
        return assignment.reviewer if assignment else None


SORTS: Final[Mapping[str, tuple[Any, Callable[[Row], Any]]]] = {
    "duty": (gettext_lazy("Duty"), lambda row: str(row.posture.duty)),
    "owner": (gettext_lazy("Owner"), lambda row: (row.owner is not None, str(row.owner))),
    "reviewer": (gettext_lazy("Reviewer"), lambda row: (row.reviewer is not None, str(row.reviewer))),
    "due": (gettext_lazy("Due"), lambda row: (row.days is None, row.days or 0)),
    "standing": (gettext_lazy("Standing"), lambda row: URGENCY[row.posture.standing]),
}
"""The columns, each with what it is sorted by. Before all of them: what presses most."""


def duties(request: Visit) -> HttpResponse:
    return _assign_ticked(request) if request.method == "POST" else _list_page(request)


def _assign_ticked(request: Visit) -> HttpResponse:
    """The ticked duties, or all that the filter had let through when the page was drawn: the page names them."""
    on = request.system.day_of(request.now)
    named = request.POST.getlist("shown" if request.POST.get("all") else "duties")
    form = AssignManyForm(request.POST, team=team_of(request.system, on))
    if form.is_valid():
        try:
            assign_many(
                duties=_open_duties(request, named), **form.cleaned_data, actor=request.user, on=on, now=request.now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            count = len(set(named))
            told = ngettext("%(n)s duty is assigned to %(who)s.", "%(n)s duties are assigned to %(who)s.", count)
            messages.success(request, told % {"n": count, "who": form.cleaned_data["owner"]})
            return HttpResponseRedirect(request.get_full_path())
    return _list_page(request, form, ticked=set(named), status=422)


def _open_duties(request: Visit, named: list[str]) -> list[Duty]:
    """The duties that were named, each once. Refused where one has ended since, or is none."""
    rows = Duty.objects.visible_to(request.viewer).filter(system=request.system).open()
    known = {str(row.pk): row for row in rows.select_related("system", "control", "service", "programme")}
    if not set(named) <= known.keys():
        raise Refused(_("A duty that was ticked is not open any more: look at the list again and tick anew."))
    return [known[pk] for pk in dict.fromkeys(named)]


def _list_page(
    request: Visit, form: AssignManyForm | None = None, ticked: Collection[str] = (), status: int = 200
) -> HttpResponse:
    """The list as the address filters and sorts it, with what an officer ticked and why it was refused."""
    system, on = request.system, request.system.day_of(request.now)
    held, team = own_and_leaned(system, on, request.now), team_of(system, on)
    postures = held.own
    rows = [Row(each, is_overdue(each, on), days_left(each, on), str(each.duty.pk) in ticked) for each in postures]
    sort = request.GET.get("sort", "")
    rows.sort(key=_most_pressing)
    if sort in SORTS:
        rows.sort(key=SORTS[sort][1])
    only = [key for key in request.GET.get("controls", "").split(",") if key in shipped().controls]
    chosen = filters.read(request.GET, _offered(rows))
    found = [row for row in rows if _lets(chosen, row) and (not only or row.posture.duty.control.key in only)]
    may_assign = bool(request.viewer.roles_in(system) & OFFICER)
    context = {
        "rows": found,
        "total": len(rows),
        "filters": chosen,
        "only": only,
        "is_narrowed": chosen.are_set or bool(only),
        "kept": {"sort": sort if sort in SORTS else "", "controls": ",".join(only)},
        "columns": [(code, label, code == sort) for code, (label, _key) in SORTS.items()],
        "bars": [charts.standing_bar(_("Standing"), _counts(rows), "standing", "duties")] if rows else [],
        "unowned": sum(row.owner is None for row in rows),
        "overdue": sum(row.overdue for row in rows),
        "left": left_behind(postures, team),
        "leaned": held.leaned,
        "form": (form or AssignManyForm(team=team)) if may_assign else None,
    }
    return page(request, "compliance/duties.html", context, part="duties", status=status)


def _offered(rows: list[Row]) -> dict[str, tuple[object, filters.Choices]]:
    owners = sorted({row.owner for row in rows if row.owner}, key=str)
    reviewers = sorted({row.reviewer for row in rows if row.reviewer}, key=str)
    controls = sorted({(row.posture.duty.control.title, row.posture.duty.control.key) for row in rows})
    themes = {row.posture.duty.control.theme for row in rows}
    return {
        "standing": (_("Standing"), [(each.value, each.label) for each in Standing if each != Standing.DECIDED]),
        "owner": (_("Owner"), [(NOBODY, _("Nobody")), *((str(each.pk), each) for each in owners)]),
        "reviewer": (_("Reviewer"), [(str(each.pk), each) for each in reviewers]),
        "due": (
            _("Due"),
            [(OVERDUE, _("Overdue")), ("today", _("Today")), ("7", _("Within 7 days")), ("30", _("Within 30 days"))],
        ),
        "theme": (
            _("Theme"),
            [(key, each.title) for key, each in sorted(shipped().themes.items()) if key in themes],
        ),
        "control": (_("Control"), [(key, title) for title, key in controls]),
    }


def _counts(rows: list[Row]) -> dict[str, int]:
    standings = [str(row.posture.standing) for row in rows]
    return {code: standings.count(code) for code in standings}


def _lets(chosen: filters.Filters, row: Row) -> bool:
    duty, control = row.posture.duty, row.posture.duty.control
    codes = {
        "standing": row.posture.standing,
        "owner": row.owner.pk if row.owner else NOBODY,
        "reviewer": row.reviewer.pk if row.reviewer else "",
        "theme": control.theme,
        "control": control.key,
    }
    names = (str(duty), control.theme, control.objective, str(row.owner or ""))
    return chosen.lets(**codes) and _is_due(chosen.every["due"].chosen, row) and chosen.finds(*names)


def _is_due(asked: str, row: Row) -> bool:
    if asked in WITHIN:
        return row.days is not None and 0 <= row.days <= WITHIN[asked]
    return row.overdue or not asked


def _most_pressing(row: Row) -> tuple[bool, int, str]:
    return not row.overdue, URGENCY[row.posture.standing], str(row.posture.duty)
