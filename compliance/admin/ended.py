"""The base of what an administrator begins and ends through verbs, and never edits or deletes."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from compliance.models import User
from frameworks.errors import Refused

M = TypeVar("M", bound=Model)


class EndedAdmin(ModelAdmin):
    """An action that ends rows asks for the permission `end`."""

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def end(self, request: HttpRequest, rows: QuerySet[M], verb: Callable[[M], object]) -> None:
        """Each row by the verb; what it refuses is said, and keeps no other from it."""
        for row in rows:
            try:
                verb(row)
            except Refused as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, _("%(row)s no longer.") % {"row": row}, messages.SUCCESS)


def administrator(request: HttpRequest) -> User:
    """Whoever asks; the admin lets nobody in who is not a person."""
    return cast(User, request.user)
