"""Evidence packs: ask for one, watch it being built, take it away, and learn how to verify it without us."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from compliance.actions.reading import note_read
from compliance.models import AuditedEdition, Engagement
from compliance.web.door import Visit
from evidence.actions.packing import request_pack
from evidence.downloads import pack_file
from evidence.models import TERMINAL, Pack
from evidence.pack_files import name_of
from evidence.web.forms import BuildForm
from evidence.web.keeping.shown import gone, keeping_of
from evidence.wording import ERROR_REASONS, ERROR_REMEDIES
from frameworks.errors import Refused
from frameworks.web.pages import page


def packs(request: Visit) -> HttpResponse:
    note_read(viewer=request.viewer, system=request.system, subject=request.system, now=request.now, page="packs")
    return _packs_page(request)


def build(request: Visit) -> HttpResponse:
    form, refused = BuildForm(request.POST, audited=_audited(request)), ""
    if form.is_valid():
        try:
            asked = form.cleaned_data["audited"]
            row = request_pack(engagement=asked.engagement, edition=asked.edition, actor=request.user, now=request.now)
        except Refused as refusal:
            refused = str(refusal)
        else:
            return redirect("evidence:pack", request.system.pk, row.pk)
    return _packs_page(request, form=form, refused=refused, status=422)


def pack(request: Visit, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_seen(request), pk=pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now)
    failed = row.job is not None and row.job.state in TERMINAL and row.sealed_at is None
    reason = row.job.reason if failed and row.job else ""
    context = {
        "pack": row,
        "keeping": keeping_of(request, row),
        "name": f"{name_of(row)}.zip",
        "building": row.sealed_at is None and not failed,
        "failed": failed,
        "reason": ERROR_REASONS.get(reason, reason),
        "remedy": ERROR_REMEDIES.get(reason, ""),
    }
    return page(request, "evidence/pack.html", context, part="pack")


def content(request: Visit, pk: UUID) -> FileResponse | HttpResponse:
    row = get_object_or_404(_seen(request), pk=pk)
    if row.sealed_at is None:
        raise Http404
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now, page="content")
    return gone(request, row) if row.erased_at else pack_file(row)


def _packs_page(request: Visit, form: BuildForm | None = None, refused: str = "", status: int = 200) -> HttpResponse:
    audited = _audited(request)
    context = {
        "packs": _seen(request),
        "audited": audited,
        "form": form or BuildForm(audited=audited),
        "refused": refused,
    }
    return page(request, "evidence/packs.html", context, status=status)


def _audited(request: Visit) -> QuerySet[AuditedEdition]:
    """What each audit of the system examines: the team sees every audit, an auditor their own."""
    audits = Engagement.objects.visible_to(request.viewer).filter(system=request.system)
    rows = AuditedEdition.objects.filter(engagement__in=audits).order_by("-engagement__period_end", "edition__key")
    return rows.select_related("engagement__system", "edition")


def _seen(request: Visit) -> QuerySet[Pack]:
    rows = Pack.objects.visible_to(request.viewer).filter(system=request.system)
    return rows.select_related("edition__framework", "engagement", "system", "requested_by", "job", "checkpoint")
