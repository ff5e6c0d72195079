"""A pack: what was frozen when it was built, so that rebuilding gives the same bytes."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models import SystemBoundQuerySet
from compliance.permissions import Viewer
from evidence.models.erasable import Erasable
from evidence.models.ledger import Checkpoint
from evidence.models.run import Job
from frameworks.ids import new_id


class PackQuerySet(SystemBoundQuerySet["Pack"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The team sees every pack of its system, an auditor those of the audits that let them in."""
        return self.filter(Q(system__in=viewer.team_ids) | Q(engagement__in=viewer.engagement_ids))


class LeftOut(models.TextChoices):
    """Why an officer withholds an item from a pack. The code stands in the pack beside the item's leaf."""

    PERSONAL = "personal-data", _("It tells of people more than the audit needs")
    THIRD_PARTY = "third-party", _("It belongs to somebody else, under terms that forbid handing it on")
    PRIVILEGED = "privileged", _("It is legally privileged")
    SECURITY = "security", _("In other hands it would endanger the system")


class Pack(Erasable):
    """`as_of` is both the effective instant and the knowledge instant of everything inside.

    What was asked for is frozen with it. `refs`: the chosen requirements, each with what stands below it; empty = all
    that the edition asks. `redacted`: people are roles and ids. `left_out`: items withheld, each as
    `{"item": id, "reason": LeftOut, "text": …}`; the text stays here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="packs")
    engagement = models.ForeignKey("compliance.Engagement", on_delete=models.PROTECT, related_name="packs")
    edition = models.ForeignKey("frameworks.Edition", on_delete=models.PROTECT, related_name="+")
    catalogue = models.ForeignKey("frameworks.CatalogueRelease", on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateTimeField()
    refs = models.JSONField(default=list, blank=True)
    redacted = models.BooleanField(default=False)
    left_out = models.JSONField(default=list, blank=True)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, null=True, related_name="+")
    key_name = models.CharField(max_length=200, blank=True, help_text=_("The public key that signed it."))
    written = models.JSONField(
        default=dict, blank=True, help_text=_("Files written for this pack alone: path to digest and size.")
    )
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    packed_bytes = models.PositiveBigIntegerField(default=0, help_text=_("How far the zip is, while it is written."))
    bytes_to_pack = models.PositiveBigIntegerField(null=True, help_text=_("Known once its files are."))
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="pack", null=True)
    sealed_at = models.DateTimeField(null=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        verbose_name = _("pack")
        ordering = ("-as_of",)
        constraints = [*Erasable.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.engagement} as of {self.as_of:%Y-%m-%d}"

    @property
    def percent(self) -> int:
        """How much of the zip is written, as far as its worker has told; it is whole only when it is sealed."""
        if self.sealed_at is not None:
            return 100
        return min(99, self.packed_bytes * 100 // self.bytes_to_pack) if self.bytes_to_pack else 0
