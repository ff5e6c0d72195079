"""What waits for the review of the person who looks, over all their systems: a fragment of the first page."""

from django.http import HttpResponse

from compliance.models import System
from compliance.notices.news import people_of
from compliance.team import MAY_REVIEW
from compliance.web.door import Visit
from evidence.reviewers import waiting_in
from frameworks.web.pages import page


def to_review(request: Visit) -> HttpResponse:
    """Evidence that they are asked to look at today, the oldest first; never what they handed in themselves."""
    reviewing = [pk for pk, roles in request.viewer.roles.items() if roles & MAY_REVIEW]
    days = {row: row.day_of(request.now) for row in System.objects.filter(pk__in=reviewing, ended_at=None)}
    uses = [each.use for each in waiting_in(days, people_of(days)) if request.user in each.asked]
    return page(request, "evidence/to-review.html", {"uses": uses}, part="to-review")
