"""The base of every view of the API: one that the door has opened."""

import datetime
from typing import Any, cast

from rest_framework.generics import get_object_or_404

from compliance.models import System, SystemBoundQuerySet, User
from compliance.permissions import Viewer
from frameworks.api.answering import Answering


class Visited(Answering):
    """`now`, `viewer` and `system` come from the door; `system` on every route that carries one."""

    now: datetime.datetime
    viewer: Viewer
    system: System

    @property
    def on(self) -> datetime.date:
        """Today, where the system lives."""
        return self.system.day_of(self.now)

    @property
    def actor(self) -> User:
        """Who asks, on a route for people who are signed in."""
        return cast(User, self.request.user)

    def reach(self, rows: SystemBoundQuerySet[Any]) -> SystemBoundQuerySet[Any]:
        """Of `rows` those of this system that the viewer may see."""
        return rows.visible_to(self.viewer).filter(system=self.system)

    def rows(self) -> SystemBoundQuerySet[Any]:
        """The view's own rows, within reach."""
        return self.reach(cast(SystemBoundQuerySet[Any], self.get_queryset()))

    def row(self) -> Any:
        """The row that the address names; 404 when it is out of reach."""
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])


class Reading(Visited):
    """A view whose answer is computed: there are no rows for a filter of a table to narrow."""

    filter_backends = ()
