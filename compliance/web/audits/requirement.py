"""One requirement in an audit: both parts, the evidence of the period, and what the auditor concludes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions.concluding import conclude
from compliance.actions.reading import note_read
from compliance.models import Conclusion, Engagement
from compliance.posture import posture_of
from compliance.web.audits.audit import my_audit, visible_audit
from compliance.web.audits.forms import ConcludeForm
from compliance.web.door import Visit
from compliance.wording import SUPPORT_SENTENCES, UNBOUND
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Requirement
from frameworks.web.pages import page
from frameworks.wording import CONCLUSIONS


def audited_requirement(request: Visit, pk: UUID, edition: str, ref: str) -> HttpResponse:
    if request.method != "POST":
        audit = visible_audit(request, pk)
        asked = asked_of(audit, edition, ref)
        note_read(viewer=request.viewer, system=request.system, subject=asked, now=request.now)
        return _page(request, audit, asked)
    audit = my_audit(request, pk)
    asked = asked_of(audit, edition, ref)
    form = ConcludeForm(request.POST, outcomes=shipped().editions[edition].conclusions)
    if form.is_valid():
        try:
            conclude(
                engagement=audit,
                requirements=[asked],
                **form.cleaned_data,
                author=request.user,
                on=request.system.day_of(request.now),
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your conclusion is recorded."))
            return redirect("compliance:audited-requirement", request.system.pk, audit.pk, edition, ref)
    return _page(request, audit, asked, form, status=422)


def asked_of(audit: Engagement, edition: str, ref: str) -> Requirement:
    """A requirement that the audit examines; 404 for any other."""
    if edition not in shipped().editions:
        raise Http404
    rows = Requirement.objects.filter(edition__in=audit.edition_ids, assessable=True)
    return get_object_or_404(rows.select_related("edition"), edition__key=edition, ref=ref)


def _page(
    request: Visit, audit: Engagement, asked: Requirement, form: ConcludeForm | None = None, status: int = 200
) -> HttpResponse:
    system, edition = request.system, shipped().editions[asked.edition.key]
    on = system.day_of(request.now)
    posture = posture_of(system, shipped(), on, request.now, leaving=request.viewer.is_only_auditor_in(system))
    row = next((each for each in posture.editions.get(edition.key, ()) if each.requirement.ref == asked.ref), None)
    said = Conclusion.objects.visible_to(request.viewer).filter(engagement=audit, requirement=asked)
    every = list(said.select_related("author"))
    now = next((each for each in every if each.superseded_at is None), None)
    initial = {"outcome": now.outcome, "note": now.note} if now else {}
    unbound = row.inheritance.unbound if row else None
    context = {
        "audit": audit,
        "edition": edition,
        "requirement": shipped().requirement(edition.key, asked.ref),
        "row": row,
        "not_binding": UNBOUND[unbound] if unbound else "",
        "support_sentence": SUPPORT_SENTENCES[row.support] if row else "",
        "conclusion": now,
        "outcome": CONCLUSIONS[now.outcome] if now else "",
        "earlier": [(each, CONCLUSIONS[each.outcome]) for each in every if each.superseded_at],
        "form": form or ConcludeForm(initial=initial, outcomes=edition.conclusions),
        "concludes": audit.pk in request.viewer.engagement_ids,
        "on": on,
    }
    return page(request, "compliance/audits/requirement.html", context, status=status)
