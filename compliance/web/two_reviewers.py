"""Whether one person or two accept the evidence of a duty: a button on its page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from compliance.actions.asking_for_two import ask_for_two
from compliance.web.door import Visit
from compliance.web.duty import visible_duty


def two_reviewers(request: Visit, pk: UUID) -> HttpResponse:
    wanted = request.POST.get("needs_two") == "yes"
    duty = ask_for_two(duty=visible_duty(request, pk), needs_two=wanted, actor=request.user, now=request.now)
    said = _("From now on two people accept what is handed in.") if wanted else _("From now on one reviewer is enough.")
    messages.success(request, said)
    return redirect("compliance:duty", request.system.pk, duty.pk)
