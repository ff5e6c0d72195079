"""One audit of one system: what it examines, its period, and the auditors let in for a window."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from compliance.models.dated import Dated, DatedQuerySet
from frameworks.ids import new_id

if TYPE_CHECKING:
    from compliance.permissions import Viewer


class EngagementQuerySet(SystemBoundQuerySet["Engagement"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The team sees every audit of its system, an auditor those that let them in."""
        return self.filter(Q(system__in=viewer.team_ids) | Q(pk__in=viewer.engagement_ids))


class Engagement(models.Model):
    """`shared_at`: since when the team may read what the auditors conclude; None = it is theirs alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="engagements")
    editions = models.ManyToManyField("frameworks.Edition", through="AuditedEdition", related_name="+")
    title = models.CharField(max_length=120)
    period_start = models.DateField()
    period_end = models.DateField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    expected_on = models.DateField(null=True, editable=False)  # its own day of the last look at what is expected in it

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement")
        ordering = ("-period_end",)
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="period_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def edition_ids(self) -> list[int]:
        """Without a query where the editions were read with it."""
        return [edition.pk for edition in self.editions.all()]


class AuditedEdition(models.Model):
    """An edition that an audit examines, and in which of the edition's forms, such as a SOC 2 type (`assessment`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="+")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="audited")
    edition = models.ForeignKey("frameworks.Edition", on_delete=models.PROTECT, related_name="+")
    assessment = models.SlugField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("audited edition")
        ordering = ("edition__key",)
        constraints = [models.UniqueConstraint(fields=("engagement", "edition"), name="an_audit_examines_it_once")]

    def __str__(self) -> str:
        return f"{self.engagement} · {self.edition.name}"


class AuditorGrant(Dated):
    """An auditor may read an engagement's evidence from a day until a day, both inclusive."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="auditor_grants")
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="auditor_grants")

    objects = DatedQuerySet["AuditorGrant"].as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(valid_until__isnull=False), name="auditor_access_has_an_end"),
            models.UniqueConstraint(
                fields=("engagement", "user", "valid_from"),
                condition=Q(superseded_at=None),
                name="one_grant_per_auditor_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} audits {self.engagement}"
