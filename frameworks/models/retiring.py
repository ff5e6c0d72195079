"""What every row of the catalogue has in common: it is retired, never deleted."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


class CatalogueQuerySet(models.QuerySet[M]):
    def current(self) -> Self:
        """Rows that the catalogue loaded last still holds."""
        return self.filter(retired_at=None)


class KeyedQuerySet(CatalogueQuerySet[M]):
    def by_key(self, key: str) -> M:
        """The row of that key, retired or not; DoesNotExist when there is none."""
        return self.get(key=key)


class CatalogueRow(models.Model):
    """A row that mirrors an entry of the catalogue. Past evidence needs it after the entry is gone."""

    NATURAL_KEY: ClassVar[tuple[str, ...]]

    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def name_in_catalogue(self) -> str:
        """How the files call it, such as "mfa" or "hipaa-2013 164.312(b)"."""
        raise NotImplementedError


class KeyedRow(CatalogueRow):
    """A row that URLs, the API and packs know by its key."""

    NATURAL_KEY = ("key",)

    key = models.SlugField(_("key"), max_length=80, unique=True)

    class Meta:
        abstract = True

    @property
    def name_in_catalogue(self) -> str:
        return self.key
