"""One duty: what is asked, who answers for it, how it is done, and which service has a duty of its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions.assigning import split_off as split_off_service
from compliance.actions.narrating import narrate as narrate_duty
from compliance.actions.reading import note_read
from compliance.attested.expectations import UserEntityLine, expectations_of
from compliance.models import Attestation, Duty
from compliance.permissions import OFFICER, answers_for
from compliance.posture import DutyPosture, Posture, posture_of
from compliance.team import team_of
from compliance.web.assigning_forms import AssignForm
from compliance.web.door import Visit
from compliance.web.forms import NarrativeForm, SplitOffForm
from compliance.web.missing import missing_of
from compliance.web.requirements import Sides, sides_of
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web.pages import page


def duty(request: Visit, pk: UUID) -> HttpResponse:
    row = visible_duty(request, pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now)
    return duty_page(request, row)


def split_off(request: Visit, pk: UUID) -> HttpResponse:
    row = visible_duty(request, pk)
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
    return duty_page(request, row, split_form=form, split_refused=refused, status=422)


def narrate(request: Visit, pk: UUID) -> HttpResponse:
    row = visible_duty(request, pk)
    form, refused = NarrativeForm(request.POST), ""
    if form.is_valid():
        try:
            narrate_duty(duty=row, narrative=form.cleaned_data["narrative"], actor=request.user, now=request.now)
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("What you wrote is kept."))
            return redirect("compliance:duty", request.system.pk, row.pk)
    return duty_page(request, row, narrative_form=form, narrative_refused=refused, status=422)


def visible_duty(request: Visit, pk: UUID) -> Duty:
    """The duty with whom it is assigned to today; 404 for what the viewer may not see."""
    on = request.system.day_of(request.now)
    rows = Duty.objects.visible_to(request.viewer).filter(system=request.system).with_owners(on=on)
    return get_object_or_404(rows.select_related("system"), pk=pk)


def duty_page(
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
    posture = posture_of(
        request.system, shipped(), on, request.now, leaving=request.viewer.is_only_auditor_in(request.system)
    )
    is_officer = bool(request.viewer.roles_in(request.system) & OFFICER) and row.ended_on is None
    speaks = row.ended_on is None and answers_for(request.user, row, on)
    mine = next((each for each in posture.duties if each.duty.pk == row.pk), None)
    same_control = [each for each in posture.duties if each.duty.control_id == row.control_id]
    context = {
        "duty": row,
        "posture": mine,
        "control": shipped().controls.get(row.control.key),
        "sides": [] if row.programme else _sides(row, posture, same_control),
        "missing": missing_of(row.programme.key, posture, shipped()) if row.programme else None,
        "expected": _expected(request, row, posture),
        "serves": [
            (shipped().editions[each.inheritance.edition], each)
            for each in posture.requirements
            if mine and mine in each.duties
        ],
        "relatives": [each for each in same_control if each.duty.pk != row.pk],
        "elsewhere": [each for each in posture.leaned if each.duty.control_id == row.control_id and not row.programme],
        "form": form or (AssignForm(duty=row, team=team_of(request.system, on)) if is_officer else None),
        "refused": refused,
        "split_form": split_form or (SplitOffForm(duty=row, on=on) if is_officer and not row.part else None),
        "split_refused": split_refused,
        "narrative_form": narrative_form or (NarrativeForm(initial={"narrative": row.narrative}) if speaks else None),
        "narrative_refused": narrative_refused,
        "on": on,
    }
    return page(request, "compliance/duty.html", context, part="owner", status=status)


def _expected(request: Visit, row: Duty, posture: Posture) -> list[UserEntityLine]:
    """What the reports of AWS's that the viewer sees expect of us in this control."""
    if row.programme:
        return []
    lines = expectations_of(posture, shipped()).of_duty(row.control.key)
    if not lines:
        return []
    seen = Attestation.objects.visible_to(request.viewer).filter(pk__in=[line.document.pk for line in lines])
    visible = set(seen)
    return [line for line in lines if line.document in visible]


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
