"""Read an import from its sealed file: every finding an observation, and the worst of each check told to its duties."""

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from compliance import journal
from compliance.actions.assessing import Answer, record_assessments, withdraw_assessments
from compliance.models import Assessment
from evidence import blobs
from evidence.actions.asking_security_hub import CouldNotAsk, seal_answer
from evidence.actions.judged import worst
from evidence.importing.belonging import Boundary
from evidence.importing.findings import Finding
from evidence.importing.loading import load
from evidence.importing.reading import Reading, Said, read
from evidence.importing.shipped import Mapped, formats
from evidence.importing.supporting import supported_by
from evidence.jobs import engine
from evidence.jobs.engine import Claim
from evidence.jobs.working import Kind
from evidence.models import Import, Item, Job, JobState, Observation
from frameworks import periods

UNREAD_NAMED = 200
"""Findings that could not be taken are counted all, and so many of them named."""
AT_ONCE = 500

Place = tuple[str, str, str]
"""A check's key, an account and a region."""


@dataclass(frozen=True)
class Sorted:
    """A reading with the boundary laid over it."""

    reading: Reading
    ours: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]
    supported: Mapping[str, Mapped]


def work_import(held: Claim) -> None:
    """Read what is sealed; of Security Hub's API ask first. Reading again adds what was elsewhere, and doubles
    nothing."""
    made = Import.objects.select_related("system", "item", "requested_by").get(pk=held.job.args["import"])
    if made.item is None:
        try:
            seal_answer(held, made)
        except CouldNotAsk as failure:
            now = timezone.now()
            with transaction.atomic():
                engine.finish(held, JobState.GAP, now, failure.reason)
                give_up_import(held.job, failure.reason, now)
            return
    now = timezone.now()
    sorted_out = sort_out(made, now)
    with transaction.atomic():
        engine.finish(held, JobState.DONE, now)
        made = (
            Import.objects.select_for_update(of=("self",), no_key=True).select_related("system", "item").get(pk=made.pk)
        )
        rows = _rows(made, held.job, sorted_out, now)
        _keep(made, rows)
        _tell(made, rows, sorted_out.supported, now)
        _note(made, sorted_out, now)


def give_up_import(job: Job, reason: str, now: datetime.datetime) -> None:
    """The job's state says that it was not read, and why; what was read before stands."""
    made = Import.objects.select_related("system").get(pk=job.args["import"])
    journal.record(
        verb="import.failed", subject=made, system=made.system, actor=None, now=now, after={"reason": reason}
    )


def sort_out(made: Import, now: datetime.datetime) -> Sorted:
    """The sealed file as it is read today: by today's scope, and by what is known of its checks today."""
    item = _item_of(made)
    with blobs.open_blob(item.digest) as sealed:
        document = load(sealed, item.media_type)
    reading = read(document, formats()[made.format], Said(made.account, made.region, made.as_of), now)
    supported = supported_by({each.key for each in reading.findings})
    boundary = Boundary.of(made.system, made.system.day_of(now))
    ours: list[Finding] = []
    elsewhere: list[Finding] = []
    for each in reading.findings:
        mapped = supported.get(each.key)
        (ours if boundary.holds(each, mapped.service if mapped else None) else elsewhere).append(each)
    return Sorted(reading, tuple(ours), tuple(elsewhere), supported)


def _item_of(made: Import) -> Item:
    if made.item is None or made.item.erased_at:
        raise ValueError(f"{made} has no sealed file.")
    return made.item


def _rows(made: Import, job: Job, sorted_out: Sorted, now: datetime.datetime) -> list[Observation]:
    """Not saved yet. `number` in the detail is the finding's place in the file."""
    fresh_for = sorted_out.reading.format.fresh_for
    return [
        Observation(
            system=made.system,
            job=job,
            item=made.item,
            check_key=each.key,
            account=each.account,
            region=each.region,
            resource=each.resource,
            outcome=each.outcome,
            reason=each.reason,
            detail={"number": each.number, **each.detail},
            observed_at=each.observed_at,
            fresh_until=periods.after(each.observed_at, fresh_for),
            recorded_at=now,
        )
        for each in sorted_out.ours
        if each.observed_at
    ]


def _keep(made: Import, rows: Sequence[Observation]) -> None:
    """Those that an earlier reading has not kept."""
    kept = Observation.objects.known().filter(item=made.item).values_list("detail__number", "resource")
    known = set(kept.iterator(AT_ONCE))
    fresh = [row for row in rows if (row.detail["number"], row.resource) not in known]
    Observation.objects.bulk_create(fresh, batch_size=AT_ONCE)


def _tell(made: Import, rows: Sequence[Observation], supported: Mapping[str, Mapped], now: datetime.datetime) -> None:
    """The worst of each check in each account and region, as our own collectors tell it. Where the same check was seen
    later in another import, that one stands; a check that supports nothing any more takes back what it said."""
    item = _item_of(made)
    places: dict[Place, list[Observation]] = {}
    for row in rows:
        places.setdefault((row.check_key, row.account, row.region), []).append(row)
    later = _seen_later(made, places, item)
    answers = [
        Answer(
            control=control,
            service=mapped.service,
            source=source_of(place),
            outcome=worst(row.outcome for row in seen),
            observed_from=min(row.observed_at for row in seen),
            observed_until=max(row.observed_at for row in seen),
            fresh_until=min(row.fresh_until for row in seen),
            ref=item.pk,
        )
        for place, seen in places.items()
        if (mapped := supported.get(place[0])) and source_of(place) not in later
        for control in mapped.controls
    ]
    record_assessments(system=made.system, answers=answers, now=now)
    silent = {source_of(place) for place in places if place[0] not in supported}
    withdraw_assessments(system=made.system, ref=item.pk, sources=silent, now=now)


def source_of(place: Place) -> str:
    key, account, region = place
    return f"{key}@{account}/{region}"


def _seen_later(made: Import, places: Mapping[Place, Sequence[Observation]], item: Item) -> set[str]:
    until = {source_of(place): max(row.observed_at for row in seen) for place, seen in places.items()}
    said = Assessment.objects.known().filter(system=made.system, source__in=until).exclude(ref=item.pk)
    return {source for source, at in said.values_list("source", "observed_until") if at > until[source]}


def _note(made: Import, sorted_out: Sorted, now: datetime.datetime) -> None:
    reading = sorted_out.reading
    places = Counter((each.account, each.region) for each in sorted_out.elsewhere)
    made.read_at = now
    made.taken, made.elsewhere_count = len(sorted_out.ours), len(sorted_out.elsewhere)
    made.elsewhere = [[account, region, count] for (account, region), count in sorted(places.items())]
    made.unread_count = len(reading.unread)
    made.unread = [[each.number, each.why] for each in reading.unread[:UNREAD_NAMED]]
    made.titles = {each.key: each.title[:200] for each in reading.findings if each.title}
    fields = ("read_at", "taken", "elsewhere_count", "elsewhere", "unread_count", "unread", "titles")
    made.save(update_fields=fields)
    unmapped = {each.key for each in sorted_out.ours} - sorted_out.supported.keys()
    journal.record(
        verb="import.read",
        subject=made,
        system=made.system,
        actor=None,
        now=now,
        after={
            "taken": made.taken,
            "elsewhere": made.elsewhere_count,
            "unread": made.unread_count,
            "unmapped": len(unmapped),
        },
    )


IMPORT_KIND = Kind(work=work_import, give_up=give_up_import)
