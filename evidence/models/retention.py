"""How long records are kept: an officer's rule for a class of them, and holds under which nothing is erased."""

from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models import Dated, DatedQuerySet, System, SystemBoundQuerySet
from evidence.models.item import Item, ItemKind
from frameworks.ids import new_id


class RecordClass(models.TextChoices):
    UPLOADED = "uploaded", _("Evidence that people handed in")
    COLLECTED = "collected", _("Evidence collected from AWS")
    TRAINING = "training", _("Training records")
    MEMO = "memo", _("Review memos of AWS’s documents")
    PACK = "pack", _("Evidence packs")
    REPORT = "report", _("Reports")


CLASS_OF_KIND: Final = {
    ItemKind.COLLECTED: RecordClass.COLLECTED,
    ItemKind.TRAINING: RecordClass.TRAINING,
    ItemKind.MEMO: RecordClass.MEMO,
}
"""Items of every other kind come from people."""


class RetentionRuleQuerySet(DatedQuerySet["RetentionRule"]):
    def binding(self, system: System) -> Self:
        """Its own rules and those of the whole installation."""
        return self.filter(Q(system=system) | Q(system=None))


class RetentionRule(Dated):
    """A class of records is kept for at least `keep`; system empty = in every system that has no rule of its own.

    `keep` is an ISO 8601 duration. It never shortens what a framework asks: the longer of the two binds.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(
        "compliance.System", on_delete=models.PROTECT, related_name="retention_rules", null=True, blank=True
    )
    record_class = models.CharField(max_length=16, choices=RecordClass.choices)
    keep = models.CharField(max_length=16)
    basis = models.CharField(max_length=200, help_text=_("The law, contract or policy that says so."))

    objects = RetentionRuleQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("retention rule")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("system", "record_class"),
                condition=Q(superseded_at=None, valid_until=None),
                name="one_retention_rule_per_class",
            ),
            models.UniqueConstraint(
                fields=("record_class",),
                condition=Q(superseded_at=None, valid_until=None, system=None),
                name="one_retention_rule_for_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_record_class_display()}: {self.keep}"


class HoldReach(models.TextChoices):
    SYSTEM = "system", _("Everything of this system")
    DUTY = "duty", _("The evidence of one duty")
    ENGAGEMENT = "engagement", _("The evidence and the packs of one audit")
    ITEMS = "items", _("Chosen evidence")


class LegalHoldQuerySet(SystemBoundQuerySet["LegalHold"]):
    def standing(self) -> Self:
        return self.filter(lifted_at=None)


class LegalHold(models.Model):
    """Nothing within its reach is erased while it stands: a lawsuit, an investigation. Lifted, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="legal_holds")
    reach = models.CharField(max_length=16, choices=HoldReach.choices)
    duty = models.ForeignKey("compliance.Duty", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    engagement = models.ForeignKey(
        "compliance.Engagement", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    items = models.ManyToManyField(Item, through="HeldItem", related_name="+")
    matter = models.CharField(max_length=80)
    reason = models.TextField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        ordering = ("-placed_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(reach=HoldReach.DUTY, duty__isnull=False)
                | (~Q(reach=HoldReach.DUTY) & Q(duty__isnull=True)),
                name="a_hold_on_a_duty_names_it",
            ),
            models.CheckConstraint(
                condition=Q(reach=HoldReach.ENGAGEMENT, engagement__isnull=False)
                | (~Q(reach=HoldReach.ENGAGEMENT) & Q(engagement__isnull=True)),
                name="a_hold_on_an_audit_names_it",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_hold_is_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.matter


class HeldItem(models.Model):
    """An item that a hold names."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="+")
    hold = models.ForeignKey(LegalHold, on_delete=models.PROTECT, related_name="held")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="held")

    objects = SystemBoundQuerySet["HeldItem"].as_manager()

    class Meta:
        verbose_name = _("item on hold")
        constraints = [models.UniqueConstraint(fields=("hold", "item"), name="a_hold_names_an_item_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.hold}"
