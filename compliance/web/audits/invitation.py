"""The page behind an invitation's link: public, by a one-use token, and silent about any other."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from compliance.actions.inviting import accept_invitation, join
from compliance.audits.invitations import invitation_for
from compliance.audits.seen import examined_by
from compliance.models import AuditorGrant, Invitation, User
from compliance.web.audits.forms import JoinForm
from frameworks.errors import Refused
from frameworks.web.pages import page


@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who has an account under the address that was invited logs in first; somebody new chooses a password."""
    found = invitation_for(token, timezone.now())
    if found is None:
        response = page(request, "compliance/audits/no-invitation.html", {}, status=HTTPStatus.NOT_FOUND)
    elif isinstance(request.user, User):
        response = _of_ones_own(request, found, request.user)
    elif User.objects.filter(email=found.mail).exists():
        response = _page(request, found, status=422 if request.method == "POST" else 200)
    else:
        response = _of_somebody_new(request, found)
    response["Cache-Control"] = "private, no-store"
    return response


def _of_ones_own(request: HttpRequest, found: Invitation, person: User) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found)
    try:
        granted = accept_invitation(invitation=found, auditor=person, now=timezone.now())
    except Refused as refusal:
        return _page(request, found, refused=str(refusal), status=422)
    return _welcome(request, granted)


def _of_somebody_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, JoinForm(mail=found.mail))
    form = JoinForm(request.POST, mail=found.mail)
    if form.is_valid():
        said = form.cleaned_data
        try:
            granted = join(invitation=found, name=said["name"], password=said["new_password1"], now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, granted.user)
            return _welcome(request, granted)
    return _page(request, found, form, status=422)


def _welcome(request: HttpRequest, granted: AuditorGrant) -> HttpResponse:
    messages.success(request, _("You are let in. What you read here is recorded."))
    return redirect("compliance:audit", granted.system_id, granted.engagement_id)


def _page(
    request: HttpRequest, found: Invitation, form: JoinForm | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "invitation": found,
        "audit": found.engagement,
        "examined": examined_by(found.engagement.audited.select_related("edition")),
        "is_theirs": isinstance(request.user, User) and request.user.email == found.mail,
        "form": form,
        "refused": refused,
    }
    return page(request, "compliance/audits/invitation.html", context, status=status)
