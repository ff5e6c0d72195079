"""Judge sealed facts anew by today's checks, without AWS: what would change, and, on request, the record of it."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction

from compliance import journal
from compliance.models import Assessment, System
from evidence import blobs
from evidence.actions.collecting import CELL
from evidence.actions.judged import observed, report
from evidence.collecting import contract
from evidence.collecting.judging import judge
from evidence.collecting.shipped import collectors
from evidence.models import Item, ItemKind, Job, JobState, Observation
from frameworks.compiled import shipped

Place = tuple[str, str]
"""A check and a resource."""


class Unread(StrEnum):
    """Why facts cannot be judged anew."""

    ERASED = "erased"
    BYTES_MISSING = "bytes-missing"
    BYTES_DIFFER = "bytes-differ"
    RETIRED = "retired"


@dataclass(frozen=True)
class Change:
    """One answer as it stands and as it would be; None: there is none."""

    check: str
    resource: str
    was: Observation | None
    would_be: contract.Observation | None


@dataclass(frozen=True)
class Rejudged:
    """An item with what would change in it, or why it could not be read. `sealed_by`: the version of its collector."""

    item: Item
    changes: tuple[Change, ...] = ()
    unread: Unread | None = None
    sealed_by: int = 0
    answers: tuple[contract.Observation, ...] = field(default=(), repr=False)


def current_items(system: System | None, since: datetime.datetime | None) -> Iterator[Item]:
    """What was collected since then; without a `since`, what the current answers rest on."""
    items = Item.objects.filter(kind=ItemKind.COLLECTED)
    if system:
        items = items.filter(system=system)
    if since:
        items = items.filter(received_at__gte=since)
    else:
        items = items.filter(pk__in=Assessment.objects.known().values("ref"))
    return items.select_related("system", "job").order_by("received_at", "pk").iterator(chunk_size=100)


def rejudge(items: Iterable[Item], only: str = "") -> Iterator[Rejudged]:
    """Each item judged by today's checks; `only`: by one of them. Nothing is written."""
    for item in items:
        yield _rejudged(item, only)


def _rejudged(item: Item, only: str) -> Rejudged:
    if item.erased_at:
        return Rejudged(item, unread=Unread.ERASED)
    try:
        with blobs.open_blob(item.digest) as content:
            sealed = content.read()
    except blobs.BlobMissing:
        return Rejudged(item, unread=Unread.BYTES_MISSING)
    if hashlib.sha256(sealed).hexdigest() != item.digest:
        return Rejudged(item, unread=Unread.BYTES_DIFFER)
    document = json.loads(sealed)
    collector = collectors().get(document["collector"])
    if collector is None:
        return Rejudged(item, unread=Unread.RETIRED)
    asked = {check.key for check in collector.checks if only in ("", check.key)}
    answers = tuple(each for each in judge(collector, document) if each.check in asked)
    known = Observation.objects.known().filter(item=item, check_key__in=asked)
    return Rejudged(item, tuple(_changes(known, answers)), None, document["version"], answers)


def _changes(known: Iterable[Observation], answers: Iterable[contract.Observation]) -> Iterator[Change]:
    were = {(row.check_key, row.resource): row for row in known}
    would: dict[Place, contract.Observation] = {(each.check, each.resource): each for each in answers}
    for place in sorted(were.keys() | would.keys()):
        was, answer = were.get(place), would.get(place)
        if was is None or answer is None or (was.outcome, was.reason) != (answer.outcome, answer.reason):
            yield Change(*place, was, answer)


@transaction.atomic
def record(found: Rejudged, now: datetime.datetime) -> None:
    """Let the changed answers supersede what was known, with the times at which the facts were observed.

    The duties hear of it when nobody has looked at the same cell since.
    """
    item, job = found.item, found.item.job
    if job is None or not found.changes:
        return
    collector = collectors()[job.args["collector"]]
    Observation.objects.filter(pk__in=[each.was.pk for each in found.changes if each.was]).update(superseded_at=now)
    new = [each.would_be for each in found.changes if each.would_be]
    Observation.objects.bulk_create(observed(job, collector, new, item.observed_until, now, item))
    rows = list(Observation.objects.known().filter(item=item))
    blind = sum(row.outcome == contract.Outcome.ERROR for row in rows)
    Job.objects.filter(pk=job.pk).update(answers=len(rows), blind=blind)
    if not _is_superseded(job):
        touched = {change.check for change in found.changes}
        report(job, collector, [row for row in rows if row.check_key in touched], item.pk, now)
    journal.record(
        verb="item.rejudged",
        subject=item,
        system=item.system,
        actor=None,
        now=now,
        after={
            "collector": collector.key,
            "version": collector.version,
            "catalogue": shipped().digest,
            "changed": len(found.changes),
        },
    )


def _is_superseded(job: Job) -> bool:
    """Whether somebody has looked at the same cell since, or could not."""
    later = Job.objects.filter(system=job.system_id, kind=CELL, args=job.args, finished_at__gt=job.finished_at)
    return later.exclude(state=JobState.CANCELLED).exists()
