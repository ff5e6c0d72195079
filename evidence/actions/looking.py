"""Look at one cell: gather it, seal its facts, judge them, and write everything under the claim's epoch, or a gap."""

import datetime
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from compliance.actions.assessing import Answer, record_assessments
from evidence import blobs
from evidence.actions import sealing
from evidence.actions.collecting import cell_key, close_run, run_of
from evidence.actions.connecting import entry_to
from evidence.actions.proposing import propose
from evidence.collecting import contract
from evidence.collecting.assuming import assume
from evidence.collecting.aws import Door
from evidence.collecting.contract import Check, Collector, CouldNotLook, ErrorReason, Outcome
from evidence.collecting.facts import Document, seal_bytes
from evidence.collecting.gathering import gather
from evidence.collecting.judging import judge
from evidence.collecting.shipped import collectors
from evidence.jobs import engine
from evidence.jobs.engine import Claim
from evidence.jobs.working import Kind, TryLater
from evidence.ledger import leaves
from evidence.models import Connection, Item, ItemKind, Job, JobState, Observation
from frameworks import periods

MEDIA_TYPE = "application/json"
MAY_PASS = frozenset({ErrorReason.THROTTLED, ErrorReason.TIMED_OUT, ErrorReason.SERVER_ERROR, ErrorReason.UNREACHABLE})
WORST_FIRST = (Outcome.FAIL, Outcome.ERROR, Outcome.MANUAL, Outcome.PASS, Outcome.NOT_APPLICABLE)


def look(held: Claim) -> None:
    """The work of a cell. TryLater when AWS may let us in later; a gap when it does not let us in at all."""
    job = held.job
    collector = collectors()[job.args["collector"]]
    connection = Connection.objects.select_related("account").get(
        system=job.system, account__account_id=job.args["account"]
    )
    try:
        access = assume(entry_to(connection, collector, str(run_of(job))))
    except CouldNotLook as failure:
        if failure.reason in MAY_PASS:
            raise TryLater(failure.reason.value) from failure
        now = timezone.now()
        with transaction.atomic():
            engine.finish(held, JobState.GAP, now, failure.reason.value)
            record_gap(job, failure.reason.value, now)
        return
    keep(held, collector, gather(collector, Door(access, collector, job.args["region"], clock=timezone.now)))


def keep(held: Claim, collector: Collector, document: Document) -> None:
    """Seal a cell's facts as one item with its answers. The bytes are durable before the transaction begins."""
    job = held.job
    answers = judge(collector, document)
    blob = blobs.put(seal_bytes(document))
    nonce = secrets.token_bytes(leaves.NONCE_BYTES)
    with blobs.open_blob(blob.digest) as sealed:
        commitment = leaves.commitment(nonce, sealed)
    started, ended = (datetime.datetime.fromisoformat(document[name]) for name in ("started_at", "ended_at"))
    now = timezone.now()
    with transaction.atomic():
        engine.finish(held, JobState.DONE, now)
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
        _keep_answers(job, collector, answers, ended, now, item)
        propose(item=item, collector=collector, document=document, now=now)
        sealing.append([_leaf(item, job, commitment, now)], now)


def record_gap(job: Job, reason: str, now: datetime.datetime) -> None:
    """Nobody could look: every check of the cell says so, and the ledger has it. Never a missing row, never a pass.

    A collector that was retired meanwhile has no checks left to say it: then the ledger alone does.
    """
    collector = collectors().get(job.args["collector"])
    if collector:
        _keep_answers(job, collector, [_blind(check, job, reason) for check in collector.checks], now, now, None)
    leaf = leaves.Gap(at=now, run=run_of(job), system=job.system_id, cell=cell_key(job.args), reason=reason)
    sealing.append([leaf], now)


def _blind(check: Check, job: Job, reason: str) -> contract.Observation:
    region = "" if job.args["region"] == "global" else job.args["region"]
    resource = f"arn:aws:{check.service}:{region}:{job.args['account']}:*"
    return contract.Observation(check.key, check.service, resource, Outcome.ERROR, reason, {})


def _keep_answers(
    job: Job,
    collector: Collector,
    answers: Iterable[contract.Observation],
    observed_at: datetime.datetime,
    now: datetime.datetime,
    item: Item | None,
) -> None:
    """Keep each answer, and report the worst of each check to the duties of its controls."""
    account, region = job.args["account"], job.args["region"]
    fresh_until = periods.after(observed_at, collector.fresh_for)
    rows = Observation.objects.bulk_create(
        Observation(
            system=job.system,
            run=job.run,
            job=job,
            item=item,
            check_key=each.check,
            account=account,
            region=region,
            resource=each.resource,
            outcome=each.outcome,
            reason=each.reason,
            detail=each.detail,
            observed_at=observed_at,
            fresh_until=fresh_until,
        )
        for each in answers
    )
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.check_key, set()).add(row.outcome)
    reports = [
        Answer(
            control=control,
            service=check.service,
            source=f"{check.key}@{account}/{region}",
            outcome=next(outcome for outcome in WORST_FIRST if outcome in found[check.key]),
            observed_from=observed_at,
            observed_until=observed_at,
            fresh_until=fresh_until,
            ref=item.pk if item else run_of(job),
        )
        for check in collector.checks
        if check.key in found
        for control in check.controls
    ]
    record_assessments(system=job.system, answers=reports, now=now)


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
