"""The audits of a system: the list of them, and a new one."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from compliance.actions.granting import open_engagement
from compliance.actions.reading import note_read
from compliance.audits.seen import Examined, examined_by
from compliance.models import AuditorGrant, Engagement
from compliance.web.audits.forms import OpenForm
from compliance.web.door import Visit
from frameworks.errors import Refused
from frameworks.web.pages import page


@dataclass(frozen=True)
class Row:
    """`auditors`: how many are let in today."""

    audit: Engagement
    examined: list[Examined]
    auditors: int


def audits(request: Visit) -> HttpResponse:
    system = request.system
    rows = Engagement.objects.visible_to(request.viewer).filter(system=system)
    note_read(viewer=request.viewer, system=system, subject=system, now=request.now, page="audits")
    inside = _let_in(request, system.day_of(request.now))
    context = {
        "rows": [
            Row(row, examined_by(row.audited.all()), len(inside.get(row.pk, ())))
            for row in rows.prefetch_related("audited__edition")
        ]
    }
    return page(request, "compliance/audits/audits.html", context)


def open_audit(request: Visit) -> HttpResponse:
    system = request.system
    form = OpenForm(request.POST or None, system=system, now=request.now)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            audit = open_engagement(
                system=system,
                examined=form.examined(),
                title=said["title"],
                period_start=said["period_start"],
                period_end=said["period_end"],
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The audit is open: invite its auditors."))
            return redirect("compliance:audit", system.pk, audit.pk)
    status = 422 if request.method == "POST" else 200
    return page(request, "compliance/audits/open.html", {"form": form}, status=status)


def _let_in(request: Visit, on: datetime.date) -> dict[object, set[object]]:
    found: dict[object, set[object]] = {}
    for row in AuditorGrant.objects.on(on).filter(system=request.system):
        found.setdefault(row.engagement_id, set()).add(row.user_id)
    return found
