"""The one door to rows: `visible_to(viewer)` (design, section 7)."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from compliance.permissions import Viewer

M = TypeVar("M", bound=models.Model)


class SystemBoundQuerySet(models.QuerySet[M]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The rows of systems to whose team the viewer belongs today.

        An auditor sees no more than the audit asks for: a table that has something for auditors says so itself.
        """
        return self.filter(system__in=viewer.team_ids)
