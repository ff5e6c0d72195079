"""Raise a finding in an audit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions.raising_findings import raise_finding as raise_one
from compliance.models import Engagement
from compliance.web.audits.finding_forms import RaiseForm
from compliance.web.door import Visit
from frameworks.errors import Refused
from frameworks.web.pages import page


def raise_finding(request: Visit, pk: UUID) -> HttpResponse:
    """`?about=edition/ref` chooses the requirement beforehand."""
    seen = Engagement.objects.visible_to(request.viewer).filter(system=request.system)
    engagement = get_object_or_404(seen.prefetch_related("editions"), pk=pk)
    if request.method == "GET":
        form = RaiseForm(engagement=engagement, initial={"requirement": request.GET.get("about", "")})
        return _page(request, engagement, form)
    form = RaiseForm(request.POST, engagement=engagement)
    if form.is_valid():
        try:
            made = raise_one(engagement=engagement, actor=request.user, now=request.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The finding is on record."))
            return redirect("compliance:finding", request.system.pk, made.pk)
    return _page(request, engagement, form, status=422)


def _page(request: Visit, engagement: Engagement, form: Any, status: int = 200) -> HttpResponse:
    context = {"engagement": engagement, "form": form}
    return page(request, "compliance/audits/raise-finding.html", context, status=status)
