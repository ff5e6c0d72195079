"""What an auditor concludes about a requirement: theirs alone, apart from our status."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models.dated import KnownQuerySet
from frameworks.ids import new_id
from frameworks.schema import Conclusion as Outcome

if TYPE_CHECKING:
    from compliance.permissions import Viewer


class ConclusionQuerySet(KnownQuerySet["Conclusion"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """An auditor sees those of the audits that let them in, the team what was current when they were shared, or
        came later: an earlier draft stays the auditors' own."""
        shared = Q(system__in=viewer.team_ids, engagement__shared_at__isnull=False)
        current = Q(superseded_at=None) | Q(superseded_at__gt=F("engagement__shared_at"))
        return self.filter((shared & current) | Q(engagement__in=viewer.engagement_ids))


class Conclusion(models.Model):
    """One auditor's word on one requirement in one audit, superseded by the next one and never edited.

    `outcome` is one of those that the edition's assessors use (`frameworks.schema.Edition.conclusions`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="+")
    engagement = models.ForeignKey("compliance.Engagement", on_delete=models.PROTECT, related_name="conclusions")
    requirement = models.ForeignKey("frameworks.Requirement", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=32, choices=[(each.value, each.value) for each in Outcome])
    note = models.TextField(blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ConclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("conclusion")
        ordering = ("-recorded_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("engagement", "requirement"),
                condition=Q(superseded_at=None),
                name="one_conclusion_per_requirement",
            )
        ]

    def __str__(self) -> str:
        return f"{self.requirement.ref}: {self.outcome}"
