"""The only writer of the journal: each verb records what it changed, in its own transaction."""

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction

from compliance.models import JournalEntry, JournalHead, System, User

CODE = re.compile(r"[^\s@]+")
"""Ids, codes, dates and digests have neither spaces nor a mail address's @; what people write nearly always has."""
AT_A_TIME = 1000
"""Rows that one INSERT enters."""

Details = dict[str, Any] | None
Change = tuple[models.Model, Details, Details]
"""The subject, and what it was before and after."""


def record(
    *,
    verb: str,
    subject: models.Model,
    actor: User | None,
    now: datetime.datetime,
    system: System | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> JournalEntry:
    """Add one entry. `before` and `after` hold ids, codes, integers and dates only: free text goes in by its digest.

    The head row is locked until the verb commits, so numbers are contiguous in commit order and sealing can follow a
    watermark. Call it last in a verb: the lock is then held for the shortest time. ValueError for what may not go in.
    """
    (entry,) = record_each(verb=verb, changes=[(subject, before, after)], actor=actor, now=now, system=system)
    return entry


@transaction.atomic
def record_each(
    *,
    verb: str,
    changes: Iterable[Change],
    actor: User | None,
    now: datetime.datetime,
    system: System | None = None,
) -> list[JournalEntry]:
    """As `record`, an entry for each of many subjects that one verb changed: one INSERT for each thousand."""
    known = list(changes)
    _refuse_unfit(verb, *(details for _subject, *each in known for details in each))
    head, _ = JournalHead.objects.select_for_update().get_or_create(id=1)
    first = head.last + 1
    head.last += len(known)
    head.save(update_fields=["last"])
    return JournalEntry.objects.bulk_create(
        (
            JournalEntry(
                number=number,
                at=now,
                actor=actor,
                system=system,
                verb=verb,
                subject_kind=str(subject._meta.model_name),
                subject_id=str(subject.pk),
                before=before,
                after=after,
            )
            for number, (subject, before, after) in enumerate(known, first)
        ),
        batch_size=AT_A_TIME,
    )


def _refuse_unfit(verb: str, *details: dict[str, Any] | None) -> None:
    for value in _leaves(details):
        if isinstance(value, float):  # it has no one spelling: an entry with one could never be sealed, nor the next
            raise ValueError(f"The journal cannot hold {value} for {verb}: write it as text, or in a smaller unit.")
        if isinstance(value, str) and not CODE.fullmatch(value):
            raise ValueError(f"The journal cannot hold free text for {verb}: write an id, a code or a digest.")


def _leaves(value: Any) -> Iterator[Any]:
    """Every plain value in a JSON value, names of members included."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _leaves(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _leaves(member)
    else:
        yield value
