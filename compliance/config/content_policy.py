"""The admin needs eval for its Alpine scripts; every other page keeps the strict policy."""

from typing import Any, cast

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponseBase

ADMIN_PATH = "/admin/"
ADMIN_DIRECTIVES = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


class PolicyMiddleware(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith(ADMIN_PATH):
            cast(Any, response)._csp_replace = ADMIN_DIRECTIVES  # as csp.decorators.csp_replace does
        return super().process_response(request, response)
