"""Our part: the list of duties, one duty, and who it is given to."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions.assigning import assign as assign_duty
from compliance.actions.assigning import split_off as split_off_service
from compliance.actions.narrating import narrate as narrate_duty
from compliance.models import Duty, User
from compliance.permissions import OFFICER, answers_for
from compliance.posture import URGENCY, DutyPosture, Posture, Standing, duties_of, posture_of
from compliance.web import charts
from compliance.web.dashboard import is_overdue
from compliance.web.door import Visit
from compliance.web.forms import AssignForm, NarrativeForm, SplitOffForm
from compliance.web.requirements import Sides, sides_of
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web import filters
from frameworks.web.pages import page

NOBODY = "nobody"
OVERDUE = "overdue"


@dataclass(frozen=True)
class Row:
    posture: DutyPosture
    overdue: bool

    @property
    def owner(self) -> User | None:
        assignment = self.posture.duty.assignment
        return assignment.owner if assignment else None


def duties(request: Visit) -> HttpResponse:
    on = request.system.day_of(request.now)
    postures = duties_of(request.system, on, request.now)
    rows = sorted((Row(each, is_overdue(each, on)) for each in postures), key=_most_pressing)
    owners = sorted({row.owner for row in rows if row.owner}, key=str)
    chosen = filters.read(
        request.GET,
        {
            "standing": (_("Standing"), Standing.choices),
            "owner": (_("Owner"), [(NOBODY, _("Nobody")), *((str(owner.pk), owner) for owner in owners)]),
            "due": (_("Due"), [(OVERDUE, _("Overdue"))]),
        },
    )
    found = [row for row in rows if _lets(chosen, row)]
    context = {
        "rows": found,
        "total": len(rows),
        "filters": chosen,
        "bars": [charts.standing_bar(_("Standing"), _counts(rows), "standing", "duties")] if rows else [],
        "unowned": sum(row.owner is None for row in rows),
        "overdue": sum(row.overdue for row in rows),
    }
    return page(request, "compliance/duties.html", context, part="duties")


def _counts(rows: list[Row]) -> dict[str, int]:
    standings = [str(row.posture.standing) for row in rows]
    return {code: standings.count(code) for code in standings}


def _lets(chosen: filters.Filters, row: Row) -> bool:
    owner = str(row.owner.pk) if row.owner else NOBODY
    due = OVERDUE if row.overdue else ""
    duty = row.posture.duty
    names = (str(duty), duty.control.theme, duty.control.objective, str(row.owner or ""))
    return chosen.lets(standing=row.posture.standing, owner=owner, due=due) and chosen.finds(*names)


def _most_pressing(row: Row) -> tuple[bool, int, str]:
    return not row.overdue, URGENCY[row.posture.standing], str(row.posture.duty)


def duty(request: Visit, pk: UUID) -> HttpResponse:
    return _duty_page(request, _visible(request, pk))


def assign(request: Visit, pk: UUID) -> HttpResponse:
    """A page with the form of its own; on the duty page htmx puts the answer into the owner's card."""
    row = _visible(request, pk)
    on = request.system.day_of(request.now)
    if request.method == "GET":
        return page(request, "compliance/assign.html", {"duty": row, "form": AssignForm(duty=row, on=on)})
    form, refused = AssignForm(request.POST, duty=row, on=on), ""
    if form.is_valid():
        try:
            assign_duty(duty=row, **form.cleaned_data, actor=request.user, on=on, now=request.now)
        except Refused as refusal:
            refused = str(refusal)
        else:
            if request.htmx:
                return _duty_page(request, _visible(request, pk))
            messages.success(request, _("%(duty)s is assigned.") % {"duty": row})
            return redirect("compliance:duty", request.system.pk, row.pk)
    if request.htmx:
        return _duty_page(request, row, form=form, refused=refused, status=422)
    context = {"duty": row, "form": form, "refused": refused}
    return page(request, "compliance/assign.html", context, status=422)


def split_off(request: Visit, pk: UUID) -> HttpResponse:
    row = _visible(request, pk)
    on = request.system.day_of(request.now)
    form, refused = SplitOffForm(request.POST, duty=row, on=on), ""
    if form.is_valid():
        try:
            part = split_off_service(
                duty=row, service=form.cleaned_data["service"], actor=request.user, on=on, now=request.now
            )
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("%(duty)s is a duty of its own now: give it an owner.") % {"duty": part})
            return redirect("compliance:duty", request.system.pk, part.pk)
    return _duty_page(request, row, split_form=form, split_refused=refused, status=422)


def narrate(request: Visit, pk: UUID) -> HttpResponse:
    row = _visible(request, pk)
    form, refused = NarrativeForm(request.POST), ""
    if form.is_valid():
        try:
            narrate_duty(duty=row, narrative=form.cleaned_data["narrative"], actor=request.user, now=request.now)
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("What you wrote is kept."))
            return redirect("compliance:duty", request.system.pk, row.pk)
    return _duty_page(request, row, narrative_form=form, narrative_refused=refused, status=422)


def _visible(request: Visit, pk: UUID) -> Duty:
    rows = Duty.objects.visible_to(request.viewer).filter(system=request.system).with_owners()
    return get_object_or_404(rows.select_related("system"), pk=pk)


def _duty_page(
    request: Visit,
    row: Duty,
    *,
    form: AssignForm | None = None,
    refused: str = "",
    split_form: SplitOffForm | None = None,
    split_refused: str = "",
    narrative_form: NarrativeForm | None = None,
    narrative_refused: str = "",
    status: int = 200,
) -> HttpResponse:
    on = request.system.day_of(request.now)
    posture = posture_of(request.system, shipped(), on, request.now)
    is_officer = bool(request.viewer.roles_in(request.system) & OFFICER) and row.ended_on is None
    speaks = row.ended_on is None and answers_for(request.user, row, on)
    mine = next((each for each in posture.duties if each.duty.pk == row.pk), None)
    same_control = [each for each in posture.duties if each.duty.control_id == row.control_id]
    context = {
        "duty": row,
        "posture": mine,
        "control": shipped().controls.get(row.control.key),
        "sides": _sides(row, posture, same_control),
        "serves": [
            (shipped().editions[each.inheritance.edition], each)
            for each in posture.requirements
            if mine and mine in each.duties
        ],
        "relatives": [each for each in same_control if each.duty.pk != row.pk],
        "form": form or (AssignForm(duty=row, on=on) if is_officer else None),
        "refused": refused,
        "split_form": split_form or (SplitOffForm(duty=row, on=on) if is_officer and not row.service_id else None),
        "split_refused": split_refused,
        "narrative_form": narrative_form or (NarrativeForm(initial={"narrative": row.narrative}) if speaks else None),
        "narrative_refused": narrative_refused,
        "on": on,
    }
    return page(request, "compliance/duty.html", context, part="owner", status=status)


def _sides(row: Duty, posture: Posture, same_control: list[DutyPosture]) -> list[Sides]:
    """The control on each service that this duty answers for: the one split off, or all that were not."""
    elsewhere = {each.duty.service.key for each in same_control if each.duty.service}
    mine = {
        part.service: part
        for requirement in posture.requirements
        for part in requirement.inheritance.parts
        if part.control == row.control.key
        and part.customer
        and (part.service == row.service.key if row.service else part.service not in elsewhere)
    }
    return sides_of(mine.values(), shipped())
