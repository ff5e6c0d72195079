"""Look at one cell: gather it, seal its facts, judge them, and write everything under the claim's epoch, or a gap."""

import datetime
import secrets
from dataclasses import replace
from functools import cache

from django.db import transaction
from django.utils import timezone

from evidence import blobs, broker
from evidence.actions import sealing
from evidence.actions.collecting import cell_key, close_run, run_of
from evidence.actions.connecting import entry_to
from evidence.actions.following import follow
from evidence.actions.gaps import record_cancelled, record_gap
from evidence.actions.judged import commonest_reason, counted, observed, report
from evidence.actions.proposing import propose
from evidence.actions.sighting import tell_use
from evidence.collecting.aws import Door
from evidence.collecting.contract import Collector, CouldNotLook, ErrorReason
from evidence.collecting.entering import Entrances
from evidence.collecting.facts import Document, seal_bytes
from evidence.collecting.gathering import gather
from evidence.collecting.judging import judge
from evidence.collecting.pacing import MustWait, SharedBuckets
from evidence.collecting.shipped import collectors
from evidence.jobs import engine
from evidence.jobs.engine import Claim
from evidence.jobs.working import Kind, TryLater
from evidence.ledger import leaves
from evidence.models import Connection, Item, ItemKind, Job, JobState, Observation
from evidence.wording import CANCELLED, PACED
from frameworks import periods

MEDIA_TYPE = "application/json"
MAY_PASS = frozenset({ErrorReason.THROTTLED, ErrorReason.TIMED_OUT, ErrorReason.SERVER_ERROR, ErrorReason.UNREACHABLE})
ENTRANCES = Entrances()


def look(held: Claim) -> None:
    """The work of a cell. TryLater when AWS may let us in later; a gap when it does not let us in at all."""
    job = held.job
    if job.run and job.run.cancelled_at:
        leave_out(held)
        return
    collector = collectors()[job.args["collector"]]
    connection = Connection.objects.select_related("account").get(
        system=job.system, account__account_id=job.args["account"]
    )
    try:
        access = ENTRANCES.assume(replace(entry_to(connection, collector, str(run_of(job))), buckets=_buckets()))
    except CouldNotLook as failure:
        if failure.reason in MAY_PASS:
            raise TryLater(failure.reason.value) from failure
        now = timezone.now()
        with transaction.atomic():
            engine.finish(held, JobState.GAP, now, failure.reason.value)
            record_gap(job, failure.reason.value, now)
        return
    try:
        document = gather(collector, Door(access, collector, job.args["region"], clock=timezone.now))
    except MustWait as turn:
        raise TryLater(PACED, datetime.timedelta(seconds=turn.seconds)) from turn
    keep(held, collector, document)


def leave_out(held: Claim) -> None:
    """The cell of a run that was cancelled before anybody looked."""
    now = timezone.now()
    with transaction.atomic():
        engine.finish(held, JobState.CANCELLED, now, CANCELLED)
        record_cancelled([held.job], now)


@cache
def _buckets() -> SharedBuckets:
    return SharedBuckets(broker.client())


def keep(held: Claim, collector: Collector, document: Document) -> None:
    """Seal a cell's facts as one item with its answers. The bytes are durable before the transaction begins."""
    job = held.job
    answers = judge(collector, document)
    blob = blobs.put(seal_bytes(document))
    nonce = secrets.token_bytes(leaves.NONCE_BYTES)
    with blobs.open_blob(blob.digest) as sealed:
        commitment = leaves.commitment(nonce, sealed)
    said = counted(answers) | {"calls": sum(max(call["pages"], 1) for call in document["calls"])}
    started, ended = (datetime.datetime.fromisoformat(document[name]) for name in ("started_at", "ended_at"))
    now = timezone.now()
    with transaction.atomic():
        engine.finish(held, JobState.DONE, now, commonest_reason(answers), **said)
        item = Item.objects.create(
            system=job.system,
            kind=ItemKind.COLLECTED,
            title=f"{collector.title}: {job.args['account']}, {job.args['region']}",
            media_type=MEDIA_TYPE,
            size=blob.size,
            digest=blob.digest,
            nonce=nonce,
            source=f"aws.{collector.key}",
            observed_from=started,
            observed_until=ended,
            collected_at=ended,
            received_at=now,
            valid_until=periods.after(ended, collector.fresh_for),
            run=job.run,
            job=job,
        )
        rows = Observation.objects.bulk_create(observed(job, collector, answers, ended, now, item))
        report(job, collector, rows, item.pk, now)
        propose(item=item, collector=collector, document=document, now=now)
        follow(item=item, document=document, now=now)
        tell_use(item=item, collector=collector, document=document, answers=answers, now=now)
        sealing.append([_leaf(item, job, commitment, now)], now)


def _leaf(item: Item, job: Job, commitment: str, now: datetime.datetime) -> leaves.ItemCollected:
    day = job.system.day_of
    return leaves.ItemCollected(
        at=now,
        item=item.pk,
        system=item.system_id,
        run=run_of(job),
        cell=cell_key(job.args),
        source=item.source,
        observed_from=day(item.observed_from),
        observed_until=day(item.observed_until),
        collected_at=item.collected_at,
        received_at=item.received_at,
        media_type=item.media_type,
        size=item.size,
        commitment=commitment,
    )


CELL_KIND = Kind(work=look, give_up=record_gap, after=close_run)
