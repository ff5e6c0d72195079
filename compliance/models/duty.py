"""The customer's part: a Duty for each control (or split-off service) of a system, and who it is assigned to."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from compliance.models.dated import Dated, DatedQuerySet
from frameworks.ids import new_id
from frameworks.models import Control

if TYPE_CHECKING:
    from compliance.permissions import Viewer


class DutyQuerySet(SystemBoundQuerySet["Duty"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The team sees a system's duties; an auditor those whose control serves their engagement's framework."""
        seen = Q(system__in=viewer.team_ids)
        for system, engagements in viewer.engagements.items():
            editions = [engagement.edition_id for engagement in engagements]
            serving = Control.objects.filter(supports__requirement__edition__in=editions)
            seen |= Q(system=system, control__in=serving)
        return self.filter(seen)

    def open(self) -> Self:
        return self.filter(ended_on=None)

    def with_owners(self, known_at: datetime.datetime | None = None) -> Self:
        """Each duty with its assignments, as known at `known_at` and oldest first, in one more query."""
        current = Assignment.objects.known(known_at).order_by("valid_from").select_related("owner", "reviewer")
        return self.select_related("control", "service").prefetch_related(
            models.Prefetch("assignments", queryset=current, to_attr="current")
        )


class Duty(models.Model):
    """The customer's part of a control; service empty = the whole control. Opened and ended, never deleted.

    It is open from `opened_on`; `ended_on` is the first day on which nothing is asked any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="duties")
    control = models.ForeignKey("frameworks.Control", on_delete=models.PROTECT, related_name="duties")
    service = models.ForeignKey(
        "frameworks.Service", on_delete=models.PROTECT, related_name="duties", null=True, blank=True
    )
    narrative = models.TextField(blank=True)
    opened_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    current: "list[Assignment]"  # set by with_owners()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ("control__title", "service__name")
        constraints = [
            models.UniqueConstraint(fields=("system", "control", "service"), name="one_duty_per_control_and_service"),
            models.UniqueConstraint(
                fields=("system", "control"), condition=Q(service=None), name="one_duty_per_whole_control"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("opened_on")), name="duty_ends_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.control.title}: {self.service.name}" if self.service else self.control.title

    def is_open_on(self, day: datetime.date) -> bool:
        return self.opened_on <= day and (self.ended_on is None or day < self.ended_on)

    @property
    def assignment(self) -> "Assignment | None":
        """Who it is assigned to by the latest assignment known; None = nobody."""
        if "current" in self.__dict__:
            return self.current[-1] if self.current else None
        known = self.assignments.known().order_by("valid_from")
        return known.select_related("owner", "reviewer").last()


class Assignment(Dated):
    """Somebody owns a duty, and somebody else reviews it, by a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="assignments")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="assignments")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["Assignment"].as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("assignment")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~Q(owner=F("reviewer")), name="owner_is_not_reviewer"),
            models.UniqueConstraint(
                fields=("duty",),
                condition=Q(superseded_at=None, valid_until=None),
                name="one_present_assignment_per_duty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty}: {self.owner}"
