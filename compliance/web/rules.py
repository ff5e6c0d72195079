"""Rules of assignment: who is given the duties that nobody owns."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.actions import ruling
from compliance.models import AssignmentRule
from compliance.team import team_of
from compliance.web.assigning_forms import RuleForm
from compliance.web.door import Visit
from frameworks.errors import Refused
from frameworks.web.pages import page


@dataclass(frozen=True)
class Row:
    rule: AssignmentRule
    owner_left: bool
    reviewer_left: bool

    @property
    def is_broken(self) -> bool:
        return self.owner_left or self.reviewer_left


def rules(request: Visit) -> HttpResponse:
    team = team_of(request.system, request.system.day_of(request.now))
    if request.method == "GET":
        return _page(request, RuleForm(team=team))
    form = RuleForm(request.POST, team=team)
    if form.is_valid():
        on = request.system.day_of(request.now)
        try:
            ruled = ruling.rule(system=request.system, **form.said(), actor=request.user, on=on, now=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            n = len(ruled.assigned)
            told = ngettext(
                "The rule holds from today. %(n)s duty was assigned at once.",
                "The rule holds from today. %(n)s duties were assigned at once.",
                n,
            )
            messages.success(request, told % {"n": n})
            return redirect("compliance:rules", request.system.pk)
    return _page(request, form, status=422)


def end_rule(request: Visit, pk: UUID) -> HttpResponse:
    row = get_object_or_404(AssignmentRule.objects.filter(system=request.system).select_related("system"), pk=pk)
    on = request.system.day_of(request.now)
    try:
        ruling.end_rule(rule=row, actor=request.user, on=on, now=request.now)
    except Refused as refusal:
        form = RuleForm(team=team_of(request.system, on))
        return _page(request, form, refused=str(refusal), status=422)
    messages.success(request, _("The rule has ended. What it gave away stays with its owners."))
    return redirect("compliance:rules", request.system.pk)


def _page(request: Visit, form: RuleForm, refused: str = "", status: int = 200) -> HttpResponse:
    on = request.system.day_of(request.now)
    team = team_of(request.system, on)
    held = AssignmentRule.objects.on(on).filter(system=request.system).select_related("owner", "reviewer")
    rows = [
        Row(each, each.owner_id not in team.owners, each.reviewer_id not in team.reviewers)
        for each in sorted(held, key=lambda each: (each.control != "", each.title))
    ]
    context = {"rows": rows, "form": form, "refused": refused}
    return page(request, "compliance/rules.html", context, status=status)
