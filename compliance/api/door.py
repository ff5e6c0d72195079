"""The same door in front of the API: the view's route is entered with the caller's roles, or it stays shut.

Settings name this module, so it imports no view: REST framework reads them while it defines its first one.
"""

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from compliance import permissions

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Door(BasePermission):
    def has_permission(self, request: Request, view: "APIView") -> bool:
        context: Any = view
        context.now = timezone.now()
        context.viewer = permissions.viewer_of(request.user, context.now)
        match = request.resolver_match
        route, method = match.view_name if match else "", request.method or ""
        try:
            context.system = permissions.enter(context.viewer, route, method, view.kwargs.get("system_id"))
        except permissions.NotVisible:
            if not request.user.is_authenticated:
                return False
            raise Http404 from None
        except permissions.NotAllowed:
            if request.user.is_authenticated and method not in permissions.routes().get(route, {}):
                raise MethodNotAllowed(method) from None
            return False
        return True
