"""Shapes to plain JSON values and back, so that a compiled catalogue can be pinned and read again."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin

from frameworks.schema.fields import fields_of


def to_plain(value: Any) -> Any:
    """Objects, lists, texts, numbers, true, false and null; dates as ISO 8601."""
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each, _ in fields_of(type(value))}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def from_plain(kind: Any, plain: Any) -> Any:
    """The value of type `kind` that `to_plain` turned into `plain`.

    What an older release did not know has its default.
    """
    if isinstance(kind, UnionType):
        return None if plain is None else from_plain(get_args(kind)[0], plain)
    origin = get_origin(kind)
    if origin is tuple:
        return tuple(from_plain(get_args(kind)[0], item) for item in plain)
    if origin is not None and issubclass(origin, Mapping):
        return {key: from_plain(get_args(kind)[1], item) for key, item in plain.items()}
    if is_dataclass(kind):
        shape: Any = kind
        return shape(
            **{each.name: from_plain(hint, plain[each.name]) for each, hint in fields_of(shape) if each.name in plain}
        )
    if kind is date:
        return date.fromisoformat(plain)
    return kind(plain) if isinstance(kind, type) and issubclass(kind, StrEnum) else plain
