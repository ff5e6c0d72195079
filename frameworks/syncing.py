"""One table brought in step with what it shall say."""

import datetime
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from frameworks.models.retiring import CatalogueRow

Row = TypeVar("Row", bound=CatalogueRow)

Name = tuple[Any, ...]
"""What makes a row the same row: the values of its model's `NATURAL_KEY`, in that order."""

Values = Mapping[str, Any]
"""What the row shall say besides: the value of each field."""


class Report(Protocol):
    added: list[str]
    changed: list[str]
    retired: list[str]


def sync(model: type[Row], wanted: Mapping[Name, Values], now: datetime.datetime, report: Report) -> dict[Name, Row]:
    """Adds, changes and retires rows until the table says what is wanted; the wanted rows by name.

    Four queries at most, whatever the number of rows; SQLite alone needs several to write very many.
    """
    known = _by_name(model)
    added = [name for name in wanted if name not in known]
    changed = [name for name in wanted if name in known and _differs(known[name], wanted[name])]
    gone = [row for name, row in known.items() if name not in wanted and row.retired_at is None]
    if gone:
        model._default_manager.filter(pk__in=[row.pk for row in gone]).update(retired_at=now)
    if added or changed:
        _write(model, {name: wanted[name] for name in (*added, *changed)})
        known = _by_name(model)
    report.added += [label(known[name]) for name in added]
    report.changed += [label(known[name]) for name in changed]
    report.retired += [label(row) for row in gone]
    return {name: known[name] for name in wanted}


def label(row: CatalogueRow) -> str:
    """How a row is called in a report: "control mfa"."""
    return f"{row._meta.model_name} {row.name_in_catalogue}"


def _by_name(model: type[Row]) -> dict[Name, Row]:
    """Every row with the rows it belongs to, in one query."""
    rows = model._default_manager.select_related()
    return {tuple(getattr(row, field) for field in model.NATURAL_KEY): row for row in rows}


def _differs(row: CatalogueRow, values: Values) -> bool:
    return row.retired_at is not None or any(getattr(row, field) != value for field, value in values.items())


def _write(model: type[Row], wanted: Mapping[Name, Values]) -> None:
    key = model.NATURAL_KEY
    rows = [model(**dict(zip(key, name, strict=True)), **values) for name, values in wanted.items()]
    fields = {field for values in wanted.values() for field in values}
    model._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=key, update_fields=["retired_at", *sorted(fields)]
    )
