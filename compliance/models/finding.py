"""What an audit found wanting, and what became of it: a Finding and its steps, which are only added."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from frameworks.ids import new_id

if TYPE_CHECKING:
    from compliance.permissions import Viewer


class Severity(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")
    REMARK = "remark", _("Remark")


class FindingQuerySet(SystemBoundQuerySet["Finding"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The team sees all of its system's, an auditor those of the audits that let them in."""
        return self.filter(Q(system__in=viewer.team_ids) | Q(engagement__in=viewer.engagement_ids))

    def with_steps(self, known_at: datetime.datetime | None = None) -> Self:
        """Each with what its page and its state need, or needed at an instant. Two queries."""
        steps, rows = FindingStep.objects.select_related("by", "owner"), self
        if known_at is not None:
            steps, rows = steps.filter(at__lte=known_at), self.filter(raised_at__lte=known_at)
        joined = rows.select_related("system", "engagement", "requirement__edition", "raised_by")
        return joined.prefetch_related(models.Prefetch("steps", queryset=steps))


class Finding(models.Model):
    """Raised once, never edited: what follows are its steps. Its state is derived (`compliance/audits/findings.py`).

    `number` counts within the audit. `first_day`..`last_day`, both inclusive, are the days it is about; nothing where
    it is about no days, such as a design that falls short. `is_auditors`: an auditor of the engagement raised it, so
    only an auditor of the engagement closes it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="findings")
    engagement = models.ForeignKey("compliance.Engagement", on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    requirement = models.ForeignKey("frameworks.Requirement", on_delete=models.PROTECT, related_name="+")
    severity = models.CharField(max_length=8, choices=Severity.choices)
    title = models.CharField(max_length=160)
    found = models.TextField()
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    is_auditors = models.BooleanField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        ordering = ("-raised_at", "-number")
        constraints = [
            models.UniqueConstraint(fields=("engagement", "number"), name="one_finding_of_a_number"),
            models.CheckConstraint(
                condition=Q(first_day=None, last_day=None)
                | Q(first_day__isnull=False, last_day__isnull=False, last_day__gte=F("first_day")),
                name="a_finding_is_about_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"

    @property
    def designation(self) -> str:
        """What it is called outside the house: without a word of what was found."""
        return f"{self.engagement.title} #{self.number}"


class StepKind(models.TextChoices):
    RESPONSE = "response", _("Management’s response")
    ACTION = "action", _("Corrective action")
    DONE = "done", _("Action done")
    RETEST = "retest", _("Retest")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


class FindingStep(models.Model):
    """Something that was said or done about a finding. Never edited: who changes their mind adds another step.

    `agrees` is of a response, `owner` and `due_on` are of a corrective action, `passed` is of a retest. A retest names
    the owner of what it tests again, so that the database tells the two people apart.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    text = models.TextField()
    agrees = models.BooleanField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = SystemBoundQuerySet["FindingStep"].as_manager()

    class Meta:
        verbose_name = _("step of a finding")
        verbose_name_plural = _("steps of findings")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("finding", "number"), name="one_step_after_the_other"),
            models.CheckConstraint(
                condition=Q(kind=StepKind.RESPONSE, agrees__isnull=False)
                | (~Q(kind=StepKind.RESPONSE) & Q(agrees=None)),
                name="a_response_agrees_or_does_not",
            ),
            models.CheckConstraint(
                condition=Q(kind=StepKind.ACTION, due_on__isnull=False) | (~Q(kind=StepKind.ACTION) & Q(due_on=None)),
                name="an_action_is_due_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind=StepKind.RETEST, passed__isnull=False) | (~Q(kind=StepKind.RETEST) & Q(passed=None)),
                name="a_retest_passes_or_does_not",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=(StepKind.ACTION, StepKind.RETEST), owner__isnull=False)
                | (~Q(kind__in=(StepKind.ACTION, StepKind.RETEST)) & Q(owner=None)),
                name="an_action_has_an_owner",
            ),
            models.CheckConstraint(
                condition=~Q(kind=StepKind.RETEST) | ~Q(owner=F("by")), name="nobody_retests_their_own_action"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {self.kind}"
