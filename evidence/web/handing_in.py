"""Hand evidence in for a duty, and review what somebody else handed in."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from compliance.web.door import Visit
from evidence.actions import reviewing, uploading
from evidence.models import Item, ItemUse, UseState
from evidence.web.forms import ReviewForm
from evidence.web.requests.one import request_page, visible_request
from evidence.web.timeline import timeline_page, upload_form, visible_duty
from frameworks.errors import Refused


def upload(request: Visit, pk: UUID) -> HttpResponse:
    duty, refused = visible_duty(request, pk), ""
    form = upload_form(request, duty, request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            uploading.upload(
                duty=duty,
                content=said["file"],
                title=said["title"],
                media_type=form.media_type(),
                observed_from=said["observed_from"],
                observed_until=said["observed_until"],
                replaces=said["replaces"],
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("“%(title)s” is sealed and waits for review.") % {"title": said["title"]})
            return redirect(reverse("compliance:duty", args=[request.system.pk, duty.pk]) + "#evidence")
    return timeline_page(request, duty, upload=form, refused=refused)


def review(request: Visit, pk: UUID) -> HttpResponse:
    seen = Item.objects.visible_to(request.viewer).filter(system=request.system)
    rows = ItemUse.objects.filter(system=request.system, item__in=seen)
    use = get_object_or_404(rows, pk=pk)
    form, refused = ReviewForm(request.POST), ""
    if form.is_valid():
        said = form.cleaned_data
        accepts = said["verdict"] == ReviewForm.ACCEPT
        verb = reviewing.accept if accepts else reviewing.give_back
        try:
            use = verb(use=use, actor=request.user, comment=said["comment"], now=request.now)
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _said(use))
            return redirect(_place(use))
    if use.request_id is not None:
        asked = visible_request(request, use.request_id)
        return request_page(request, asked, use=use, form=form, review_refused=refused)
    duty = visible_duty(request, cast(UUID, use.duty_id))  # a use is for something
    return timeline_page(request, duty, use=use, form=form, review_refused=refused)


def _said(use: ItemUse) -> str:
    if use.state == UseState.RETURNED:
        return _("Given back with your comment.")
    if use.state == UseState.IN_REVIEW:
        return _("You have accepted it. A second person has to accept it as well before it counts.")
    if use.item.supports_in_part:
        return _("Accepted, as support in part.")
    return _("Accepted: it counts.") if use.duty_id else _("Accepted: it answers the request.")


def _place(use: ItemUse) -> str:
    if use.request_id is not None:
        return reverse("evidence:request", args=[use.system_id, use.request_id]) + "#answers"
    return reverse("compliance:duty", args=[use.system_id, use.duty_id]) + "#evidence"
