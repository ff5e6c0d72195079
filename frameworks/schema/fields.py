"""What the reader and the codec know of a shape: its fields, their types, their keys in the TOML."""

from dataclasses import Field, fields
from typing import Any, Final, get_type_hints

PLACED: Final = {"toml": None}
"""Marks a field that the reader fills in and nobody writes."""

_KNOWN: dict[type, tuple[tuple[Field, Any], ...]] = {}


def fields_of(shape: Any) -> tuple[tuple[Field, Any], ...]:
    """The fields of a shape with their resolved types."""
    if shape not in _KNOWN:
        hints = get_type_hints(shape)
        _KNOWN[shape] = tuple((each, hints[each.name]) for each in fields(shape))
    return _KNOWN[shape]


def toml_key(each: Field) -> str | None:
    """The key under which the field is written, None where the reader fills it in."""
    key: str | None = each.metadata.get("toml", each.name)
    return key
