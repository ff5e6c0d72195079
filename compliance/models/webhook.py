"""Notices for other programs: a Webhook per address, and a Delivery for each thing that it is told."""

import datetime
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from frameworks.ids import new_id


class Shape(models.TextChoices):
    STANDARD = "standard", _("Standard Webhooks (signed JSON)")
    SLACK = "slack", _("Slack (a line of text)")


class Webhook(models.Model):
    """An address that is told notices of these kinds. Its secret is derived, and nowhere stored (`webhooks.py`).

    `rotated_at` is when the present secret took the place of the one before, which signs as well for a while.
    `failing_since` is the first failure after the last success; `disabled_at` is set after days of nothing else.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="webhooks")
    url = models.URLField(_("address"), max_length=500)
    shape = models.CharField(_("format"), max_length=16, choices=Shape.choices, default=Shape.STANDARD)
    kinds = models.JSONField(default=list)
    secret_number = models.PositiveSmallIntegerField(default=1)
    rotated_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SystemBoundQuerySet["Webhook"].as_manager()

    class Meta:
        verbose_name = _("webhook")
        ordering = ("created_at",)

    def __str__(self) -> str:
        """The host alone: for some receivers the rest is the secret."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_open(self) -> bool:
        return self.disabled_at is None and self.ended_at is None


class DeliveryQuerySet(SystemBoundQuerySet["Delivery"]):
    def due(self, now: datetime.datetime) -> Self:
        open_ones = self.filter(webhook__disabled_at=None, webhook__ended_at=None)
        return open_ones.filter(delivered_at=None, given_up_at=None, due_at__lte=now)


class Delivery(models.Model):
    """One thing that one webhook is told, under one id however often it is tried. `status` is the last HTTP answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="deliveries")
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    type = models.CharField(max_length=40)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(
                fields=("due_at",), condition=Q(delivered_at=None, given_up_at=None), name="deliveries_to_be_made"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.pk}"
