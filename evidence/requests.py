"""Where a request stands, derived from its answers in one query: nothing is stored that could disagree with them.

A returned answer speaks until something is handed in after its return; until then the owner has to act, whatever became
of other answers. What was accepted stays accepted.
"""

import datetime
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import Case, DateField, Exists, Expression, OuterRef, Prefetch, Q, Value, When
from django.utils.translation import gettext_lazy as _

from compliance.models import Assignment, System, User
from evidence.models import ItemUse, Request, RequestQuerySet, Review, UseState


class RequestState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in-review", _("In review")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CLOSED: Final = (RequestState.ACCEPTED, RequestState.WITHDRAWN)
WITH_THE_OWNER: Final = (RequestState.REQUESTED, RequestState.RETURNED)
"""Where whoever was asked has to do something; elsewhere it is a reviewer's turn, or nobody's."""


def with_states(rows: RequestQuerySet, days: Mapping[UUID, datetime.date]) -> RequestQuerySet:
    """Each request with its `state` and `is_overdue`, and who and what it names. `days`: today, by system.

    Submitted = handed in, and nobody named reviews it; in review = somebody is named, or one of two has accepted it.
    Overdue is beside that: neither accepted nor withdrawn, and past its day. Two queries when they are read.
    """
    states = [
        (Q(withdrawn_at__isnull=False), RequestState.WITHDRAWN),
        (~Exists(_uses()), RequestState.REQUESTED),
        (Exists(_returned()), RequestState.RETURNED),
        (Exists(_waiting().filter(_is_named(days) | _is_half_accepted())), RequestState.IN_REVIEW),
        (Exists(_waiting()), RequestState.SUBMITTED),
    ]
    state = Case(
        *(When(condition, then=Value(each.value)) for condition, each in states),
        default=Value(RequestState.ACCEPTED.value),
        output_field=models.CharField(),
    )
    unread: Any = rows  # the names that are added are declared by the model
    found = unread.annotate(state=state).annotate(
        is_overdue=Case(
            When(~Q(state__in=CLOSED) & Q(due_on__lt=_today(days)), then=Value(True)),
            default=Value(False),
            output_field=models.BooleanField(),
        )
    )
    named = ("engagement", "owner", "raised_by", "requirement__edition")
    assigned = Assignment.objects.known().order_by("valid_from").select_related("owner", "reviewer")
    joined: RequestQuerySet = found.select_related(
        "system", "duty__system", "duty__control", "duty__service", "duty__programme", *named
    ).prefetch_related(Prefetch("duty__assignments", queryset=assigned, to_attr="current"))
    return joined


def in_system(rows: RequestQuerySet, system: System, on: datetime.date) -> RequestQuerySet:
    return with_states(rows.filter(system=system), {system.pk: on})


def with_the_owner(rows: RequestQuerySet) -> RequestQuerySet:
    """Of rows with states those where whoever was asked has to do something."""
    unread: Any = rows
    found: RequestQuerySet = unread.filter(state__in=WITH_THE_OWNER)
    return found


def state_of(request: Request, on: datetime.date) -> RequestState:
    """One query."""
    rows: Any = in_system(Request.objects.filter(pk=request.pk), request.system, on)
    return RequestState(rows.values_list("state", flat=True).get())


def asked_of(request: Request, on: datetime.date) -> User | None:
    """Who was asked by name, else the duty's owner of the day; None = nobody in particular, so the officers."""
    if request.owner is not None or request.duty is None:
        return request.owner
    assignment = request.duty.assignment_on(on)
    return assignment.owner if assignment else None


def _uses() -> models.QuerySet[ItemUse]:
    return ItemUse.objects.filter(request=OuterRef("pk"))


def _waiting() -> models.QuerySet[ItemUse]:
    return _uses().filter(state=UseState.IN_REVIEW)


def _returned() -> models.QuerySet[ItemUse]:
    """Answers that were returned and after which nothing was handed in."""
    later = ItemUse.objects.filter(request=OuterRef("request"), submitted_at__gt=OuterRef("reviewed_at"))
    later = later.filter(submitted_at__gt=OuterRef("submitted_at"))  # clocks differ: no answer comes after itself
    return _uses().filter(~Exists(later), state=UseState.RETURNED)


def _is_named(days: Mapping[UUID, datetime.date]) -> Exists:
    today = _today(days)
    rows = Assignment.objects.known().filter(Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today)
    return Exists(rows.filter(duty=OuterRef("duty")).exclude(reviewer=OuterRef("submitted_by")))


def _is_half_accepted() -> Exists:
    return Exists(Review.objects.filter(use=OuterRef("pk"), accepts=True))


def _today(days: Mapping[UUID, datetime.date]) -> Expression:
    """Of a row's system; there are never more than three days at once."""
    found: dict[datetime.date, list[UUID]] = {}
    for system, day in days.items():
        found.setdefault(day, []).append(system)
    whens = (When(system__in=systems, then=Value(day)) for day, systems in found.items())
    return Case(*whens, default=Value(None), output_field=DateField())
