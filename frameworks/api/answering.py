"""What every view of the API does alike: it reads parameters and body in a shape, and answers a page at a time."""

from typing import Any, cast

from django.db.models import QuerySet
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from frameworks.api.pages import Computed


class Answering(GenericAPIView):
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
