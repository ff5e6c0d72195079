"""What collected facts showed of an AWS service in one place: it is proposed, or missed where somebody declared it."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet
from compliance.models.scope import Account, ServiceUse
from compliance.models.system import System
from frameworks.ids import new_id

MISSES = 3
"""So many runs have looked for a service in vain before that is pointed out."""


class ServiceSightingQuerySet(SystemBoundQuerySet["ServiceSighting"]):
    def with_use(self) -> Self:
        """With `used`: whether a use of the service there is known that has not ended by itself."""
        place = {name: OuterRef(name) for name in ("account", "service", "region")}
        return self.annotate(used=Exists(ServiceUse.objects.known().filter(valid_until=None, **place)))

    def proposed(self) -> Self:
        """Seen at the last look, used by nobody's word, and not dismissed."""
        return self.with_use().filter(used=False, misses=0, dismissed_at=None).exclude(last_seen_at=None)

    def missed(self) -> Self:
        """In use by somebody's word, and not seen in the last runs that looked."""
        return self.with_use().filter(used=True, misses__gte=MISSES)


class ServiceSighting(models.Model):
    """One row for each service, account and region; its standing follows from it and from the uses.

    `misses`: runs since it was last seen that read every listing of the service there and found nothing. `seen_in` and
    `missed_in` are the last run of each kind, so that a run counts once, however many collectors look. `ref` is the
    evidence in which it was last seen. A dismissal stands until it has been missed `MISSES` times.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="sightings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sightings")
    service = models.ForeignKey("frameworks.Service", on_delete=models.PROTECT, related_name="+")
    region = models.CharField(max_length=32)
    ref = models.UUIDField(null=True, blank=True)
    seen_in = models.UUIDField(null=True, blank=True)
    missed_in = models.UUIDField(null=True, blank=True)
    first_seen_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    misses = models.PositiveIntegerField(default=0)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_because = models.TextField(blank=True)

    objects = ServiceSightingQuerySet.as_manager()

    class Meta:
        verbose_name = _("service sighting")
        constraints = [
            models.UniqueConstraint(fields=("account", "service", "region"), name="one_sighting_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.service} in {self.account}, {self.region}"

    def is_gone(self) -> bool:
        return self.misses >= MISSES

    def first_day(self) -> datetime.date | None:
        """The system's day on which it was first seen."""
        return self.system.day_of(self.first_seen_at) if self.first_seen_at else None
