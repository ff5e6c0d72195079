"""Answer a request: hand something in, or offer what is at hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.web.door import Visit
from evidence.actions import answering
from evidence.models import Item
from evidence.web.requests.forms import AnswerForm
from evidence.web.requests.one import request_page, visible_request
from frameworks.errors import Refused


def answer(visit: Visit, pk: UUID) -> HttpResponse:
    asked, on = visible_request(visit, pk), visit.system.day_of(visit.now)
    form = AnswerForm(visit.POST, visit.FILES, request=asked, on=on)
    if form.is_valid():
        try:
            given = form.given(visit.now)
            answering.answer(request=asked, given=given, actor=visit.user, on=on, now=visit.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            said = ngettext(
                "It is sealed and waits for review.", "%(n)s files are sealed and wait for review.", len(given)
            )
            messages.success(visit, said % {"n": len(given)})
            return _back(visit, pk)
    return request_page(visit, asked, answer_form=form)


def use_again(visit: Visit, pk: UUID, item: UUID) -> HttpResponse:
    asked, on = visible_request(visit, pk), visit.system.day_of(visit.now)
    row = get_object_or_404(Item.objects.visible_to(visit.viewer).filter(system=visit.system), pk=item)
    try:
        answering.use_again(request=asked, item=row, actor=visit.user, on=on, now=visit.now)
    except Refused as refusal:
        return request_page(visit, asked, at_hand_refused=str(refusal))
    messages.success(visit, _("“%(title)s” is offered for this request and waits for review.") % {"title": row.title})
    return _back(visit, pk)


def _back(visit: Visit, pk: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("evidence:request", args=[visit.system.pk, pk]) + "#answers")
