"""Who changed what, and who read what: rows are only added, and the database refuses anything else."""

from django.conf import settings
from django.db import models

from compliance.models.bound import SystemBoundQuerySet


class JournalHead(models.Model):
    """The single row that hands out numbers, so that entries are contiguous in the order of their commits."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_journal_head")]

    def __str__(self) -> str:
        return f"journal at {self.last}"


class JournalEntry(models.Model):
    """One change or one auditor's read. Holds ids and codes, never names or free text about people."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = SystemBoundQuerySet["JournalEntry"].as_manager()

    class Meta:
        ordering = ("-number",)
        verbose_name_plural = "journal entries"
        indexes = [models.Index(fields=("subject_kind", "subject_id"))]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject_kind} {self.subject_id}"
