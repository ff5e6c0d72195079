"""Hand evidence in for a duty, and review what somebody else handed in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from compliance.models import Duty
from compliance.web.door import Visit
from evidence.actions import reviewing, uploading
from evidence.models import Item, ItemUse
from evidence.web.forms import ReviewForm, UploadForm
from evidence.web.timeline import timeline_page, visible_duty
from frameworks.errors import Refused


def upload(request: Visit, pk: UUID) -> HttpResponse:
    duty, refused = visible_duty(request, pk), ""
    form = UploadForm(request.POST, request.FILES, on=request.system.day_of(request.now))
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
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("“%(title)s” is sealed and waits for review.") % {"title": said["title"]})
            return _back_to(request, duty)
    return timeline_page(request, duty, upload=form, refused=refused)


def review(request: Visit, pk: UUID) -> HttpResponse:
    seen = Item.objects.visible_to(request.viewer).filter(system=request.system)
    use = get_object_or_404(ItemUse.objects.filter(system=request.system, item__in=seen), pk=pk)
    duty, form, refused = visible_duty(request, use.duty_id), ReviewForm(request.POST), ""
    if form.is_valid():
        said = form.cleaned_data
        accepts = said["verdict"] == ReviewForm.ACCEPT
        verb = reviewing.accept if accepts else reviewing.give_back
        try:
            verb(use=use, actor=request.user, comment=said["comment"], now=request.now)
        except Refused as refusal:
            refused = str(refusal)
        else:
            counts = _("Accepted, as support in part.") if use.item.supports_in_part else _("Accepted: it counts.")
            messages.success(request, counts if accepts else _("Given back with your comment."))
            return _back_to(request, duty)
    return timeline_page(request, duty, use=use, form=form, review_refused=refused)


def _back_to(request: Visit, duty: Duty) -> HttpResponse:
    return redirect(reverse("compliance:duty", args=[request.system.pk, duty.pk]) + "#evidence")
