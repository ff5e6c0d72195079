"""The canary: a task that is sent each minute, and proves by its arrival that somebody works."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Canary(models.Model):
    """The single row of the last one that arrived."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sent_at = models.DateTimeField()
    consumed_at = models.DateTimeField()
    worker = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("canary")
        verbose_name_plural = _("canaries")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_canary")]

    def __str__(self) -> str:
        return f"canary of {self.sent_at:%Y-%m-%d %H:%M:%S}"

    @property
    def waited(self) -> datetime.timedelta:
        """How long it lay in the queue."""
        return self.consumed_at - self.sent_at
