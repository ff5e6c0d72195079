"""The base of every view of the API: one that the door has opened."""

import datetime
from typing import Any, cast

from django.db.models import QuerySet
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from compliance.api.pages import Computed
from compliance.models import System, SystemBoundQuerySet, User
from compliance.permissions import Viewer


class Visited(GenericAPIView):
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

    def query(self, shape: type[Serializer]) -> dict[str, Any]:
        """The parameters of the address in that shape, or 400."""
        return self._valid(shape, self.request.query_params)

    def body(self, shape: type[Serializer]) -> dict[str, Any]:
        """The request's body in that shape, or 400."""
        return self._valid(shape, self.request.data)

    def _valid(self, shape: type[Serializer], data: Any) -> dict[str, Any]:
        said = shape(data=data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        return cast(dict[str, Any], said.validated_data)

    def page(self, listed: QuerySet | Computed) -> Response:
        """One page of a list."""
        rows = self.paginate_queryset(cast(QuerySet, listed))  # Pages reads both kinds
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


class Reading(Visited):
    """A view whose answer is computed: there are no rows for a filter of a table to narrow."""

    filter_backends = ()
