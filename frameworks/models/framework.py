"""A framework, and its editions: what the world asks, and since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.models.retiring import KeyedQuerySet, KeyedRow


class Framework(KeyedRow):
    """HIPAA, PCI DSS, GDPR, SOC 2. What it asks lies in its editions; `title` is that of the newest."""

    title = models.CharField(_("title"), max_length=120)

    objects = KeyedQuerySet["Framework"].as_manager()

    class Meta:
        verbose_name = _("framework")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class EditionQuerySet(KeyedQuerySet["Edition"]):
    def by_key(self, key: str) -> "Edition":
        """The edition of that key, or a framework's newest current one; else DoesNotExist."""
        editions = self.current().filter(framework__key=key).order_by("-effective_from", "-key")
        return self.filter(key=key).first() or editions[:1].get()


class Edition(KeyedRow):
    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="editions", verbose_name=_("framework")
    )
    title = models.CharField(_("title"), max_length=120)
    name = models.CharField(_("name"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=200)
    source_url = models.URLField(_("source"), max_length=500)
    effective_from = models.DateField(_("effective from"))
    data_class = models.CharField(_("class of data"), max_length=40)
    notice = models.TextField(_("notice"), blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        ordering = ("framework", "effective_from")

    def __str__(self) -> str:
        return self.name
