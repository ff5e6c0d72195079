"""How a person wants to be told, and the one mail a day in which they are."""

import datetime
import zoneinfo
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models.system import validate_time_zone
from frameworks.ids import new_id

ONE_DAY = datetime.timedelta(days=1)
AN_HOUR = [MaxValueValidator(23)]


class NoticeSettings(models.Model):
    """One person's own. Whoever never set any has these defaults, and no row.

    Hours are full hours in the person's time zone. The quiet ones run from `quiet_from` up to `quiet_until`, over
    midnight where the first is the later; both None = no hour is quiet. `muted` are the kinds that are not mailed: the
    application shows them all the same. `feed_digest` is SHA-256 of the token of the calendar feed, empty = no feed.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_settings", primary_key=True
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    digest_hour = models.PositiveSmallIntegerField(_("hour of the digest"), default=7, validators=AN_HOUR)
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), null=True, blank=True, validators=AN_HOUR)
    quiet_until = models.PositiveSmallIntegerField(_("quiet until"), null=True, blank=True, validators=AN_HOUR)
    muted = models.JSONField(default=list, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    feed_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("notice settings")
        verbose_name_plural = _("notice settings")
        constraints = [
            models.UniqueConstraint(fields=("feed_digest",), condition=~Q(feed_digest=""), name="one_feed_per_token"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_begin_and_end",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def day_of(self, instant: datetime.datetime) -> datetime.date:
        """The calendar day of `instant` where the person lives."""
        return instant.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()

    def is_quiet(self, instant: datetime.datetime) -> bool:
        if self.quiet_from is None or self.quiet_until is None:
            return False
        hour = instant.astimezone(zoneinfo.ZoneInfo(self.time_zone)).hour
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def at_once(self, now: datetime.datetime) -> datetime.datetime:
        """Now, or the end of the quiet hours that it lies in."""
        return self._next(self.quiet_until, now) if self.is_quiet(now) and self.quiet_until is not None else now

    def next_digest(self, now: datetime.datetime) -> datetime.datetime:
        """The next time that it is the hour of the digest; from `now` on, this full hour included."""
        return self._next(self.digest_hour, now)

    def _next(self, hour: int, now: datetime.datetime) -> datetime.datetime:
        """The next full hour of that name; one that the clocks skip is its neighbour."""
        zone = zoneinfo.ZoneInfo(self.time_zone)
        today = now.astimezone(zone).date()
        for day in (today, today + ONE_DAY):
            then = datetime.datetime.combine(day, datetime.time(hour), zone).astimezone(datetime.UTC)
            if then >= now:
                return then
        return then


class DigestQuerySet(models.QuerySet["Digest"]):
    def due(self, now: datetime.datetime) -> Self:
        return self.filter(sent_at=None, withdrawn_at=None, due_at__lte=now)


class Digest(models.Model):
    """What one person is told on one day of theirs, in one mail. Withdrawn when nothing of it was left to say."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests")
    day = models.DateField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest")
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=("recipient", "day"), condition=Q(withdrawn_at=None), name="one_digest_a_day"
            )
        ]
        indexes = [
            models.Index(fields=("due_at",), condition=Q(sent_at=None, withdrawn_at=None), name="digests_to_be_sent")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.recipient_id}"
