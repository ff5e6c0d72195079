"""A person's attempt at the quiz: every one is kept. It is the person's; what is handed in for a system is an item."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models import User
from frameworks import periods
from frameworks.ids import new_id


class TrainingAttemptQuerySet(models.QuerySet["TrainingAttempt"]):
    def of(self, person: User) -> Self:
        """That person's, the newest first."""
        return self.filter(person=person)

    def finished(self) -> Self:
        return self.exclude(finished_at=None)


class TrainingAttempt(models.Model):
    """`questions` is the digest of the quiz as it was asked; `answers` are the choices' codes by the questions' keys.

    `record` is the whole attempt in words, written when the last question is answered: questions may change later.
    `holds_for` is the cadence of the training control then, an ISO 8601 duration.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_attempts")
    questions = models.CharField(max_length=64)
    asked = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    correct = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(default=False)
    holds_for = models.CharField(max_length=16)
    record = models.TextField(blank=True)

    objects = TrainingAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt at the quiz")
        verbose_name_plural = _("attempts at the quiz")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("person", "questions"), condition=Q(finished_at=None), name="one_open_attempt_per_person"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, correct=None, passed=False, record="")
                | (Q(finished_at__isnull=False, correct__isnull=False) & ~Q(record="")),
                name="a_finished_attempt_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {len(self.answers)} of {self.asked}"

    @property
    def source(self) -> str:
        """The source of the items that are made of it."""
        return f"training.{self.pk}"

    @property
    def holds_until(self) -> datetime.datetime | None:
        """The instant until which a pass counts; None for what was not passed."""
        return periods.after(self.finished_at, self.holds_for) if self.passed and self.finished_at else None

    def holds(self, now: datetime.datetime) -> bool:
        until = self.holds_until
        return until is not None and now <= until
