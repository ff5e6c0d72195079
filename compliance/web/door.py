"""The door in front of every page: reads the viewer once, and lets nobody through an undeclared route."""

import datetime
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.utils import timezone
from django.utils.translation import gettext
from django_htmx.middleware import HtmxDetails

from compliance import permissions
from compliance.models import System, User


class Visit(HttpRequest):
    """A request that came through the door. `system` is set on every route that carries one."""

    user: User  # pages that anybody may see take a plain HttpRequest
    htmx: HtmxDetails
    now: datetime.datetime
    viewer: permissions.Viewer
    system: System


class DoorMiddleware:
    # Guarded elsewhere: the admin by its own permission checks, the API by compliance.api.door.Door.
    OTHER_DOORS = ("/admin/", "/api/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: Any, view: object, args: object, kwargs: dict[str, Any]) -> HttpResponse | None:
        if request.path.startswith(self.OTHER_DOORS):
            return None
        if permissions.only_programs_send(request.resolver_match.view_name, request.method):
            said = gettext("Nobody may %(method)s a page. Programs have addresses of their own below /api/.")
            return HttpResponseForbidden(said % {"method": request.method}, content_type="text/plain; charset=utf-8")
        request.now = timezone.now()
        request.viewer = permissions.viewer_of(request.user, request.now)
        try:
            system = permissions.enter(
                request.viewer, request.resolver_match.view_name, request.method, kwargs.pop("system_id", None)
            )
        except permissions.NotVisible:
            raise Http404 from None
        except permissions.NotAllowed:
            raise PermissionDenied from None
        if system is not None:
            request.system = system
        return None
