"""One request: what is asked, of whom, every answer with its reviews, and what the reader may do about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read
from compliance.models import User
from compliance.permissions import ANSWERING, OFFICER
from compliance.team import team_of
from compliance.web.door import Visit
from evidence.actions.answering import at_hand, may_answer
from evidence.actions.asking import hand_request, may_withdraw, withdraw_request
from evidence.models import Request, UseState
from evidence.requests import CLOSED, asked_of, in_system
from evidence.web.offered import offered, with_reviews
from evidence.web.requests.forms import AnswerForm, OwnerForm, WithdrawForm
from evidence.wording import NO_LONGER
from frameworks.errors import Refused
from frameworks.web.pages import page

AT_HAND_SHOWN = 10


def request(visit: Visit, pk: UUID) -> HttpResponse:
    asked = visible_request(visit, pk)
    note_read(viewer=visit.viewer, system=visit.system, subject=asked, now=visit.now)
    return request_page(visit, asked)


def withdraw(visit: Visit, pk: UUID) -> HttpResponse:
    asked, form = visible_request(visit, pk), WithdrawForm(visit.POST)
    if form.is_valid():
        try:
            on = visit.system.day_of(visit.now)
            withdraw_request(request=asked, actor=visit.user, on=on, now=visit.now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(visit, _("The request is withdrawn."))
            return redirect("evidence:request", visit.system.pk, pk)
    return request_page(visit, asked, withdraw_form=form)


def hand(visit: Visit, pk: UUID) -> HttpResponse:
    asked, on = visible_request(visit, pk), visit.system.day_of(visit.now)
    form = OwnerForm(visit.POST, request=asked, owners=_owners(visit))
    if form.is_valid():
        try:
            hand_request(request=asked, owner=form.owner(), actor=visit.user, on=on, now=visit.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(visit, _("The request is handed over."))
            return redirect("evidence:request", visit.system.pk, pk)
    return request_page(visit, asked, owner_form=form)


def visible_request(visit: Visit, pk: UUID) -> Request:
    rows = in_system(Request.objects.visible_to(visit.viewer), visit.system, visit.system.day_of(visit.now))
    return get_object_or_404(rows, pk=pk)


def request_page(visit: Visit, asked: Request, **written: Any) -> HttpResponse:
    """`written` is what somebody just filled in and why it was refused (then with status 422)."""
    on, roles = visit.system.day_of(visit.now), visit.viewer.roles_in(visit.system)
    is_team, is_open = visit.system.pk in visit.viewer.team_ids, asked.state not in CLOSED
    uses = asked.uses.order_by("-submitted_at")
    answers = with_reviews(uses if is_team else uses.filter(state=UseState.ACCEPTED))  # the team reviews first
    answers_it = is_open and bool(roles & ANSWERING) and may_answer(visit.user, asked, on)
    assignment = asked.duty.assignment_on(on) if asked.duty else None
    is_officer = bool(roles & OFFICER)
    review: dict[str, Any] = written if "use" in written else {}
    context = {
        "asked": asked,
        "who": asked_of(asked, on),
        "reviewer": assignment.reviewer if assignment else None,
        "withdrawn_why": asked.withdrawn_reason if asked.withdrawn_by_id else NO_LONGER.get(asked.withdrawn_reason, ""),
        "days": (asked.due_on - on).days,
        "is_open": is_open,
        "is_team": is_team,
        "answers": offered(visit, answers, review),
        "answer_form": written.get("answer_form") or (AnswerForm(request=asked, on=on) if answers_it else None),
        "at_hand": at_hand(asked, visit.now)[:AT_HAND_SHOWN] if answers_it else [],
        "at_hand_refused": written.get("at_hand_refused", ""),
        "owner_form": written.get("owner_form")
        or (OwnerForm(request=asked, owners=_owners(visit)) if is_officer and is_open else None),
        "withdraw_form": written.get("withdraw_form")
        or (WithdrawForm() if is_open and may_withdraw(visit.user, asked, on) else None),
    }
    return page(visit, "evidence/requests/request.html", context, status=422 if written else 200)


def _owners(visit: Visit) -> list[User]:
    return list(team_of(visit.system, visit.system.day_of(visit.now)).owners.values())
