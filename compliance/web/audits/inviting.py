"""An officer invites auditors by mail, and changes or ends the access of those who came."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions import granting, inviting
from compliance.audits.invitations import address_of
from compliance.models import AuditorGrant, Invitation
from compliance.web.audits.audit import team_page, visible_audit
from compliance.web.audits.forms import InviteForm, WindowForm
from compliance.web.door import Visit
from frameworks.errors import Refused
from frameworks.web.pages import page


def invite(request: Visit, pk: UUID) -> HttpResponse:
    row = visible_audit(request, pk)
    form = InviteForm(request.POST, on=request.system.day_of(request.now))
    if form.is_valid():
        try:
            made = inviting.invite(engagement=row, **form.cleaned_data, actor=request.user, now=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if made.due_at is None:
                return team_page(request, row, link=address_of(made))
            messages.success(request, _("The invitation goes out to %(mail)s within a minute.") % {"mail": made.mail})
            return redirect("compliance:audit", request.system.pk, row.pk)
    return team_page(request, row, form=form, status=422)


def withdraw_invitation(request: Visit, pk: UUID) -> HttpResponse:
    rows = Invitation.objects.visible_to(request.viewer).filter(system=request.system)
    row = get_object_or_404(rows.select_related("engagement"), pk=pk)
    try:
        inviting.withdraw_invitation(invitation=row, actor=request.user, now=request.now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is withdrawn: its link opens nothing any more."))
    return redirect("compliance:audit", request.system.pk, row.engagement_id)


def window(request: Visit, pk: UUID) -> HttpResponse:
    """An auditor's access, to be given another last day or to be taken."""
    row, on = _granted(request, pk), request.system.day_of(request.now)
    if request.method != "POST":
        return _window_page(request, row)
    form = WindowForm(request.POST, on=on)
    if form.is_valid():
        try:
            granting.extend(granted=row, until=form.cleaned_data["until"], actor=request.user, now=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(who)s has access until that day.") % {"who": row.user})
            return redirect("compliance:audit", request.system.pk, row.engagement_id)
    return _window_page(request, row, form, status=422)


def shut_out(request: Visit, pk: UUID) -> HttpResponse:
    row = _granted(request, pk)
    try:
        granting.shut_out(granted=row, actor=request.user, now=request.now)
    except Refused as refusal:
        return _window_page(request, row, refused=str(refusal), status=422)
    messages.success(request, _("%(who)s sees nothing of this audit any more.") % {"who": row.user})
    return redirect("compliance:audit", request.system.pk, row.engagement_id)


def _granted(request: Visit, pk: UUID) -> AuditorGrant:
    """A row of the system's, superseded or not: what was changed meanwhile is said by the verb."""
    rows = AuditorGrant.objects.filter(system=request.system, system__in=request.viewer.team_ids)
    return get_object_or_404(rows.select_related("system", "engagement__system", "user"), pk=pk)


def _window_page(
    request: Visit, row: AuditorGrant, form: WindowForm | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    on = request.system.day_of(request.now)
    context = {"granted": row, "audit": row.engagement, "form": form or WindowForm(on=on), "refused": refused}
    return page(request, "compliance/audits/window.html", context, status=status)
