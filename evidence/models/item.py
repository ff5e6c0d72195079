"""Evidence: sealed bytes, the duties they are used for, and what checks observed in them."""

import datetime
import zoneinfo
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models import Assessment, Engagement, KnownQuerySet, Outcome, Role, SystemBoundQuerySet
from compliance.permissions import Viewer
from evidence.models.erasable import Erasable
from evidence.models.run import Job, Run
from frameworks.ids import new_id
from frameworks.models import Control, Edition


class ItemKind(models.TextChoices):
    COLLECTED = "collected", _("Collected from AWS")
    UPLOADED = "uploaded", _("Uploaded by a person")
    TRAINING = "training", _("A person’s passed quiz")
    MEMO = "memo", _("A review memo of a document of AWS’s")
    TEXT = "text", _("Written by a person")
    LINK = "link", _("A link that a person gave")
    IMPORTED = "imported", _("Findings of another tool")


class ItemQuerySet(SystemBoundQuerySet["Item"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The team sees a system's items; an auditor those of their engagements, while the window is open."""
        team = [pk for pk, roles in viewer.roles.items() if roles - {Role.AUDITOR}]
        seen = Q(system__in=team)
        for engagements in viewer.engagements.values():
            for engagement in engagements:
                seen |= Q(pk__in=Item.objects.for_engagement(engagement).values("pk"))
        return self.filter(seen | Q(population__engagement__in=viewer.engagement_ids))

    def for_engagement(
        self, engagement: Engagement, edition: Edition | None = None, known_at: datetime.datetime | None = None
    ) -> Self:
        """Items whose observed period meets the engagement's and whose control serves its editions, or that one.

        What answers a request is among them once the team has accepted it, by now or by `known_at`: of whatever days
        where the engagement itself asked, and of a request about one edition only for that edition.
        """
        zone = zoneinfo.ZoneInfo(engagement.system.time_zone)
        day = datetime.timedelta(days=1)
        first = datetime.datetime.combine(engagement.period_start, datetime.time.min, zone)
        after = datetime.datetime.combine(engagement.period_end + day, datetime.time.min, zone)
        editions = [edition.pk] if edition else engagement.edition_ids
        serving = Control.objects.filter(supports__requirement__edition__in=editions)
        said = Assessment.objects.filter(system=engagement.system_id, control__in=serving)
        accepted = ItemUse.objects.filter(state=UseState.ACCEPTED)
        if known_at is not None:
            accepted = accepted.filter(reviewed_at__lte=known_at)
        answers = accepted.filter(request__engagement=engagement).filter(
            Q(request__requirement__edition__in=editions)
            | Q(request__requirement=None, duty__control__in=serving)
            | Q(request__requirement=None, duty=None)
        )
        handed_in = ItemUse.objects.filter(Q(request=None) | Q(pk__in=accepted), duty__control__in=serving)
        shown = Q(pk__in=said.values("ref")) | Q(pk__in=handed_in.values("item"))
        return self.filter(
            (shown & Q(observed_from__lt=after, observed_until__gte=first)) | Q(pk__in=answers.values("item")),
            system=engagement.system_id,
        ).distinct()


class Item(Erasable):
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
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        ordering = ("-received_at",)
        constraints = [
            *Erasable.Meta.constraints,
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


class ItemUseQuerySet(SystemBoundQuerySet["ItemUse"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The team sees all of its system's; an auditor what was handed in for a duty, and what the team has accepted
        for a request of an audit that lets them in."""
        asked = Q(request__engagement__in=viewer.engagement_ids, state=UseState.ACCEPTED)
        handed_in = Q(request=None, system__in=list(viewer.engagements))
        return self.filter(Q(system__in=viewer.team_ids) | handed_in | asked)


class ItemUse(models.Model):
    """An item offered for a duty, for a request or for both, and what came of its review.

    Review is per use; the submitter never approves. `needs_two` asks for two people to accept it; `reviewed_by` is who
    settled it. What each reviewer said is a `Review`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="item_uses")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="uses")
    duty = models.ForeignKey("compliance.Duty", on_delete=models.PROTECT, related_name="item_uses", null=True)
    request = models.ForeignKey("evidence.Request", on_delete=models.PROTECT, related_name="uses", null=True)
    needs_two = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=UseState.choices, default=UseState.IN_REVIEW)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)

    objects = ItemUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of an item")
        verbose_name_plural = _("uses of items")
        ordering = ("-submitted_at",)
        constraints = [
            models.UniqueConstraint(fields=("item", "duty"), condition=Q(request=None), name="item_used_once_per_duty"),
            models.UniqueConstraint(fields=("item", "request"), name="item_used_once_per_request"),
            models.CheckConstraint(
                condition=Q(duty__isnull=False) | Q(request__isnull=False), name="a_use_is_for_something"
            ),
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
        return f"{self.item} for {self.duty or self.request}"

    def state_at(self, instant: datetime.datetime | None) -> str:
        """What had come of it by then, or by now."""
        if instant is None or (self.reviewed_at is not None and self.reviewed_at <= instant):
            return self.state
        return UseState.IN_REVIEW


class Review(models.Model):
    """What one reviewer said of a use, never edited. `submitter` is the use's: the database tells the two apart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="reviews")
    use = models.ForeignKey(ItemUse, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepts = models.BooleanField()
    comment = models.TextField(blank=True)
    said_at = models.DateTimeField()

    objects = SystemBoundQuerySet["Review"].as_manager()

    class Meta:
        verbose_name = _("review")
        ordering = ("said_at",)
        constraints = [
            models.UniqueConstraint(fields=("use", "reviewer"), name="one_review_per_person"),
            models.CheckConstraint(condition=~Q(reviewer=F("submitter")), name="submitter_is_no_reviewer"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} on {self.use}"


class ObservationQuerySet(SystemBoundQuerySet["Observation"], KnownQuerySet["Observation"]):  # type: ignore[override]
    """Bound to a system, and superseded by what is known better."""


class Observation(models.Model):
    """A check's answer on one resource. STALE is derived from `fresh_until` and now, never stored.

    Of a finding of another tool (`Import`) there is no run, and what the tool does not name is empty.

    Never edited: when the same sealed facts are judged by other rules, the answer is superseded by another one of the
    same observed times (`actions/rejudging.py`). Whoever reads answers asks for the known ones.
    """

    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="observations")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="observations", null=True)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="observations")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="observations", null=True)
    check_key = models.CharField(max_length=110)
    account = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=32, blank=True)
    resource = models.CharField(max_length=1024, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    reason = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict)
    observed_at = models.DateTimeField()
    fresh_until = models.DateTimeField()
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True, help_text=_("When a changed check judged it anew."))

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        ordering = ("check_key", "account", "region", "resource")
        indexes = [models.Index(fields=("system", "check_key"))]
        constraints = [
            models.CheckConstraint(condition=~Q(outcome=Outcome.ERROR) | ~Q(reason=""), name="could_not_look_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.check_key} {self.resource}: {self.outcome}"
