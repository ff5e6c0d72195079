"""One template, a page or one part of it: what htmx asks for is the same markup, cut out (django-template-partials)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], part: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or only `part` of it when htmx asks for the element of that id."""
    htmx = getattr(request, "htmx", None)
    wanted = bool(part and htmx and not htmx.history_restore_request and htmx.target == part)
    name = f"{template}#{part}" if wanted else template
    response = render(request, name, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
