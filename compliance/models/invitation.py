"""An auditor invited by mail: a one-use link, which opens their window into one audit."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from frameworks.ids import new_id


class InvitationState(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class InvitationQuerySet(SystemBoundQuerySet["Invitation"]):
    def open_at(self, now: datetime.datetime) -> Self:
        """Those that can still be accepted."""
        waiting = self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)
        return waiting.filter(engagement__ended_at=None, system__ended_at=None)

    def due(self, now: datetime.datetime) -> Self:
        return self.open_at(now).filter(sent_at=None, due_at__lte=now)


class Invitation(models.Model):
    """Who is asked in, by `mail`, until which day they may look, and what came of it. Never edited.

    `digest` is SHA-256 of the token in the link; the token is kept nowhere. It is its own place in the outbox:
    `due_at` is when it is mailed next, None where an officer was given the link instead.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="invitations")
    engagement = models.ForeignKey("compliance.Engagement", on_delete=models.PROTECT, related_name="invitations")
    mail = models.EmailField(_("mail address"))
    until = models.DateField()
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ("-invited_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("engagement", "mail"),
                condition=Q(withdrawn_at=None, accepted_at=None),
                name="one_open_invitation_per_mail",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at=None),
                name="an_invitation_is_accepted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=("due_at",),
                condition=Q(sent_at=None, withdrawn_at=None, accepted_at=None),
                name="invitations_to_be_sent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mail} for {self.engagement}"

    def state_at(self, now: datetime.datetime) -> InvitationState:
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        return InvitationState.OPEN if now < self.expires_at else InvitationState.EXPIRED
