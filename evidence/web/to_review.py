"""What waits for the review of the person who looks, over all their systems: a fragment of the first page."""

from django.http import HttpResponse

from compliance.models import Assignment, System
from compliance.team import MAY_REVIEW
from compliance.web.door import Visit
from evidence.models import ItemUse, UseState
from frameworks.web.pages import page


def to_review(request: Visit) -> HttpResponse:
    """Evidence of duties that name them as reviewer today, the oldest first; never what they handed in themselves."""
    reviewing = [pk for pk, roles in request.viewer.roles.items() if roles & MAY_REVIEW]
    days = {row.pk: row.day_of(request.now) for row in System.objects.filter(pk__in=reviewing, ended_at=None)}
    named = Assignment.objects.known().filter(system__in=days, reviewer=request.user)
    duties = [row.duty_id for row in named if row.holds_on(days[row.system_id])]
    waiting = ItemUse.objects.filter(duty__in=duties, state=UseState.IN_REVIEW).exclude(submitted_by=request.user)
    names = ("item", "system", "submitted_by", "duty__control", "duty__service", "duty__programme")
    context = {"uses": waiting.select_related(*names).order_by("submitted_at")}
    return page(request, "evidence/to-review.html", context, part="to-review")
