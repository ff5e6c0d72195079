"""The imports of a system, and how another one comes in."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from compliance.web.door import Visit
from evidence.actions.taking_findings import import_file, import_from_security_hub
from evidence.importing.shipped import formats
from evidence.imports import is_under_way, title_of_tool, why_it_failed
from evidence.models import Connection, Import
from evidence.web.imports.forms import AskForm, ImportForm
from frameworks.errors import Refused
from frameworks.web.pages import page

ON_A_PAGE = 25


def imports(request: Visit) -> HttpResponse:
    return _page(request)


def hand_in(request: Visit) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES, system=request.system, on=_today(request))
    if form.is_valid():
        try:
            made = import_file(system=request.system, actor=request.user, now=request.now, **form.said())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The file is sealed. Its findings are being read."))
            return redirect("evidence:import", request.system.pk, made.pk)
    return _page(request, form=form, status=422)


def ask(request: Visit) -> HttpResponse:
    """Of Security Hub, in one account and region."""
    asking = AskForm(request.POST, system=request.system, on=_today(request))
    if asking.is_valid():
        try:
            made = import_from_security_hub(system=request.system, actor=request.user, now=request.now, **asking.said())
        except Refused as refusal:
            asking.add_error(None, str(refusal))
        else:
            return redirect("evidence:import", request.system.pk, made.pk)
    return _page(request, asking=asking, status=422)


def _today(request: Visit) -> datetime.date:
    return request.system.day_of(request.now)


def _page(
    request: Visit, form: ImportForm | None = None, asking: AskForm | None = None, status: int = 200
) -> HttpResponse:
    rows = Import.objects.visible_to(request.viewer).filter(system=request.system)
    shown = Paginator(rows.select_related("item", "job", "requested_by"), ON_A_PAGE).get_page(request.GET.get("page"))
    known = formats()
    context = {
        "page": shown,
        "rows": [
            (each, known[each.format].title, title_of_tool(each.tool), is_under_way(each), why_it_failed(each))
            for each in shown
        ],
        "formats": known.values(),
        "form": form or ImportForm(system=request.system, on=_today(request)),
        "asking": asking or AskForm(system=request.system, on=_today(request)),
        "connected": Connection.objects.filter(system=request.system).exclude(proven_at=None).exists(),
    }
    return page(request, "evidence/imports/imports.html", context, status=status)
