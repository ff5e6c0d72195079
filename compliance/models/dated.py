"""Dated facts: never edited, only superseded (design, section 5).

Two clocks: `valid_from`..`valid_until` are calendar days, both inclusive, in the system's time zone; `recorded_at` and
`superseded_at` are the UTC instants between which the row was what we knew. A subject may have several current rows,
one after the other in time: `actions/superseding.py` keeps them apart.
"""

import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

M = TypeVar("M", bound=models.Model)


class KnownQuerySet(models.QuerySet[M]):
    def known(self, at: datetime.datetime | None = None) -> Self:
        """What we know now, or what we knew at the instant `at`."""
        if at is None:
            return self.filter(superseded_at=None)
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=at), recorded_at__lte=at)


class DatedQuerySet(KnownQuerySet[M]):
    def on(self, day: datetime.date, known_at: datetime.datetime | None = None) -> Self:
        """The facts that hold on `day`, as known now or at `known_at`."""
        return self.known(known_at).filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def beyond(self, day: datetime.date) -> Self:
        """The facts known now that hold on `day` or will hold after it."""
        return self.known().filter(Q(valid_until=None) | Q(valid_until__gte=day))


class Dated(models.Model):
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(superseded_at__gte=F("recorded_at")),
                name="%(app_label)s_%(class)s_superseded_after_recorded",
            ),
        ]

    def holds_on(self, day: datetime.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)
