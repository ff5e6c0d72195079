"""A link to a pack: for one person and one download, and for minutes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from compliance.models import SystemBoundQuerySet
from evidence.models.pack import Pack
from frameworks.ids import new_id


class PackLink(models.Model):
    """Of its token only the SHA-256 is kept. It is begun by `begin_by`, and then serves that one download, parts of a
    resumed one too, until `finish_by`; with the file's last byte it is over (`ended_at`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey("compliance.System", on_delete=models.PROTECT, related_name="+")
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="links")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    begin_by = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    finish_by = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SystemBoundQuerySet["PackLink"].as_manager()

    class Meta:
        verbose_name = _("link to a pack")
        verbose_name_plural = _("links to packs")
        ordering = ("-made_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(begun_at=None, finish_by=None, ended_at=None)
                | models.Q(begun_at__isnull=False, finish_by__isnull=False),
                name="a_link_is_begun_before_it_is_used",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pack} for {self.person}"
