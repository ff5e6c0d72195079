"""Rows made once for a test process, by the real verbs, and put back for every test: 20 statements instead of 470."""

import copy
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import models, transaction

Told = TypeVar("Told")
Tables = dict[type[models.Model], dict[Any, models.Model]]


@dataclass(frozen=True)
class Remembered(Generic[Told]):
    """What a story gave back, and the rows that its telling at the instant `at` added, by table and key."""

    told: Told
    rows: Mapping[type[models.Model], Mapping[Any, models.Model]]
    at: datetime.datetime

    def put_back(self, now: datetime.datetime) -> None:
        """The same rows under the same keys, as if the story were told `now`: what happened `at` that instant moves."""
        with transaction.atomic():
            for model, rows in self.rows.items():
                model._base_manager.bulk_create([self._moved(row, now) for row in rows.values()])

    def _moved(self, row: models.Model, now: datetime.datetime) -> models.Model:
        moved = copy.copy(row)
        for field in row._meta.concrete_fields:
            if getattr(row, field.attname) == self.at:
                setattr(moved, field.attname, now)
        return moved


def remember(tell: Callable[[datetime.datetime], Told], at: datetime.datetime) -> Remembered[Told]:
    """Tell a story `at` an instant and read what it added, in whichever tables. It may change no row that was there."""
    before = _tables()
    told = tell(at)
    after = _tables()
    for model, rows in before.items():
        for key, row in rows.items():
            assert _values(after[model][key]) == _values(row), (
                f"{model.__name__} {key} cannot be put back: it was there"
            )
    added = {
        model: {key: row for key, row in rows.items() if key not in before[model]} for model, rows in after.items()
    }
    return Remembered(told, {model: rows for model, rows in added.items() if rows}, at)


def _tables() -> Tables:
    """Every row of every table."""
    return {
        model: {row.pk: row for row in model._base_manager.order_by("pk")}
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def _values(row: models.Model) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]
