"""The one engine behind all work: publish, claim, lease, finish, sweep (design, section 6).

The database holds the truth and Celery only rings the bell: a lost or doubled message changes nothing. A claim is
one conditional UPDATE that raises `lease_epoch`; whoever finishes must still hold that epoch, in the transaction that
writes the results, so a worker that lost its lease writes nothing.
"""

import datetime
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from compliance.models import System
from evidence.models import Job, JobState, Run

LEASE = datetime.timedelta(seconds=60)
LOST_TO_RUN_ALONE = 3
"""A job that took this many workers down with it is tried once more, alone, and then set aside."""

ONCE_MORE = {"max_retries": 1, "interval_start": 0, "interval_step": 0}
"""A broker that was restarted is found again; one that is away is not waited for."""

log = logging.getLogger(__name__)


class Fenced(Exception):
    """The lease was lost: somebody else has the job now, and nothing of this attempt may be written."""


@dataclass(frozen=True)
class Claim:
    """The right to work on a job, as long as its epoch stands."""

    job: Job
    epoch: int


def publish(
    *,
    kind: str,
    works: Mapping[str, Mapping[str, Any]],
    system: System,
    now: datetime.datetime,
    run: Run | None = None,
) -> list[Job]:
    """Enter one job for each key of `works`, with its args; all or none. The bells ring on commit.

    A key that was entered before is an IntegrityError: whoever names a job makes the name new.
    """
    jobs = Job.objects.bulk_create(
        Job(kind=kind, key=key, system=system, run=run, args=args, created_at=now, next_attempt_at=now)
        for key, args in works.items()
    )
    transaction.on_commit(lambda: ring(job.pk for job in jobs))
    return jobs


def ring(ids: Iterable[int]) -> None:
    """Tell the workers. When the broker is away nothing is lost: the sweep rings again within a minute."""
    try:
        with current_app.producer_or_acquire() as producer:
            for pk in ids:
                current_app.send_task("evidence.tasks.work", args=(pk,), producer=producer, retry_policy=ONCE_MORE)
    except OperationalError as error:
        log.warning("The broker is away (%s): the sweep will ring again.", error)


def claim(job_id: int, now: datetime.datetime, lease: datetime.timedelta = LEASE) -> Claim | None:
    """Take the job, or None: it is done, somebody has it, it is not due yet, or a lone job goes first.

    Whoever finds a job running under a lease that ran out counts the worker that had it as lost.
    """
    job = Job.objects.claimable(now).filter(pk=job_id).select_related("system", "run").first()
    if job is None:
        return None
    job.lost += job.state == JobState.RUNNING
    if _has_to_wait(job, now):
        return None
    epoch = job.lease_epoch
    job.state, job.lease_epoch, job.attempt = JobState.RUNNING, epoch + 1, job.attempt + 1
    job.lease_until, job.started_at = now + lease, job.started_at or now
    fields = ("state", "lost", "attempt", "lease_epoch", "lease_until", "started_at")
    taken = (
        Job.objects.claimable(now)
        .filter(pk=job_id, lease_epoch=epoch)
        .update(**{name: getattr(job, name) for name in fields})
    )
    if not taken:
        return None
    held = Claim(job, job.lease_epoch)
    if _has_to_wait(job, now):  # somebody claimed between our look and our claim: each sees the other by now
        _end(held, state=JobState.READY, attempt=job.attempt - 1, lease_until=None)
        return None
    return held


def _has_to_wait(job: Job, now: datetime.datetime) -> bool:
    """A suspect waits until nobody works; everybody else waits for a suspect that is due or at work.

    So the next death convicts the right one. Asked before a claim, to spare it, and again after it: of two that claim
    in the same instant at least one sees the other and gives its job back.
    """
    others = Job.objects.exclude(pk=job.pk)
    if job.lost > LOST_TO_RUN_ALONE:
        return False  # convicted: it is only set aside
    if job.lost == LOST_TO_RUN_ALONE:
        return others.running(now).exists()
    return others.suspects(now, LOST_TO_RUN_ALONE).exists()


def renew(held: Claim, now: datetime.datetime, lease: datetime.timedelta = LEASE) -> bool:
    """Hold the job longer; False when it is no longer ours."""
    return bool(Job.objects.held(held.job.pk, held.epoch).update(lease_until=now + lease))


def hold(held: Claim, now: datetime.datetime) -> None:
    """The fence for a step on the way: call it first in the step's transaction. Fenced when the job is not ours."""
    if not renew(held, now):
        raise _fenced(held)


def finish(held: Claim, state: JobState, now: datetime.datetime, reason: str = "") -> None:
    """End the job. Call it first in the transaction that writes its results; Fenced undoes them all."""
    _end(held, state=state, reason=reason, finished_at=now, lease_until=None)


def postpone(held: Claim, until: datetime.datetime, reason: str) -> None:
    """Put the job back for a later attempt. The wait is in the database, never in a worker."""
    _end(held, state=JobState.READY, reason=reason, next_attempt_at=until, lease_until=None)


def waiting(now: datetime.datetime, limit: int = 1000) -> list[int]:
    """Jobs that a bell may have missed: ready and due, or running under a lease that ran out."""
    jobs = Job.objects.claimable(now).order_by("next_attempt_at", "pk")
    return list(jobs.values_list("pk", flat=True)[:limit])


def _end(held: Claim, **changes: Any) -> None:
    if not Job.objects.held(held.job.pk, held.epoch).update(**changes):
        raise _fenced(held)


def _fenced(held: Claim) -> Fenced:
    return Fenced(f"{held.job} was taken over after epoch {held.epoch}")
