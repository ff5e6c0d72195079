"""What shows that a duty is kept: what people handed in, and what checks answered. A fragment of the duty's page."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from compliance.actions.reading import note_read
from compliance.models import Duty, Role
from compliance.posture import posture_of_duty
from compliance.web.door import Visit
from evidence.models import Item, ItemUse, Request, UseState
from evidence.requests import in_system
from evidence.web.answers import answered, without_hidden
from evidence.web.forms import UploadForm
from evidence.web.offered import offered, with_reviews
from frameworks.web.pages import page


def timeline(request: Visit, pk: UUID) -> HttpResponse:
    duty = visible_duty(request, pk)
    note_read(viewer=request.viewer, system=request.system, subject=duty, now=request.now, page="evidence")
    return timeline_page(request, duty)


def visible_duty(request: Visit, pk: UUID) -> Duty:
    on = request.system.day_of(request.now)
    rows = Duty.objects.visible_to(request.viewer).filter(system=request.system).with_owners(on=on)
    return get_object_or_404(rows.select_related("system"), pk=pk)


def timeline_page(
    request: Visit, duty: Duty, *, upload: UploadForm | None = None, refused: str = "", **review: Any
) -> HttpResponse:
    """The page, with what somebody just filled in and why it was refused (then with status 422)."""
    seen = Item.objects.visible_to(request.viewer).filter(system=request.system)
    uses = ItemUse.objects.filter(system=request.system, duty=duty, item__in=seen)
    if request.viewer.is_only_auditor_in(request.system):  # what answers a request is reviewed by the team first
        uses = uses.filter(Q(request=None) | Q(state=UseState.ACCEPTED))
    posture = posture_of_duty(duty, request.now)
    ids = set(seen.filter(pk__in={row.ref for row in posture.assessments}).values_list("pk", flat=True))
    shown = without_hidden(posture.assessments, request.system.pk, ids)
    asked_anew = upload is not None or bool(review)
    asked = Request.objects.visible_to(request.viewer).filter(duty=duty)
    context = {
        "duty": duty,
        "offered": offered(request, with_reviews(uses), review),
        "requests": in_system(asked, request.system, request.system.day_of(request.now)).order_by("-raised_at"),
        "answered": answered(shown, ids, request.now),
        "upload": upload or (upload_form(request, duty) if may_hand_in(request, duty) else None),
        "refused": refused,
    }
    return page(request, "evidence/timeline.html", context, part="evidence", status=422 if asked_anew else 200)


def upload_form(request: Visit, duty: Duty, *said: Any) -> UploadForm:
    """It offers to replace what was returned, where nobody asked for it by a request."""
    uses = ItemUse.objects.filter(duty=duty, request=None).select_related("item")
    return UploadForm(*said, on=request.system.day_of(request.now), uses=uses)


def may_hand_in(request: Visit, duty: Duty) -> bool:
    """Whether to offer the form; the verb decides."""
    roles = request.viewer.roles_in(request.system)
    assignment = duty.assignment_on(request.system.day_of(request.now))
    owns = assignment is not None and assignment.owner_id == request.user.pk and Role.OWNER in roles
    return duty.ended_on is None and (Role.OFFICER in roles or owns)
