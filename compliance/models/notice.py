"""The outbox: what somebody is to be told by mail. Codes and parameters; the sentences are made on sending."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from frameworks.ids import new_id


class NoticeKind(models.TextChoices):
    LAPSE = "lapse", _("AWS’s part will lose its support")


class NoticeQuerySet(SystemBoundQuerySet["Notice"]):
    def unsent(self) -> Self:
        return self.filter(sent_at=None, withdrawn_at=None)

    def due(self, now: datetime.datetime) -> Self:
        return self.unsent().filter(due_at__lte=now)


class Notice(models.Model):
    """One thing that one person is told once: `key` says which, the same for everybody who is told of it.

    `due_at` is when it is tried next, `attempts` how often it was, `last_error` the code of what went wrong the last
    time. What is no longer so before it was sent is withdrawn, not deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    key = models.CharField(max_length=120)
    parameters = models.JSONField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("system", "recipient", "key"), condition=Q(withdrawn_at=None), name="one_notice_of_each_thing"
            ),
        ]
        indexes = [
            models.Index(fields=("due_at",), condition=Q(sent_at=None, withdrawn_at=None), name="notices_to_be_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
