"""Refuse a row that its own model does not accept, in a sentence for the person who asked."""

from django.core.exceptions import ValidationError
from django.db import models

from frameworks.errors import Refused


def vet(row: models.Model) -> None:
    """Judge every field. Uniqueness and constraints stay with the database, which judges them under its locks."""
    try:
        row.clean_fields()
    except ValidationError as error:
        faults = error.message_dict.items()
        raise Refused(" ".join(f"{name}: {' '.join(said)}" for name, said in faults)) from None
