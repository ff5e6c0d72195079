"""A report that somebody asked for: made once from what was known at one instant, and kept."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models import Role, SystemBoundQuerySet
from evidence.models.erasable import Erasable
from evidence.models.run import Job
from frameworks.ids import new_id

if TYPE_CHECKING:
    from compliance.permissions import Viewer


class ReportQuerySet(SystemBoundQuerySet["Report"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The team reads its system's; what is for officers, officers alone."""
        from evidence.reporting.discovery import kinds_for_officers  # noqa: PLC0415 - reports are read from these models

        officers = [pk for pk, roles in viewer.roles.items() if Role.OFFICER in roles]
        rows = self.filter(system__in=viewer.team_ids)
        return rows.filter(~Q(kind__in=kinds_for_officers()) | Q(system__in=officers))


class Report(Erasable):
    """A system under an edition on `on`, a day of its own, as everything was known at `as_of`. `kind` is the key of a
    folder in `evidence/reports/`; a row outlives it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=40)
    edition = models.ForeignKey("frameworks.Edition", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    as_of = models.DateTimeField()
    catalogue = models.ForeignKey("frameworks.CatalogueRelease", on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="report", null=True)
    made_at = models.DateTimeField(null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        ordering = ("-as_of",)
        constraints = [*Erasable.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.kind} of {self.system} under {self.edition.key} on {self.on}"
