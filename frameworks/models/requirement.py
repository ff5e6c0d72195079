"""One clause of an edition, known by the edition's key and the publisher's reference."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.models.framework import Edition
from frameworks.models.retiring import CatalogueQuerySet, CatalogueRow


class RequirementQuerySet(CatalogueQuerySet["Requirement"]):
    def by_ref(self, edition: str, ref: str) -> "Requirement":
        """The requirement by its edition's key and its reference; DoesNotExist when there is none."""
        return self.get(edition__key=edition, ref=ref)


class Requirement(CatalogueRow):
    """What an edition asks, in our own words. Obligations and aliases are read from the catalogue."""

    NATURAL_KEY = ("edition_id", "ref")

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="requirements", verbose_name=_("edition")
    )
    ref = models.CharField(_("reference"), max_length=60)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name=_("below"),
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    kind = models.CharField(_("kind"), max_length=40)
    family = models.CharField(_("family"), max_length=120)
    assessable = models.BooleanField(_("assessable"))
    position = models.PositiveIntegerField(_("position"), help_text=_("Its place in the edition, from 0."))

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        ordering = ("edition", "position")
        constraints = [
            models.UniqueConstraint(fields=("edition", "ref"), name="one_requirement_per_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def name_in_catalogue(self) -> str:
        return f"{self.edition.key} {self.ref}"
