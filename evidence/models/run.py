"""A collection run, the frozen list of its cells, and the job table that carries all work."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from compliance.models import SystemBoundQuerySet
from frameworks.ids import new_id


class RunQuerySet(SystemBoundQuerySet["Run"]):
    def with_looked(self) -> Self:
        """With how many of each run's cells were seen `whole`, `in_part` and `not_at_all` (`runs/looked.py`);
        `percent` is those seen whole, rounded down."""
        done = Job.objects.filter(state=JobState.DONE)
        blind = done.filter(blind__gt=0)
        return self.annotate(
            whole=_number(done.filter(blind=0)),
            in_part=_number(blind.filter(blind__lt=F("answers"))),
            not_at_all=_number(Job.objects.filter(state__in=GAPS)) + _number(blind.filter(blind=F("answers"))),
        ).annotate(percent=F("whole") * 100 / F("expected_cells"))


def _number(jobs: QuerySet["Job"]) -> Any:
    """How many of them belong to the run: a subquery each, because joins would multiply each other."""
    counted = jobs.filter(run=OuterRef("pk")).order_by().values("run").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class Run(models.Model):
    """One collection over a system. It closes only when every cell is terminal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="runs")
    catalogue = models.ForeignKey("frameworks.CatalogueRelease", on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expected_cells = models.PositiveIntegerField()
    slot = models.DateTimeField(null=True, blank=True, help_text=_("The minute whose tick started it; by hand: none."))
    opened_at = models.DateTimeField()
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        ordering = ("-opened_at",)
        constraints = [
            models.UniqueConstraint(fields=("system",), condition=Q(closed_at=None), name="one_open_run_per_system"),
            models.UniqueConstraint(fields=("system", "slot"), name="one_run_per_slot"),
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


UNFINISHED = (JobState.READY, JobState.RUNNING)
GAPS = (JobState.GAP, JobState.QUARANTINED, JobState.CANCELLED)
TERMINAL = (JobState.DONE, *GAPS)


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
        """Due or at work after `lost` workers ended over them; the last of those may not be counted yet.

        The first condition follows from the second and is written out for the index: nearly every job has lost nobody.
        """
        uncounted = Q(state=JobState.RUNNING, lease_until__lt=now, lost=lost - 1)
        counted = Q(state=JobState.READY, next_attempt_at__lte=now) | Q(state=JobState.RUNNING)
        return self.filter(lost__gte=lost - 1).filter(uncounted | counted & Q(lost=lost))

    def held(self, pk: int, epoch: int) -> Self:
        """The job, if whoever claimed it under `epoch` still has it."""
        return self.filter(pk=pk, lease_epoch=epoch, state=JobState.RUNNING)

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)


class Job(models.Model):
    """One piece of work. The database holds the truth; Celery only rings the bell (design, section 6).

    `lease_epoch` rises with each claim: whoever finishes must still hold the epoch it claimed, so that a worker which
    lost its lease writes nothing. `calls`, `answers` and `blind` are counted once, as it ends.
    """

    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=200)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="jobs")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="jobs", null=True, db_index=False)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=JobState.choices, default=JobState.READY)
    attempt = models.PositiveSmallIntegerField(default=0)
    lost = models.PositiveSmallIntegerField(default=0, help_text=_("How many workers died or stalled over it."))
    lease_epoch = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=64, blank=True, help_text=_("Who has it, or had it last."))
    next_attempt_at = models.DateTimeField()
    reason = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    calls = models.PositiveIntegerField(default=0, help_text=_("Requests that it made of AWS."))
    answers = models.PositiveIntegerField(default=0, help_text=_("Answers of its checks."))
    blind = models.PositiveIntegerField(default=0, help_text=_("Those of them that could not be had."))

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("kind", "key"), name="one_job_per_key")]
        indexes = [  # each for a question that a worker or the tick asks, whatever the length of the table
            models.Index(fields=("state", "next_attempt_at", "id"), name="job_waiting"),
            models.Index(fields=("state", "lease_until"), name="job_under_lease"),
            models.Index(fields=("lost", "state"), name="job_suspect"),
            models.Index(fields=("run", "state"), name="job_of_run"),  # instead of one on `run` alone
            models.Index(fields=("system", "kind", "finished_at"), name="job_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
