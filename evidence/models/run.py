"""A collection run, the frozen list of its cells, and the job table that carries all work."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models import SystemBoundQuerySet
from frameworks.ids import new_id


class Run(models.Model):
    """One collection over a system. It closes only when every cell is terminal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="runs")
    catalogue = models.ForeignKey("frameworks.CatalogueRelease", on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expected_cells = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SystemBoundQuerySet["Run"].as_manager()

    class Meta:
        verbose_name = _("run")
        ordering = ("-opened_at",)
        constraints = [
            models.UniqueConstraint(fields=("system",), condition=Q(closed_at=None), name="one_open_run_per_system"),
        ]

    def __str__(self) -> str:
        return f"run of {self.system} at {self.opened_at:%Y-%m-%d %H:%M}"


class JobState(models.TextChoices):
    READY = "ready", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    GAP = "gap", _("Could not look")
    QUARANTINED = "quarantined", _("Set aside: it keeps killing its worker")
    CANCELLED = "cancelled", _("Cancelled")


TERMINAL = (JobState.DONE, JobState.GAP, JobState.QUARANTINED, JobState.CANCELLED)


class JobQuerySet(SystemBoundQuerySet["Job"]):
    def claimable(self, now: datetime.datetime) -> Self:
        """Ready and due, or running under a lease that has run out."""
        return self.filter(
            Q(state=JobState.READY, next_attempt_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)
        )

    def running(self, now: datetime.datetime) -> Self:
        """Under a lease that holds: somebody works on them."""
        return self.filter(state=JobState.RUNNING, lease_until__gte=now)

    def suspects(self, now: datetime.datetime, lost: int) -> Self:
        """Due or at work after `lost` workers ended over them; the last of those may not be counted yet."""
        uncounted = Q(state=JobState.RUNNING, lease_until__lt=now, lost=lost - 1)
        counted = Q(state=JobState.READY, next_attempt_at__lte=now) | Q(state=JobState.RUNNING)
        return self.filter(uncounted | counted & Q(lost=lost))

    def held(self, pk: int, epoch: int) -> Self:
        """The job, if whoever claimed it under `epoch` still has it."""
        return self.filter(pk=pk, lease_epoch=epoch, state=JobState.RUNNING)

    def unfinished(self) -> Self:
        return self.exclude(state__in=TERMINAL)


class Job(models.Model):
    """One piece of work. The database holds the truth; Celery only rings the bell (design, section 6).

    `lease_epoch` rises with each claim: whoever finishes must still hold the epoch it claimed, so that a worker which
    lost its lease writes nothing.
    """

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=200)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="jobs")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="jobs", null=True)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=JobState.choices, default=JobState.READY)
    attempt = models.PositiveSmallIntegerField(default=0)
    lost = models.PositiveSmallIntegerField(default=0, help_text=_("How many workers died or stalled over it."))
    lease_epoch = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField()
    reason = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("kind", "key"), name="one_job_per_key")]
        indexes = [models.Index(fields=("state", "next_attempt_at")), models.Index(fields=("state", "lease_until"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
