"""Reports of a system: ask for one, watch it being made, take it away."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from compliance.models import FrameworkScope
from compliance.web.door import Visit
from evidence.actions.reporting import request_report
from evidence.downloads import report_file
from evidence.models import TERMINAL, Report
from evidence.reporting.discovery import reports as kinds
from evidence.reporting.discovery import reports_of_systems
from evidence.reporting.signing import level
from evidence.web.forms import ReportForm
from evidence.web.keeping.shown import gone, keeping_of
from evidence.wording import ERROR_REASONS, ERROR_REMEDIES
from frameworks.errors import Refused
from frameworks.models import Edition
from frameworks.web.pages import page


def reports(request: Visit) -> HttpResponse:
    return _reports_page(request, _form(request))


def ask(request: Visit) -> HttpResponse:
    form, refused = _form(request, request.POST), ""
    if form.is_valid():
        try:
            row = request_report(system=request.system, actor=request.user, now=request.now, **form.cleaned_data)
        except Refused as refusal:
            refused = str(refusal)
        else:
            return redirect("evidence:report", request.system.pk, row.pk)
    return _reports_page(request, form, refused, status=422)


def report(request: Visit, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_seen(request), pk=pk)
    failed = row.job is not None and row.job.state in TERMINAL and row.made_at is None
    reason = row.job.reason if failed and row.job else ""
    context = {
        "report": row,
        "keeping": keeping_of(request, row),
        "title": _title(row),
        "making": row.made_at is None and not failed,
        "failed": failed,
        "reason": ERROR_REASONS.get(reason, reason),
        "remedy": ERROR_REMEDIES.get(reason, ""),
    }
    return page(request, "evidence/report.html", context, part="report")


def content(request: Visit, pk: UUID) -> FileResponse | HttpResponse:
    row = get_object_or_404(_seen(request), pk=pk)
    if row.made_at is None:
        raise Http404
    return gone(request, row) if row.erased_at else report_file(row)


def _reports_page(request: Visit, form: ReportForm, refused: str = "", status: int = 200) -> HttpResponse:
    rows = [(row, _title(row)) for row in _seen(request)]
    offered = reports_of_systems().values()
    context = {"reports": rows, "form": form, "refused": refused, "offered": offered, "signature": level()}
    return page(request, "evidence/reports.html", context, status=status)


def _title(row: Report) -> str:
    """Of a kind that is no more, its key."""
    return kinds()[row.kind].title if row.kind in kinds() else row.kind


def _form(request: Visit, data: object = None) -> ReportForm:
    scopes = FrameworkScope.objects.known().filter(system=request.system)
    editions = Edition.objects.filter(pk__in=scopes.values("edition")).select_related("framework")
    return ReportForm(data, editions=editions, today=request.system.day_of(request.now))


def _seen(request: Visit) -> QuerySet[Report]:
    rows = Report.objects.visible_to(request.viewer).filter(system=request.system)
    return rows.select_related("edition__framework", "system", "requested_by", "job")
