"""A Request: somebody asks an owner, or an auditor asks the team, for evidence by a day."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models import SystemBoundQuerySet
from compliance.permissions import Viewer
from frameworks.ids import new_id


class RequestOrigin(models.TextChoices):
    OFFICER = "officer", _("A compliance officer")
    CADENCE = "cadence", _("The control’s cadence")
    AUDITOR = "auditor", _("An auditor")


class RequestQuerySet(SystemBoundQuerySet["Request"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The team sees every request of its system, an auditor those of the audits that let them in."""
        return self.filter(Q(system__in=viewer.team_ids) | Q(engagement__in=viewer.engagement_ids))


class Request(models.Model):
    """Asked once, answered by uses or withdrawn; only who is asked changes. Its state is derived (`requests.py`).

    `first_day`..`last_day`, both inclusive, are the days the evidence has to speak for: an occurrence of the control's
    cadence, or what the asker named. `owner` is who was asked by name; nobody named = the duty's owner of the day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="requests")
    engagement = models.ForeignKey(
        "compliance.Engagement", on_delete=models.PROTECT, related_name="requests", null=True, blank=True
    )
    origin = models.CharField(max_length=16, choices=RequestOrigin.choices)
    reference = models.CharField(max_length=40, blank=True, help_text=_("The auditor’s own number of it."))
    title = models.CharField(max_length=200)
    asks = models.TextField(blank=True)
    duty = models.ForeignKey(
        "compliance.Duty", on_delete=models.PROTECT, related_name="requests", null=True, blank=True
    )
    requirement = models.ForeignKey(
        "frameworks.Requirement", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests", null=True, blank=True
    )
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    needs_two = models.BooleanField(default=False)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    raised_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = RequestQuerySet.as_manager()

    state: str  # set by requests.with_states()
    is_overdue: bool

    class Meta:
        verbose_name = _("request")
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day=None, last_day=None) | Q(last_day__gte=F("first_day")),
                name="a_request_asks_for_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(origin=RequestOrigin.CADENCE)
                | Q(duty__isnull=False, engagement__isnull=False, first_day__isnull=False),
                name="an_occurrence_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(origin=RequestOrigin.AUDITOR) | Q(engagement__isnull=False),
                name="an_auditor_asks_in_an_audit",
            ),
            models.UniqueConstraint(
                fields=("engagement", "duty", "first_day", "last_day"),
                condition=Q(origin=RequestOrigin.CADENCE),
                name="one_request_per_occurrence",
            ),
        ]
        indexes = [models.Index(fields=("system", "due_on"), name="requests_by_due_day")]

    def __str__(self) -> str:
        return self.title
