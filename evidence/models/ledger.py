"""The ledger's rows: exact leaf bytes in a contiguous sequence, its single head, and signed checkpoints."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LedgerHead(models.Model):
    """The single row an append locks last. `frontier` is the compact range from which root and next root follow."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=bytes)
    journal_watermark = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_ledger_head")]

    def __str__(self) -> str:
        return f"ledger of {self.size} leaves"


class LedgerEntry(models.Model):
    """Leaf `sequence` (from 0) of the RFC 9162 tree. Never changed, never removed."""

    sequence = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ("sequence",)
        indexes = [models.Index(fields=("kind", "subject_id"))]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class Checkpoint(models.Model):
    """A signed tree head: size, root and the C2SP note as it left our hands."""

    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    made_at = models.DateTimeField()
    occasion = models.CharField(max_length=24)

    class Meta:
        verbose_name = _("checkpoint")
        ordering = ("-size", "-id")

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class HeadMail(models.Model):
    """A signed head on its way out of our hands, to those who keep heads for us. `due_at` is when it is tried next."""

    checkpoint = models.OneToOneField(Checkpoint, on_delete=models.PROTECT, related_name="mail")
    entered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("mail of a head")
        verbose_name_plural = _("mails of heads")
        ordering = ("-entered_at",)

    def __str__(self) -> str:
        return f"{self.checkpoint}, mailed {self.sent_at or 'not yet'}"
