"""The boundary being assessed, the unit of isolation and the clock: a System."""

import datetime
import zoneinfo
from typing import TYPE_CHECKING, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from frameworks.ids import new_id

if TYPE_CHECKING:
    from compliance.permissions import Viewer


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is no time zone: write one such as Europe/Berlin."), params={"name": name})


class DataClass(models.TextChoices):
    PHI = "phi", _("Protected health information")
    CARDHOLDER = "cardholder", _("Cardholder data")
    PERSONAL = "personal", _("Personal data")
    CUSTOMER = "customer", _("Customers’ data")


def validate_data_classes(codes: list[str]) -> None:
    for code in codes:
        if code not in DataClass.values:
            raise ValidationError(_("“%(code)s” is no class of data."), params={"code": code})


class SystemQuerySet(SystemBoundQuerySet["System"]):
    def visible_to(self, viewer: "Viewer") -> Self:
        """The systems in which the viewer holds any role today, an auditor's included."""
        return self.filter(pk__in=viewer.system_ids)


class System(models.Model):
    """The unit of isolation: whoever has no grant in a system does not learn that it exists."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    purpose = models.TextField(blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    data_classes = models.JSONField(
        default=list,
        blank=True,
        validators=[validate_data_classes],
        help_text=_("Codes of the classes of data it holds."),
    )
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    lapses_read_on = models.DateField(null=True, editable=False)  # its own day of the last look at what lapses
    due_read_on = models.DateField(null=True, editable=False)  # its own day of the last look at what is due
    escalates_after = models.PositiveSmallIntegerField(null=True, blank=True)  # days overdue; None = never
    recorded_on = models.DateField(null=True, editable=False)  # its own day of the last record; None = anew at once
    settled_on = models.DateField(null=True, editable=False)  # its own day of the last settling; None = anew at once

    objects = SystemQuerySet.as_manager()

    class Meta:
        verbose_name = _("system")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def day_of(self, instant: datetime.datetime) -> datetime.date:
        """The calendar day of `instant` where the system lives."""
        return instant.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()

    def instants_of(self, first: datetime.date, last: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
        """The first instant of the first day and the last second of the last day, where the system lives; in UTC."""
        zone = zoneinfo.ZoneInfo(self.time_zone)
        started = datetime.datetime.combine(first, datetime.time.min, zone)
        ended = datetime.datetime.combine(last, datetime.time(23, 59, 59), zone)
        return started.astimezone(datetime.UTC), ended.astimezone(datetime.UTC)
