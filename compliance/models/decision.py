"""What a person decided about a requirement instead of showing that it is met (support-rules, section 3)."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from frameworks.compiled import shipped
from frameworks.ids import new_id
from frameworks.schema import DecisionKind

if TYPE_CHECKING:
    from compliance.permissions import Viewer


class DecisionState(models.TextChoices):
    """What a decision is on a day, what somebody has to do about it first."""

    PROPOSED = "proposed", _("Waits for approval")
    IN_FORCE = "in-force", _("In force")
    AHEAD = "ahead", _("Approved, begins later")
    LAPSED = "lapsed", _("Lapsed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Declined")


class DecisionQuerySet(SystemBoundQuerySet["Decision"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The team sees all of its system's, an auditor what was ever approved about the audited editions."""
        seen = Q(system__in=viewer.team_ids)
        for system, engagements in viewer.engagements.items():
            editions = [pk for engagement in engagements for pk in engagement.edition_ids]
            seen |= Q(system=system, requirement__edition__in=editions, approved_at__isnull=False)
        return self.filter(seen)

    def approved(self, by: datetime.datetime | None = None) -> Self:
        """Those approved, or approved by an instant; `holds_on` tells on which days they hold."""
        return self.filter(approved_at__lte=by) if by else self.filter(approved_at__isnull=False)

    def with_people(self) -> Self:
        return self.select_related("system", "requirement__edition", "author", "decided_by", "withdrawn_by")


class Decision(models.Model):
    """Written by one person, approved by another, and lapsing by itself after `valid_until`. Never edited.

    `answers` are pairs, as `{"asked": …, "answer": …}`, of what the catalogue asked for the kind on the day on which it
    was proposed. `changes_status` is what the catalogue said on the day it was approved: False where it may only be put
    on record. It begins with its approval at the earliest. `withdrawn_on` is the first day on which it holds no longer:
    that it held on the days before stays true. `comment` is why it was declined or withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="decisions")
    requirement = models.ForeignKey("frameworks.Requirement", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32, choices=[(kind.value, kind.value) for kind in DecisionKind])
    justification = models.TextField()
    answers = models.JSONField(default=list)
    changes_status = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    comment = models.TextField(blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        ordering = ("-proposed_at",)
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="decision_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("author")), name="author_is_not_approver"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, declined_at=None, decided_by=None)
                | Q(approved_at__isnull=False, declined_at=None, decided_by__isnull=False)
                | Q(approved_at=None, declined_at__isnull=False, decided_by__isnull=False),
                name="a_decision_is_decided_by_somebody_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_on=None, withdrawn_by=None)
                | Q(
                    withdrawn_at__isnull=False,
                    withdrawn_on__isnull=False,
                    withdrawn_by__isnull=False,
                    declined_at=None,
                ),
                name="a_decision_is_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement.ref}: {self.kind}"

    @property
    def title(self) -> str:
        """What its kind is called; one from an older release is shown as its code."""
        return next((rule.title for rule in shipped().decisions if rule.kind == self.kind), self.kind)

    @property
    def asked(self) -> tuple[str, str]:
        """The requirement, by the key of its edition and its reference."""
        return self.requirement.edition.key, self.requirement.ref

    def is_seen_by(self, viewer: "Viewer") -> bool:
        """What `visible_to` says, of one that was read already."""
        if self.system_id in viewer.team_ids:
            return True
        audits = viewer.engagements.get(self.system_id, ())
        audited = {pk for audit in audits for pk in audit.edition_ids}
        return self.approved_at is not None and self.requirement.edition_id in audited

    def holds_on(self, day: datetime.date, known_at: datetime.datetime | None = None) -> bool:
        """Whether it holds on `day`, as known now or at the instant `known_at`."""
        if self.approved_at is None or (known_at is not None and self.approved_at > known_at):
            return False
        is_withdrawn = self.withdrawn_at is not None and (known_at is None or self.withdrawn_at <= known_at)
        if is_withdrawn and self.withdrawn_on is not None and self.withdrawn_on <= day:
            return False
        return self.valid_from <= day <= self.valid_until

    def state_on(self, day: datetime.date) -> DecisionState:
        """What it is on `day`, as known now."""
        if self.withdrawn_at is not None:
            return DecisionState.WITHDRAWN
        if self.declined_at is not None:
            return DecisionState.DECLINED
        if self.approved_at is None:
            return DecisionState.PROPOSED
        if day < self.valid_from:
            return DecisionState.AHEAD
        return DecisionState.IN_FORCE if day <= self.valid_until else DecisionState.LAPSED
