"""Where a system stood under an edition, kept once for each of its days."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models.bound import SystemBoundQuerySet


class StandingDay(models.Model):
    """Counts of requirements as they were at `recorded_at`: who bears them, AWS's part and ours, never added up.

    A day that nobody recorded has no row, and none is made up for it. Today's is written anew when the ground moves.
    `facts` is the digest of what the first two counts follow from, together with `catalogue`, the catalogue's own:
    while both are what they were, nothing can have changed. `first_fall` is the first day ahead on which AWS's part
    loses support, as `{"day", "requirements"}`; None = none in sight.
    """

    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="standing_days")
    edition = models.ForeignKey("frameworks.Edition", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    classes = models.JSONField()
    supports = models.JSONField()
    standings = models.JSONField()
    first_fall = models.JSONField(null=True)
    facts = models.CharField(max_length=64)
    catalogue = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    objects = SystemBoundQuerySet["StandingDay"].as_manager()

    class Meta:
        verbose_name = _("day’s standing")
        verbose_name_plural = _("days’ standings")
        ordering = ("day",)
        constraints = [
            models.UniqueConstraint(fields=("system", "edition", "day"), name="one_standing_per_edition_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.system} under {self.edition} on {self.day}"
