"""Long lists a page at a time. The cursor names the last row seen: what arrives meanwhile shifts nothing."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.utils.urls import replace_query_param

if TYPE_CHECKING:
    from rest_framework.views import APIView

LONGEST: Final = 200
"""Rows on a page at most."""


@dataclass(frozen=True)
class Computed:
    """A list that no table holds, in a lasting order. `key` names a row for good."""

    rows: Sequence[Any]
    key: Callable[[Any], str]


class Pages(BasePagination):
    """`{"next": address or null, "results": [...]}`, over rows by `pk` or `-pk` or over a `Computed` list.

    `cursor` is opaque: clients follow `next`. `limit` is the length of a page, at most 200.
    """

    next: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: "APIView | None" = None) -> list[Any]:
        limit, after = _limit(request), _after(request)
        if isinstance(queryset, Computed):
            found, key = _computed(queryset, after)[: limit + 1], queryset.key
        else:
            found, key = list(_rows(queryset, after)[: limit + 1]), _primary_key
        if len(found) > limit:
            cursor = base64.urlsafe_b64encode(key(found[limit - 1]).encode()).decode().rstrip("=")
            self.next = replace_query_param(request.build_absolute_uri(), "cursor", cursor)
        return list(found[:limit])

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        following = {
            "type": "string",
            "format": "uri",
            "nullable": True,
            "description": "Where the list goes on; null on its last page.",
        }
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": following, "results": schema},
        }

    def get_schema_operation_parameters(self, view: "APIView") -> list[dict[str, Any]]:
        length = {"type": "integer", "minimum": 1, "maximum": LONGEST, "default": api_settings.PAGE_SIZE}
        return [
            _parameter("cursor", "Opaque; comes with `next`.", {"type": "string"}),
            _parameter("limit", "The length of a page.", length),
        ]


def _limit(request: Request) -> int:
    said = request.query_params.get("limit", str(api_settings.PAGE_SIZE))
    if not said.isascii() or not said.isdigit() or len(said) > 3 or not 1 <= int(said) <= LONGEST:
        raise ValidationError({"limit": [_("Write a whole number from 1 to %(most)s.") % {"most": LONGEST}]})
    return int(said)


def _after(request: Request) -> str | None:
    """The key of the last row that was seen, or None at the beginning."""
    cursor = request.query_params.get("cursor")
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError):
        raise _lost() from None


def _rows(queryset: QuerySet, after: str | None) -> QuerySet:
    falling = tuple(queryset.query.order_by) == ("-pk",)
    ordered = queryset.order_by("-pk" if falling else "pk")
    if after is None:
        return ordered
    try:
        seen = queryset.model._meta.pk.to_python(after)
    except InvalidValue:
        raise _lost() from None
    return ordered.filter(pk__lt=seen) if falling else ordered.filter(pk__gt=seen)


def _computed(listed: Computed, after: str | None) -> Sequence[Any]:
    if after is None:
        return listed.rows
    for place, row in enumerate(listed.rows):
        if listed.key(row) == after:
            return listed.rows[place + 1 :]
    raise _lost()


def _primary_key(row: Any) -> str:
    return str(row.pk)


def _lost() -> ValidationError:
    return ValidationError({"cursor": [_("This cursor leads nowhere (any more): begin again without it.")]})


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
