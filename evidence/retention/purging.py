"""What may be erased, and what stands against it. Erasing itself is a verb, and a person's decision."""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from compliance.models import Engagement, System
from evidence import blobs
from evidence.models import TERMINAL, Erasable, ErasedFor, Item, Pack, Report
from evidence.retention.holds import holds_over, items_of
from evidence.retention.keeping import Kept, Retention, retention_of
from frameworks import periods

INDEX: Final = "data/index.json"
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Over:
    """A record whose time is over and against whose erasure nothing stands."""

    record: Erasable
    kept: Kept


def over(system: System, now: datetime.datetime) -> Iterator[Over]:
    """What could be erased today, items first and the oldest before the others. Seven queries for each 500 items."""
    retention, on = retention_of(system, now), system.day_of(now)
    for records in _batches(retention, now):
        kept = kept_of(retention, records)
        past = [record for record in records if kept[record.pk].is_over(on)]
        against = obstacles(retention, past, kept, ErasedFor.RETENTION, now)
        yield from (Over(record, kept[record.pk]) for record in past if record.pk not in against)


def kept_of(retention: Retention, records: Sequence[Erasable]) -> dict[UUID, Kept]:
    found = retention.items([record for record in records if isinstance(record, Item)])
    found |= {record.pk: retention.pack(record) for record in records if isinstance(record, Pack)}
    return found | {record.pk: retention.report(record) for record in records if isinstance(record, Report)}


def obstacles(
    retention: Retention,
    records: Sequence[Erasable],
    kept: Mapping[UUID, Kept],
    because: ErasedFor,
    now: datetime.datetime,
) -> dict[UUID, str]:
    """The first thing that stands against erasing each record, as a sentence; a record that may go is not named."""
    on, system = retention.system.day_of(now), retention.system
    holds, packs = holds_over(system, records), held_in(system, records)
    wanted = _wanted(system, records) if because == ErasedFor.RETENTION else {}
    found: dict[UUID, str] = {}
    for record in records:
        if record.pk in holds:
            found[record.pk] = _("It is on legal hold: %(matter)s.") % {"matter": holds[record.pk][0].matter}
        elif said := _kept_still(kept[record.pk], because, on):
            found[record.pk] = said
        elif record.pk in wanted:
            title = wanted[record.pk].title
            found[record.pk] = _("The audit “%(audit)s” is open, and may ask for it.") % {"audit": title}
        elif record.pk in packs:
            found[record.pk] = _("The pack of %(day)s holds it too: erase that pack first.") % {
                "day": system.day_of(packs[record.pk].as_of)
            }
    return found


def _kept_still(kept: Kept, because: ErasedFor, on: datetime.date) -> str:
    """Nobody's request overrides what a framework asks (GDPR, Article 17(3)(b)); our own rules it does override."""
    if kept.line is not None and kept.is_asked(on):
        return _("What shows %(line)s is kept until %(day)s.") % {"line": kept.line.name, "day": kept.asked_until}
    if because == ErasedFor.DATA_SUBJECT or kept.is_over(on):
        return ""
    if kept.until is None:
        return _("Nobody has said how long it is kept: set a rule for its class.")
    return _("A rule of ours keeps it until %(day)s.") % {"day": kept.until}


def _wanted(system: System, records: Sequence[Erasable]) -> dict[UUID, Engagement]:
    """For each record that an open audit may ask for, such an audit. A query for each open audit, and one more."""
    ids = [record.pk for record in records if isinstance(record, Item)]
    found: dict[UUID, Engagement] = {}
    for audit in Engagement.objects.filter(system=system, ended_at=None).select_related("system"):
        of_it = set(items_of(audit).filter(pk__in=ids).values_list("pk", flat=True))
        found |= {each.pk: audit for each in records if each.pk in of_it or _is_in(each, audit, system)}
    return found


def _is_in(record: Erasable, audit: Engagement, system: System) -> bool:
    """Whether it is a pack of the audit, or of its days: what serves nothing today may be asked for tomorrow."""
    if isinstance(record, Pack):
        return record.engagement_id == audit.pk
    if not isinstance(record, Item):
        return False
    first, last = system.day_of(record.observed_from), system.day_of(record.observed_until)
    return first <= audit.period_end and last >= audit.period_start


def held_in(system: System, records: Iterable[Erasable]) -> dict[UUID, Pack]:
    """For each item in one, a pack that is kept and holds its bytes: a kept pack can be rebuilt at any time."""
    items = {str(record.pk): record.pk for record in records if isinstance(record, Item)}
    found: dict[UUID, Pack] = {}
    for pack in kept_packs(system) if items else ():
        shown = _shown(pack.written[INDEX][0]) if INDEX in pack.written else frozenset()
        found |= {items[each]: pack for each in shown & items.keys()}
    return found


def kept_packs(system: System) -> list[Pack]:
    """Those whose bytes are here or on their way: from the instant at which their content was fixed."""
    fixed = Pack.objects.filter(system=system, erased_at=None).exclude(checkpoint=None)
    return list(fixed.exclude(sealed_at=None, job__state__in=TERMINAL))


@lru_cache(maxsize=256)
def _shown(digest: str) -> frozenset[str]:
    """The ids of the items whose bytes are in the pack with that index; the bytes behind a digest never change."""
    with blobs.open_blob(digest) as content:
        return frozenset(each["item"] for each in json.load(content)["items"] if "path" in each)


def _batches(retention: Retention, now: datetime.datetime) -> Iterator[Sequence[Erasable]]:
    system = retention.system
    if retention.shortest is None:
        return
    there = {"system": system, "erased_at": None}
    old = Item.objects.filter(**there, received_at__lte=periods.before(now, retention.shortest))
    rows = old.select_related("system").order_by("received_at", "pk").iterator(AT_ONCE)
    while batch := list(islice(rows, AT_ONCE)):
        yield batch
    yield list(Pack.objects.filter(**there).exclude(sealed_at=None).select_related("edition").order_by("as_of"))
    yield list(Report.objects.filter(**there).exclude(made_at=None).select_related("edition").order_by("as_of"))
