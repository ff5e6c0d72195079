"""The outbox: what somebody is told. Codes and parameters; the sentences are made on sending and on showing."""

import datetime
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from compliance.models.people import User
from frameworks.ids import new_id

SHOWN_FOR: Final = datetime.timedelta(days=30)
"""How long the application shows what somebody was told."""


class NoticeKind(models.TextChoices):
    LAPSE = "lapse", _("AWS’s part will lose its support")
    DECISION = "decision", _("A decision will end")
    OVERDUE = "overdue", _("A duty of yours is overdue")
    ASKED_OVERDUE = "asked-overdue", _("Evidence asked of you is overdue")
    ACTION_OVERDUE = "action-overdue", _("A corrective action of yours is overdue")
    DUE = "due", _("A duty of yours is due soon")
    ASKED_DUE = "asked-due", _("Evidence asked of you is due soon")
    ACTION_DUE = "action-due", _("A corrective action of yours is due soon")
    ASKED = "asked", _("Evidence was asked of you")
    RETURNED = "returned", _("Your evidence was returned")
    REVIEW = "review", _("Evidence waits for your review")
    ANSWERED = "answered", _("What you asked for was answered and accepted")
    APPROVAL = "approval", _("A decision waits for your approval")
    MENTIONED = "mentioned", _("Somebody mentions you in a comment")
    FINDING = "finding", _("A finding of an audit waits for a response")
    ASSIGNED = "assigned", _("A duty was given to you")
    ACTION = "action", _("A corrective action was given to you")
    ESCALATED = "escalated", _("A duty of somebody else has long been overdue")
    ASKED_ESCALATED = "asked-escalated", _("Evidence asked of somebody else has long been overdue")
    WEBHOOK = "webhook", _("A webhook was switched off because it keeps failing")


AT_ONCE: Final = (NoticeKind.LAPSE, NoticeKind.DECISION)
"""A mail of their own, as soon as they are entered; everything else waits for the day's digest."""


class NoticeQuerySet(SystemBoundQuerySet["Notice"]):
    def shown_to(self, person: User, now: datetime.datetime) -> Self:
        """What `person` was told of late and was not taken back, the newest first; in whatever system."""
        return self.filter(recipient=person, withdrawn_at=None, created_at__gt=now - SHOWN_FOR)

    def unsent(self) -> Self:
        return self.filter(sent_at=None, withdrawn_at=None)

    def due(self, now: datetime.datetime) -> Self:
        return self.unsent().filter(due_at__lte=now)


class Notice(models.Model):
    """One thing that one person is told once: `key` says which, the same for everybody who is told of it.

    `due_at` is when it is mailed next, None where it is shown in the application only; `attempts` how often that was
    tried, `last_error` the code of what went wrong the last time. What goes into a digest is tried with it. What is no
    longer so before it was sent is withdrawn, not deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    key = models.CharField(max_length=120)
    parameters = models.JSONField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(
        "compliance.Digest", on_delete=models.PROTECT, related_name="notices", null=True, blank=True
    )
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
            models.Index(fields=("recipient", "created_at"), name="notices_of_a_person"),
            models.Index(fields=("due_at",), condition=Q(sent_at=None, withdrawn_at=None), name="notices_to_be_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
