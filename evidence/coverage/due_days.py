"""The days on which a person's requests are due, for their calendar on the floor below."""

import datetime
from collections.abc import Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from compliance.models import System, User
from compliance.notices.calendars import Due
from evidence.models import Request
from evidence.requests import asked_of, with_states, with_the_owner


def requests_due(person: User, days: Mapping[System, datetime.date]) -> Iterator[Due]:
    """What the person was asked for by name or as the duty's owner, and has not answered. Two queries."""
    on = {system.pk: day for system, day in days.items()}
    for request in with_the_owner(with_states(Request.objects.filter(system__in=days), on)).order_by("due_on", "pk"):
        if asked_of(request, on[request.system_id]) == person:
            yield Due(
                key=f"request-{request.pk}",
                day=request.due_on,
                said=_("Asked for: %(what)s") % {"what": request.title},
                system=request.system,
                page=reverse("evidence:request", args=[request.system_id, request.pk]),
            )
