"""The publisher's own words, as a licensed user loaded them: beside ours, never in their place."""

from typing import Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.models.requirement import Requirement

LONGEST_PUBLICATION: Final = 200
LONGEST_TITLE: Final = 500


class OfficialTextQuerySet(models.QuerySet["OfficialText"]):
    def current(self) -> Self:
        """Without those that a later import of the same publication superseded."""
        return self.filter(superseded_at=None)


class OfficialText(models.Model):
    """One requirement's text in a publication that the installation holds a licence for.

    It is shown to those who may read the requirement and leaves in no export. A later import supersedes, never edits.
    """

    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="official_texts", verbose_name=_("requirement")
    )
    publication = models.CharField(_("publication"), max_length=LONGEST_PUBLICATION)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, blank=True)
    text = models.TextField(_("text"))
    imported_at = models.DateTimeField(_("imported at"))
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    objects = OfficialTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("official text")
        ordering = ("requirement", "publication", "imported_at")
        constraints = [
            models.UniqueConstraint(
                fields=("requirement", "publication"),
                condition=models.Q(superseded_at=None),
                name="one_current_official_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication}, {self.requirement.ref}"
