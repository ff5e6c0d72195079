"""Call an audit otherwise, or give it another period: what that changes for its auditors is shown before it is done."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from compliance.actions.auditing import change_audit, judge
from compliance.models import Engagement
from compliance.web.audits.audit import visible_audit
from compliance.web.audits.forms import ChangeForm
from compliance.web.door import Visit
from frameworks.errors import Refused
from frameworks.web.pages import page


def change(request: Visit, pk: UUID) -> HttpResponse:
    row = visible_audit(request, pk)
    if request.method != "POST":
        return _change_page(request, row, ChangeForm(engagement=row), status=200)
    form = ChangeForm(request.POST, engagement=row)
    if form.is_valid():
        try:
            if _moves(row, form) and form.cleaned_data["seen"] != form.period:
                return _preview(request, row, form)
            _change(request, row, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The audit is changed."))
            return redirect("compliance:audit", request.system.pk, row.pk)
    return _change_page(request, row, form, status=422)


def _change(request: Visit, row: Engagement, form: ChangeForm) -> None:
    said = form.cleaned_data
    change_audit(
        engagement=row,
        title=said["title"],
        period_start=said["period_start"],
        period_end=said["period_end"],
        actor=request.user,
        now=request.now,
    )


def _moves(row: Engagement, form: ChangeForm) -> bool:
    return form.period != f"{row.period_start}/{row.period_end}"


def _preview(request: Visit, row: Engagement, form: ChangeForm) -> HttpResponse:
    """The same form with the period marked as seen, below what changes. Refused where it could not be done at all."""
    first, last = form.cleaned_data["period_start"], form.cleaned_data["period_end"]
    examined = {each.edition: each.assessment for each in row.audited.all()}
    judge(request.system, examined, first, last, request.now)
    shown = request.POST.copy()
    shown["seen"] = form.period
    seen = ChangeForm(shown, engagement=row)
    seen.is_valid()
    return _change_page(request, row, seen, status=200, period=(first, last))


def _change_page(
    request: Visit, row: Engagement, form: ChangeForm, status: int, period: tuple[object, object] | None = None
) -> HttpResponse:
    context = {"audit": row, "form": form, "period": period}
    return page(request, "compliance/audits/change.html", context, status=status)
