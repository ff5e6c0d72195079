"""One audit: for the team what it is and who is let in, for its auditors what they examine."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions.auditing import end_audit
from compliance.actions.concluding import share_conclusions
from compliance.actions.reading import note_read
from compliance.audits.seen import conclusions_of, examined_by, outcomes, windows_of
from compliance.models import Engagement, Invitation, InvitationState
from compliance.permissions import OFFICER
from compliance.web.audits.auditors_view import auditors_page, conclude_ticked
from compliance.web.audits.forms import ChangeForm, InviteForm
from compliance.web.door import Visit
from frameworks.errors import Refused
from frameworks.web.pages import page
from frameworks.wording import CONCLUSIONS


def audit(request: Visit, pk: UUID) -> HttpResponse:
    if request.method == "POST":
        return conclude_ticked(request, my_audit(request, pk))
    row = visible_audit(request, pk)
    if row.pk not in request.viewer.engagement_ids:
        return team_page(request, row)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now)
    return auditors_page(request, row)


def end(request: Visit, pk: UUID) -> HttpResponse:
    row = visible_audit(request, pk)
    try:
        end_audit(engagement=row, actor=request.user, now=request.now)
    except Refused as refusal:
        return team_page(request, row, refused=str(refusal), status=422)
    messages.success(request, _("The audit has ended: its auditors see nothing of it any more."))
    return redirect("compliance:audit", request.system.pk, row.pk)


def share(request: Visit, pk: UUID) -> HttpResponse:
    row = my_audit(request, pk)
    try:
        share_conclusions(engagement=row, actor=request.user, on=request.system.day_of(request.now), now=request.now)
    except Refused as refusal:
        return auditors_page(request, row, refused=str(refusal), status=422)
    messages.success(request, _("The team reads your conclusions from now on."))
    return redirect("compliance:audit", request.system.pk, row.pk)


def my_audit(request: Visit, pk: UUID) -> Engagement:
    """One that lets the viewer in today; 404 for any other."""
    row = visible_audit(request, pk)
    if row.pk not in request.viewer.engagement_ids:
        raise Http404
    return row


def visible_audit(request: Visit, pk: UUID) -> Engagement:
    rows = Engagement.objects.visible_to(request.viewer).filter(system=request.system)
    return get_object_or_404(rows.select_related("system").prefetch_related("audited__edition"), pk=pk)


def team_page(
    request: Visit,
    row: Engagement,
    *,
    form: InviteForm | None = None,
    link: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """With `link` it is shown on this very page, and never again."""
    on = request.system.day_of(request.now)
    is_officer = bool(request.viewer.roles_in(request.system) & OFFICER)
    concluded = conclusions_of(row, request.viewer)
    examined = examined_by(row.audited.all())
    context = {
        "audit": row,
        "examined": examined,
        "windows": windows_of(row, on),
        "invitations": _invitations(request, row) if is_officer else [],
        "concluded": [
            (each, [(CONCLUSIONS[code], n) for code, n in outcomes(each.key, concluded).most_common()])
            for each in examined
        ]
        if row.shared_at
        else [],
        "conclusions": sorted(concluded.values(), key=lambda each: (each.requirement.edition_id, each.requirement.pk)),
        "form": form or InviteForm(on=on),
        "change_form": ChangeForm(engagement=row),
        "is_officer": is_officer,
        "link": link,
        "refused": refused,
        "on": on,
    }
    response = page(request, "compliance/audits/audit.html", context, status=status)
    if link:
        response["Cache-Control"] = "no-store"
    return response


def _invitations(request: Visit, row: Engagement) -> list[tuple[Invitation, InvitationState]]:
    rows = Invitation.objects.visible_to(request.viewer).filter(engagement=row).select_related("invited_by")
    return [(each, each.state_at(request.now)) for each in rows]
