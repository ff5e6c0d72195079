"""What shows that a duty is kept: what people handed in, and what checks answered. A fragment of the duty's page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from compliance.models import Duty, Role
from compliance.posture import posture_of_duty
from compliance.web.door import Visit
from evidence.models import Item, ItemUse, UseState
from evidence.web.answers import answered, without_hidden
from evidence.web.forms import ReviewForm, UploadForm
from frameworks.web.pages import page


@dataclass(frozen=True)
class Offered:
    """An item offered for the duty; `form` for whoever may review it now."""

    use: ItemUse
    form: ReviewForm | None
    refused: str


def timeline(request: Visit, pk: UUID) -> HttpResponse:
    return timeline_page(request, visible_duty(request, pk))


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
    posture = posture_of_duty(duty, request.now)
    ids = set(seen.filter(pk__in={row.ref for row in posture.assessments}).values_list("pk", flat=True))
    shown = without_hidden(posture.assessments, request.system.pk, ids)
    asked_anew = upload is not None or bool(review)
    context = {
        "duty": duty,
        "offered": [
            _offered(request, duty, use, review) for use in uses.select_related("item", "submitted_by", "reviewed_by")
        ],
        "answered": answered(shown, ids, request.now),
        "upload": upload or (UploadForm(on=request.system.day_of(request.now)) if may_hand_in(request, duty) else None),
        "refused": refused,
    }
    return page(request, "evidence/timeline.html", context, part="evidence", status=422 if asked_anew else 200)


def may_hand_in(request: Visit, duty: Duty) -> bool:
    """Whether to offer the form; the verb decides."""
    roles = request.viewer.roles_in(request.system)
    assignment = duty.assignment_on(request.system.day_of(request.now))
    owns = assignment is not None and assignment.owner_id == request.user.pk and Role.OWNER in roles
    return duty.ended_on is None and (Role.OFFICER in roles or owns)


def _offered(request: Visit, duty: Duty, use: ItemUse, review: dict[str, Any]) -> Offered:
    if review and review["use"].pk == use.pk:
        return Offered(use, review["form"], review["review_refused"])
    roles = request.viewer.roles_in(request.system)
    assignment = duty.assignment_on(request.system.day_of(request.now))
    reviews = assignment is not None and assignment.reviewer_id == request.user.pk and Role.REVIEWER in roles
    mine = use.submitted_by_id == request.user.pk
    may = use.state == UseState.IN_REVIEW and not mine and (Role.OFFICER in roles or reviews)
    return Offered(use, ReviewForm() if may else None, "")
