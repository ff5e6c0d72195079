"""How a dated fact changes: what is known is superseded and what is known now recorded, in the caller's transaction.

`match` names the subject of the fact, `facts` its dates and the rest. `within` is the row that is locked first, so that
of two people who change the same subject at once the second sees what the first has recorded.
"""

import copy
import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from compliance.models import Dated
from frameworks.errors import Refused
from frameworks.ids import new_id

D = TypeVar("D", bound=Dated)
Known = tuple[D | None, D]
"""What was known (None = nothing) and what is known from now on: one and the same row when nothing was new."""

ONE_DAY = datetime.timedelta(days=1)


def supersede(
    model: type[D],
    *,
    within: models.Model,
    now: datetime.datetime,
    match: dict[str, Any],
    valid_from: datetime.date,
    valid_until: datetime.date | None = None,
    **facts: Any,
) -> Known[D]:
    """From `valid_from` on, `facts` hold until `valid_until`; the days before keep what is known of them."""
    if valid_until is not None and valid_until < valid_from:
        raise Refused(f"The last day {valid_until} lies before the first day {valid_from}: swap or correct them.")
    lock(within)
    still = Q(valid_until=None) | Q(valid_until__gte=valid_from)
    known = list(model._default_manager.filter(still, superseded_at=None, **match).order_by("valid_from"))
    facts["valid_until"] = valid_until
    if len(known) == 1 and known[0].valid_from <= valid_from and _says(known[0], facts):
        return known[0], known[0]
    for row in known:
        withdraw(row, since=valid_from, now=now)
    after = model._default_manager.create(recorded_at=now, valid_from=valid_from, **match, **facts)
    return (known[0] if known else None), after


def restate(
    model: type[D], *, within: models.Model, now: datetime.datetime, match: dict[str, Any], **facts: Any
) -> Known[D]:
    """`facts` hold for `match` and always did: a correction, which changes the answer for earlier days as well."""
    lock(within)
    known = model._default_manager.filter(superseded_at=None, **match).first()
    if known is not None and _says(known, facts):
        return known, known
    if known is not None:
        withdraw(known, since=known.valid_from, now=now)
    return known, model._default_manager.create(recorded_at=now, **match, **facts)


def withdraw(row: Dated, *, since: datetime.date, now: datetime.datetime) -> None:
    """What `row` says holds no longer, from `since` on; of the days before it is recorded again."""
    row.superseded_at = now
    row.save(update_fields=["superseded_at"])
    if row.valid_from < since:
        past = copy.copy(row)
        past.pk, past.recorded_at, past.superseded_at = new_id(), now, None
        past.valid_until = since - ONE_DAY if row.valid_until is None else min(row.valid_until, since - ONE_DAY)
        past.save(force_insert=True)


def lock(row: models.Model) -> None:
    """Hold `row` until the transaction ends, against everybody who locks it too; readers and references pass."""
    type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)


def _says(row: Dated, facts: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in facts.items())
