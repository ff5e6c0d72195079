"""The base of views that answer sealed bytes instead of a document."""

from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from compliance.api.visited import Reading


class AsSealed(BaseContentNegotiation):
    """Bytes have the one media type they were sealed with: `Accept` has no say."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ContentView(Reading):
    content_negotiation_class = AsSealed
