"""Refuse what its own model or the catalogue does not accept, in a sentence for the person who asked."""

from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db import models

from frameworks.errors import Refused
from frameworks.models import Control, Edition, Service


def vet(row: models.Model, *, known: Collection[str] = ()) -> None:
    """Judge every field. Uniqueness and constraints stay with the database, which judges them under its locks.

    known: fields that hold a row which was read already. Each other reference is looked up, a query for each row.
    """
    try:
        row.clean_fields(exclude=known)
    except ValidationError as error:
        faults = error.message_dict.items()
        raise Refused(" ".join(f"{name}: {' '.join(said)}" for name, said in faults)) from None


def refuse_unknown(model: type[Control] | type[Edition] | type[Service], keys: Iterable[str]) -> None:
    """Each key is one of the catalogue's rows: a slip of the pen would count for nothing, unseen."""
    unknown = set(keys).difference(model.objects.filter(key__in=keys).values_list("key", flat=True))
    if unknown:
        named = ", ".join(sorted(unknown))
        raise Refused(f"The catalogue knows no {model._meta.verbose_name} {named}: write a key such as it uses.")
