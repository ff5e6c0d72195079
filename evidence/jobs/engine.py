"""The one engine behind all work: publish, claim, lease, finish, sweep (design, section 6).

The database holds the truth and Celery only rings the bell: a lost or doubled message changes nothing. A claim is
one conditional UPDATE that raises `lease_epoch`; whoever finishes must still hold that epoch, in the transaction that
writes the results, so a worker that lost its lease writes nothing.
"""

import datetime
import logging
import os
import secrets
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F
from kombu.exceptions import OperationalError

from compliance.models import System
from evidence import broker
from evidence.models import Job, JobState, Run

LEASE = datetime.timedelta(seconds=60)
LOST_TO_RUN_ALONE = 3
"""A job that took this many workers down with it is tried once more, alone, and then set aside."""

AT_A_TIME = 1000
"""Rows that one INSERT enters."""
BELLS = 5000
"""The most that are rung at a time: the sweep rings for the others once the queue has grown short."""

WORKER = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
"""Who claims: this process, and the children that it forks. Never given twice."""

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
        (
            Job(kind=kind, key=key, system=system, run=run, args=args, created_at=now, next_attempt_at=now)
            for key, args in works.items()
        ),
        batch_size=AT_A_TIME,
    )
    transaction.on_commit(lambda: ring(job.pk for job in jobs[:BELLS]))
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
    job.lease_until, job.started_at, job.worker = now + lease, job.started_at or now, WORKER
    fields = ("state", "lost", "attempt", "lease_epoch", "lease_until", "started_at", "worker")
    taken = (
        Job.objects.claimable(now)
        .filter(pk=job_id, lease_epoch=epoch)
        .update(**{name: getattr(job, name) for name in fields})
    )
    if not taken:
        return None
    held = Claim(job, job.lease_epoch)
    if _has_to_wait(job, now):  # somebody claimed between our look and our claim: each sees the other by now
        give_back(held, job.next_attempt_at, job.reason)
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


def finish(held: Claim, state: JobState, now: datetime.datetime, reason: str = "", **counted: int) -> None:
    """End the job. Call it first in the transaction that writes its results; Fenced undoes them all.

    counted: its `calls`, `answers` and `blind`, where it has them.
    """
    _end(held, state=state, reason=reason, finished_at=now, lease_until=None, **counted)


def postpone(held: Claim, until: datetime.datetime, reason: str) -> None:
    """Put the job back for a later attempt. The wait is in the database, never in a worker."""
    _end(held, state=JobState.READY, reason=reason, next_attempt_at=until, lease_until=None)


def give_back(held: Claim, until: datetime.datetime, reason: str) -> None:
    """As `postpone`, of an attempt that was none: it does not count."""
    attempt = held.job.attempt - 1
    _end(held, state=JobState.READY, reason=reason, attempt=attempt, next_attempt_at=until, lease_until=None)


def give_all_back(now: datetime.datetime) -> list[int]:
    """Return what this worker holds, for another one to take at once; whoever still works on it here is fenced."""
    mine = Job.objects.filter(state=JobState.RUNNING, worker=WORKER)
    ids = list(mine.values_list("pk", flat=True))
    mine.filter(pk__in=ids).update(
        state=JobState.READY, attempt=F("attempt") - 1, next_attempt_at=now, lease_until=None
    )
    ring(ids)
    return ids


def waiting(now: datetime.datetime, first: int = 0, last: int = BELLS) -> list[int]:
    """Jobs that a bell may have missed: ready and due, from the `first` to the `last` in line, and behind them those
    that run under a lease which ran out."""
    ready = Job.objects.filter(state=JobState.READY, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
    dead = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now).order_by("lease_until")
    return [*ready.values_list("pk", flat=True)[first:last], *dead.values_list("pk", flat=True)[:BELLS]]


def ring_again(now: datetime.datetime) -> None:
    """Ring for what no bell announces: bells that lie in the queue are those of the first in line."""
    ring(waiting(now, first=min(broker.unheard(), BELLS)))


def _end(held: Claim, **changes: Any) -> None:
    if not Job.objects.held(held.job.pk, held.epoch).update(**changes):
        raise _fenced(held)


def _fenced(held: Claim) -> Fenced:
    return Fenced(f"{held.job} was taken over after epoch {held.epoch}")
