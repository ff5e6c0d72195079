"""What evidence has said about a control, pushed down by the floor above."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models.dated import KnownQuerySet


class Outcome(models.TextChoices):
    PASS = "pass", _("Pass")
    FAIL = "fail", _("Fail")
    NOT_APPLICABLE = "not_applicable", _("Nothing to look at")
    MANUAL = "manual", _("For a person to judge")
    ERROR = "error", _("Could not look")


class Assessment(models.Model):
    """One source's latest answer about a control in a system. Superseded by the next, never edited.

    `source` names the place that answered, such as `s3.bucket_encrypted@111122223333/us-east-1`; `ref` is evidence's
    own id and means nothing on this floor. It is stale once `fresh_until` has passed: derived, never stored.
    """

    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="assessments")
    control = models.ForeignKey("frameworks.Control", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("frameworks.Service", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    programme = models.ForeignKey(
        "frameworks.Programme", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    source = models.CharField(max_length=160)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    observed_from = models.DateTimeField()
    observed_until = models.DateTimeField()
    fresh_until = models.DateTimeField(null=True, blank=True)
    ref = models.UUIDField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = KnownQuerySet["Assessment"].as_manager()

    class Meta:
        verbose_name = _("assessment")
        indexes = [
            models.Index(fields=("system", "control", "service")),
            models.Index(fields=("system", "source"), condition=Q(superseded_at=None), name="what_a_source_says_now"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(observed_until__gte=F("observed_from")), name="observed_in_order"),
            models.UniqueConstraint(
                fields=("system", "control", "source"),
                condition=Q(superseded_at=None),
                name="one_current_answer_per_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.outcome}"
