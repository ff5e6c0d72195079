"""What was handed in, as a page shows it: each use with what its reviewers said, and a form for who may review it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from compliance.models import Assignment
from compliance.web.door import Visit
from evidence.models import ItemUse, Review
from evidence.reviewers import may_review
from evidence.web.forms import ReviewForm


@dataclass(frozen=True)
class Offered:
    """`form` is for whoever may review it now; `needed` is how many more people have to accept it."""

    use: ItemUse
    form: ReviewForm | None
    refused: str
    needed: int


def with_reviews(uses: QuerySet[ItemUse]) -> QuerySet[ItemUse]:
    """Newest first. Four queries."""
    said = Review.objects.select_related("reviewer").order_by("said_at")
    assigned = Assignment.objects.known().select_related("owner", "reviewer").order_by("valid_from")
    joined = ("item__replaces", "request", "duty__control", "duty__service", "duty__programme", "submitted_by")
    return uses.select_related(*joined).prefetch_related(
        Prefetch("reviews", said), Prefetch("duty__assignments", assigned, to_attr="current"), "item__replaced_by"
    )


def offered(request: Visit, uses: Iterable[ItemUse], review: dict[str, Any]) -> list[Offered]:
    """`review`: the use that somebody just reviewed in vain, with its `form` and why it was refused."""
    on, roles = request.system.day_of(request.now), request.viewer.roles_in(request.system)
    return [_offered(request, use, roles, on, review) for use in uses]


def _offered(request: Visit, use: ItemUse, roles: frozenset[str], on: datetime.date, review: dict[str, Any]) -> Offered:
    needed = (2 if use.needs_two else 1) - sum(each.accepts for each in use.reviews.all())
    if review and review["use"].pk == use.pk:
        return Offered(use, review["form"], review["review_refused"], needed)
    return Offered(use, ReviewForm() if may_review(use, request.user, roles, on) else None, "", needed)
