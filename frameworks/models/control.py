"""The hub: a common control, and the requirements it supports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.models.requirement import Requirement
from frameworks.models.retiring import CatalogueQuerySet, CatalogueRow, KeyedQuerySet, KeyedRow
from frameworks.schema import Coverage


class Control(KeyedRow):
    """One thing done once and shown for many requirements. Its splits are read from the catalogue."""

    title = models.CharField(_("title"), max_length=200)
    theme = models.SlugField(_("theme"), max_length=80)
    objective = models.TextField(_("objective"))
    good = models.TextField(_("what good looks like"))
    cadence = models.CharField(_("expected cadence of evidence"), max_length=20)

    objects = KeyedQuerySet["Control"].as_manager()

    class Meta:
        verbose_name = _("control")
        ordering = ("theme", "title")

    def __str__(self) -> str:
        return self.title


class Support(CatalogueRow):
    """A requirement's link to a control that supports it: never a proof that the requirement is met."""

    NATURAL_KEY = ("requirement_id", "control_id")

    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="supports", verbose_name=_("requirement")
    )
    control = models.ForeignKey(Control, on_delete=models.PROTECT, related_name="supports", verbose_name=_("control"))
    coverage = models.CharField(
        _("coverage"),
        max_length=10,
        choices=[(Coverage.FULL.value, _("full")), (Coverage.PARTIAL.value, _("partial"))],
    )
    why = models.TextField(_("why"))

    objects = CatalogueQuerySet["Support"].as_manager()

    class Meta:
        verbose_name = _("support")
        ordering = ("requirement", "control")
        constraints = [
            models.UniqueConstraint(fields=("requirement", "control"), name="one_support_per_control"),
        ]

    def __str__(self) -> str:
        return f"{self.control} supports {self.requirement.ref}"

    @property
    def name_in_catalogue(self) -> str:
        return f"{self.requirement.name_in_catalogue} by {self.control.key}"
