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
from frameworks.models import Control, Programme, Service

if TYPE_CHECKING:
    from compliance.permissions import Viewer


class DutyQuerySet(SystemBoundQuerySet["Duty"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The team sees a system's duties; an auditor those whose control serves their engagement's framework."""
        seen = Q(system__in=viewer.team_ids)
        for system, engagements in viewer.engagements.items():
            editions = [pk for engagement in engagements for pk in engagement.edition_ids]
            serving = Control.objects.filter(supports__requirement__edition__in=editions)
            seen |= Q(system=system, control__in=serving)
        return self.filter(seen)

    def open(self) -> Self:
        return self.filter(ended_on=None)

    def whole(self) -> Self:
        """Those for a whole control: neither a service that was split off nor a programme."""
        return self.filter(service=None, programme=None)

    def with_owners(self, known_at: datetime.datetime | None = None, on: datetime.date | None = None) -> Self:
        """Each duty with its assignments, as known at `known_at` and oldest first, in one more query.

        Every one of them, those to come too; or with `on` the one that holds on that day.
        """
        rows = Assignment.objects.known(known_at) if on is None else Assignment.objects.on(on, known_at)
        current = rows.order_by("valid_from").select_related("owner", "reviewer")
        return self.select_related("control", "service", "programme").prefetch_related(
            models.Prefetch("assignments", queryset=current, to_attr="current")
        )


class Duty(models.Model):
    """The customer's part of a control; service empty = the whole control. Opened and ended, never deleted.

    With a `programme` it is the duty that an unsupported part of AWS's opens: to obtain that programme's document, to
    move what it does not cover, or to have that part assessed (support-rules, section 1). It is open from `opened_on`;
    `ended_on` is the first day on which nothing is asked any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="duties")
    control = models.ForeignKey("frameworks.Control", on_delete=models.PROTECT, related_name="duties")
    service = models.ForeignKey(
        "frameworks.Service", on_delete=models.PROTECT, related_name="duties", null=True, blank=True
    )
    programme = models.ForeignKey(
        "frameworks.Programme", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    narrative = models.TextField(blank=True)
    needs_two = models.BooleanField(default=False, help_text=_("Two people have to accept its evidence."))
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
                fields=("system", "control"),
                condition=Q(service=None, programme=None),
                name="one_duty_per_whole_control",
            ),
            models.UniqueConstraint(
                fields=("system", "programme"), condition=~Q(programme=None), name="one_duty_per_programme"
            ),
            models.CheckConstraint(
                condition=Q(service=None) | Q(programme=None), name="a_programmes_duty_has_no_service"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("opened_on")), name="duty_ends_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.control.title}: {self.part}" if self.part else self.control.title

    @property
    def part(self) -> Service | Programme | None:
        """What it is about where it is not about the whole control."""
        return self.service or self.programme

    def is_open_on(self, day: datetime.date) -> bool:
        return self.opened_on <= day and (self.ended_on is None or day < self.ended_on)

    @property
    def assignment(self) -> "Assignment | None":
        """Who it is assigned to by the latest assignment known; None = nobody."""
        if "current" in self.__dict__:
            return self.current[-1] if self.current else None
        known = self.assignments.known().order_by("valid_from")
        return known.select_related("owner", "reviewer").last()

    def assignment_on(self, day: datetime.date) -> "Assignment | None":
        """Who it is assigned to on `day`, as known now: what is handed over ahead of time does not count before."""
        if "current" in self.__dict__:
            return next((each for each in self.current if each.holds_on(day)), None)
        return self.assignments.on(day).select_related("owner", "reviewer").first()


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
