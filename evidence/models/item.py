"""Evidence: sealed bytes, the duties they are used for, and what checks observed in them."""

import datetime
import zoneinfo
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models import Assessment, Engagement, Outcome, Role, SystemBoundQuerySet
from compliance.permissions import Viewer
from evidence.models.run import Job, Run
from frameworks.ids import new_id
from frameworks.models import Control


class ItemKind(models.TextChoices):
    COLLECTED = "collected", _("Collected from AWS")
    UPLOADED = "uploaded", _("Uploaded by a person")
    TRAINING = "training", _("A person’s passed quiz")
    MEMO = "memo", _("A review memo of a document of AWS’s")


class ItemQuerySet(SystemBoundQuerySet["Item"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The team sees a system's items; an auditor those of their engagements, while the window is open."""
        team = [pk for pk, roles in viewer.roles.items() if roles - {Role.AUDITOR}]
        seen = Q(system__in=team)
        for engagements in viewer.engagements.values():
            for engagement in engagements:
                seen |= Q(pk__in=Item.objects.for_engagement(engagement).values("pk"))
        return self.filter(seen)

    def for_engagement(self, engagement: Engagement) -> Self:
        """Items whose observed period meets the engagement's and whose control serves its framework."""
        zone = zoneinfo.ZoneInfo(engagement.system.time_zone)
        day = datetime.timedelta(days=1)
        first = datetime.datetime.combine(engagement.period_start, datetime.time.min, zone)
        after = datetime.datetime.combine(engagement.period_end + day, datetime.time.min, zone)
        serving = Control.objects.filter(supports__requirement__edition=engagement.edition_id)
        said = Assessment.objects.filter(system=engagement.system_id, control__in=serving)
        return self.filter(
            Q(pk__in=said.values("ref")) | Q(uses__duty__control__in=serving),
            system=engagement.system_id,
            observed_from__lt=after,
            observed_until__gte=first,
        ).distinct()


class Item(models.Model):
    """Sealed bytes with their four times (design, section 6).

    `digest` is the SHA-256 of the bytes and their address among the blobs. `nonce` makes the ledger's commitment
    SHA-256(nonce || bytes) say nothing about the bytes once both are erased.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=16, choices=ItemKind.choices)
    title = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    nonce = models.BinaryField(max_length=32)
    source = models.CharField(max_length=160, help_text=_("Who says so: a collector's cell, or a person's id."))
    observed_from = models.DateTimeField()
    observed_until = models.DateTimeField()
    collected_at = models.DateTimeField()
    received_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="items", null=True)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="item", null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        ordering = ("-received_at",)
        constraints = [
            models.CheckConstraint(condition=Q(observed_until__gte=F("observed_from")), name="item_observed_in_order"),
            models.UniqueConstraint(
                fields=("system", "source"),
                condition=Q(kind__in=(ItemKind.TRAINING, ItemKind.MEMO)),
                name="a_record_is_handed_in_once_per_system",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def supports_in_part(self) -> bool:
        """It shows one person's part of what its control asks of everybody: even accepted, it never answers for it."""
        return self.kind == ItemKind.TRAINING


class UseState(models.TextChoices):
    IN_REVIEW = "in-review", _("In review")
    ACCEPTED = "accepted", _("Accepted")
    RETURNED = "returned", _("Returned")


class ItemUse(models.Model):
    """An item offered for a duty, and what its reviewer said. Review is per use; the submitter never approves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="item_uses")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="uses")
    duty = models.ForeignKey("compliance.Duty", on_delete=models.PROTECT, related_name="item_uses")
    state = models.CharField(max_length=16, choices=UseState.choices, default=UseState.IN_REVIEW)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)

    objects = SystemBoundQuerySet["ItemUse"].as_manager()

    class Meta:
        verbose_name = _("use of an item")
        verbose_name_plural = _("uses of items")
        ordering = ("-submitted_at",)
        constraints = [
            models.UniqueConstraint(fields=("item", "duty"), name="item_used_once_per_duty"),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("submitted_by")), name="submitter_is_not_approver"
            ),
            models.CheckConstraint(
                condition=Q(state=UseState.IN_REVIEW, reviewed_by=None)
                | (~Q(state=UseState.IN_REVIEW) & Q(reviewed_by__isnull=False)),
                name="a_review_has_a_reviewer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} for {self.duty}"


class Observation(models.Model):
    """A check's answer on one resource. STALE is derived from `fresh_until` and now, never stored."""

    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="observations")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="observations")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="observations")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="observations", null=True)
    check_key = models.CharField(max_length=80)
    account = models.CharField(max_length=12)
    region = models.CharField(max_length=32)
    resource = models.CharField(max_length=400)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    reason = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict)
    observed_at = models.DateTimeField()
    fresh_until = models.DateTimeField()

    objects = SystemBoundQuerySet["Observation"].as_manager()

    class Meta:
        verbose_name = _("observation")
        ordering = ("check_key", "account", "region", "resource")
        indexes = [models.Index(fields=("system", "check_key"))]
        constraints = [
            models.CheckConstraint(condition=~Q(outcome=Outcome.ERROR) | ~Q(reason=""), name="could_not_look_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.check_key} {self.resource}: {self.outcome}"
