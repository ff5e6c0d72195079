"""The base of views that answer sealed bytes instead of a document."""

from typing import Any

from rest_framework.exceptions import APIException
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from compliance.api.visited import Reading
from evidence.models import Erasable


class AsSealed(BaseContentNegotiation):
    """Bytes have the one media type they were sealed with: `Accept` has no say."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class Gone(APIException):
    """The bytes were here, and a person erased them: 410."""

    status_code = 410
    default_detail = "Its bytes were erased: the row says when and why, and the ledger that they were here."


class ContentView(Reading):
    content_negotiation_class = AsSealed

    def refuse_erased(self, record: Erasable) -> None:
        if record.erased_at is not None:
            raise Gone
