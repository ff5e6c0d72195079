"""Evidence as an audit sees it. Fragments of the audit's pages, and pages of their own without a script."""

from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from compliance.actions.reading import note_read
from compliance.models import Engagement
from compliance.web.days import asked_day
from compliance.web.door import Visit
from evidence.audited import evidence_for, moves
from evidence.models import ItemUse
from frameworks.models import Requirement
from frameworks.web.pages import page


def audited(request: Visit, pk: UUID, edition: str, ref: str) -> HttpResponse:
    """The evidence of the audit's period behind one requirement."""
    audit = _audit(request, pk)
    rows = Requirement.objects.filter(edition__in=audit.edition_ids).select_related("edition")
    asked = get_object_or_404(rows, edition__key=edition, ref=ref)
    note_read(viewer=request.viewer, system=request.system, subject=asked, now=request.now, page="evidence")
    uses = Prefetch("uses", ItemUse.objects.visible_to(request.viewer))
    context = {"audit": audit, "requirement": asked, "items": evidence_for(audit, asked).prefetch_related(uses)}
    return page(request, "evidence/audited.html", context)


def period_moves(request: Visit, pk: UUID) -> HttpResponse:
    """Which evidence another period of the audit would hide, and which it would show. The audit's own by default."""
    audit = _audit(request, pk)
    first = asked_day(request, "first") or audit.period_start
    last = asked_day(request, "last") or audit.period_end
    if last < first:
        raise Http404
    leaving, joining = moves(audit, first, last)
    context = {"audit": audit, "first": first, "last": last, "leaving": leaving, "joining": joining}
    return page(request, "evidence/period-moves.html", context)


def _audit(request: Visit, pk: UUID) -> Engagement:
    rows = Engagement.objects.visible_to(request.viewer).filter(system=request.system)
    return get_object_or_404(rows.select_related("system").prefetch_related("editions"), pk=pk)
