"""Findings of other tools, come in as a file or by AWS's API, and what an officer says their checks support."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from compliance.models import SystemBoundQuerySet
from compliance.models.dated import KnownQuerySet
from evidence.models.item import Item
from evidence.models.run import Job
from frameworks.ids import new_id


class Import(models.Model):
    """One hand-in of another tool's findings. `item` is its sealed file: of a read through AWS's API once that is done.

    `account` and `region` are whose findings they are where the file itself names none, or which were asked. What is
    counted is counted anew at each reading; `elsewhere` is rows of account, region and findings, `unread` rows of
    number and why, `titles` the tool's own titles of its checks by their keys.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="imports")
    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="imported", null=True)
    format = models.CharField(max_length=24)
    tool = models.CharField(max_length=40)
    tool_version = models.CharField(max_length=40, blank=True)
    account = models.CharField(max_length=12, blank=True)
    region = models.CharField(max_length=32, blank=True)
    as_of = models.DateTimeField(null=True, help_text=_("Of which instant they are, where the file does not say."))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+", null=True)
    read_at = models.DateTimeField(null=True)
    taken = models.PositiveIntegerField(default=0)
    elsewhere_count = models.PositiveIntegerField(default=0)
    unread_count = models.PositiveIntegerField(default=0)
    elsewhere = models.JSONField(default=list)
    unread = models.JSONField(default=list)
    titles = models.JSONField(default=dict)

    objects = SystemBoundQuerySet["Import"].as_manager()

    class Meta:
        verbose_name = _("import")
        ordering = ("-requested_at",)
        constraints = [
            models.CheckConstraint(condition=Q(read_at=None) | Q(item__isnull=False), name="what_was_read_is_sealed"),
        ]

    def __str__(self) -> str:
        return f"{self.format} of {self.tool} at {self.requested_at:%Y-%m-%d %H:%M}"


class CheckMapping(models.Model):
    """What a check of another tool supports, as an officer of this installation says: where our own tables say nothing.

    Never edited: another saying supersedes it. Without a control it says that the check supports none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    check_key = models.CharField(max_length=110)
    service = models.ForeignKey("frameworks.Service", on_delete=models.PROTECT, related_name="+", null=True)
    controls = models.ManyToManyField("frameworks.Control", related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = KnownQuerySet["CheckMapping"].as_manager()

    class Meta:
        verbose_name = _("mapping of a check")
        verbose_name_plural = _("mappings of checks")
        ordering = ("check_key",)
        constraints = [
            models.UniqueConstraint(
                fields=("check_key",), condition=Q(superseded_at=None), name="one_current_mapping_per_check"
            ),
        ]

    def __str__(self) -> str:
        return self.check_key
