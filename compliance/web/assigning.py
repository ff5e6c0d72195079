"""Give one duty to somebody, on a form of its own or on the duty's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from compliance.actions import assigning
from compliance.team import team_of
from compliance.web.assigning_forms import AssignForm
from compliance.web.door import Visit
from compliance.web.duty import duty_page, visible_duty
from frameworks.errors import Refused
from frameworks.web.pages import page


def assign(request: Visit, pk: UUID) -> HttpResponse:
    """A page with the form of its own; on the duty page htmx puts the answer into the owner's card."""
    row = visible_duty(request, pk)
    on = request.system.day_of(request.now)
    team = team_of(request.system, on)
    if request.method == "GET":
        return page(request, "compliance/assign.html", {"duty": row, "form": AssignForm(duty=row, team=team)})
    form, refused = AssignForm(request.POST, duty=row, team=team), ""
    if form.is_valid():
        try:
            assigning.assign(duty=row, **form.cleaned_data, actor=request.user, on=on, now=request.now)
        except Refused as refusal:
            refused = str(refusal)
        else:
            if request.htmx:
                return duty_page(request, visible_duty(request, pk))
            messages.success(request, _("%(duty)s is assigned.") % {"duty": row})
            return redirect("compliance:duty", request.system.pk, row.pk)
    if request.htmx:
        return duty_page(request, row, form=form, refused=refused, status=422)
    context = {"duty": row, "form": form, "refused": refused}
    return page(request, "compliance/assign.html", context, status=422)
