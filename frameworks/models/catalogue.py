"""Every catalogue ever loaded, whole: a run, a pack, a report is read with the one it saw."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.compiled import Catalogue


class CatalogueRelease(models.Model):
    """A compiled catalogue, kept as its canonical JSON under its SHA-256. Rows are only added."""

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    content = models.BinaryField(_("content"))
    loaded_at = models.DateTimeField(_("first loaded at"))

    class Meta:
        verbose_name = _("catalogue release")
        ordering = ("-loaded_at",)

    def __str__(self) -> str:
        return self.digest[:12]

    def catalogue(self) -> Catalogue:
        """The catalogue as it was."""
        return Catalogue.from_json_bytes(bytes(self.content))
