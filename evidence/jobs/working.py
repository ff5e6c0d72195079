"""How one attempt at a job goes: claimed, kept alive, and always ended by a recorded state."""

import datetime
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import Error as DatabaseFailure
from django.db import connection, transaction
from django.utils import timezone

from evidence.jobs import engine, leaving
from evidence.jobs.engine import LOST_TO_RUN_ALONE, Claim, Fenced
from evidence.models import TERMINAL, Job, JobState
from evidence.wording import FAILED, WORKER_DIED

MOST_FAILURES = 3
BACKOFF = datetime.timedelta(seconds=20)
"""The wait after the first failure; it doubles with each further one."""

log = logging.getLogger(__name__)


class TryLater(Exception):
    """The attempt met something that may pass. `reason` is a code; after the last attempt it becomes the gap's.

    With a `wait` it was not its turn, which is no failure: it is tried again after that, as often as it takes.
    """

    def __init__(self, reason: str, wait: datetime.timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


def nothing(job: Job, now: datetime.datetime) -> None:
    """What most kinds do once a job has ended."""


@dataclass(frozen=True)
class Kind:
    """What a kind of job does. `work` ends the claim by `engine.finish` in its own transaction.

    `give_up(job, reason, now)` writes what must be known when no attempt succeeded; it runs in the transaction that
    ends the job. `after(job, now)` runs once the job has ended in whatever way; a worker may die before it, so what it
    does is also done by the minute's tick.
    """

    work: Callable[[Claim], None]
    give_up: Callable[[Job, str, datetime.datetime], None]
    after: Callable[[Job, datetime.datetime], None] = nothing


def attempt(job_id: int, kinds: Mapping[str, Kind], lease: datetime.timedelta = engine.LEASE) -> bool:
    """One attempt at the job, if it can be claimed now. True when it was ours to attempt."""
    held = None if leaving.LEAVING.is_set() else engine.claim(job_id, timezone.now(), lease)
    if held is None:
        return False
    kind = kinds[held.job.kind]
    try:
        _try(held, kind, lease)
    except Fenced as lost:
        log.warning("%s", lost)
        return True
    held.job.refresh_from_db(fields=["state"])
    if held.job.state in TERMINAL:
        kind.after(held.job, timezone.now())
    return True


def _try(held: Claim, kind: Kind, lease: datetime.timedelta) -> None:
    if held.job.lost > LOST_TO_RUN_ALONE:
        _give_up(held, kind, JobState.QUARANTINED, WORKER_DIED)
        return
    try:
        with kept_alive(held, lease):
            kind.work(held)
    except Fenced:
        raise
    except TryLater as obstacle:
        if obstacle.wait is None:
            _again(held, kind, obstacle.reason)
        else:
            engine.give_back(held, timezone.now() + obstacle.wait, obstacle.reason)
    except Exception:
        log.exception("%s failed in attempt %d", held.job, held.job.attempt)
        connection.close_if_unusable_or_obsolete()
        _again(held, kind, FAILED)


def _again(held: Claim, kind: Kind, reason: str) -> None:
    """Another attempt later; after the last one, a recorded gap. Attempts that died with their worker do not count."""
    failures = held.job.attempt - held.job.lost
    if failures >= MOST_FAILURES:
        _give_up(held, kind, JobState.GAP, reason)
    else:
        engine.postpone(held, timezone.now() + BACKOFF * 2 ** (failures - 1), reason)


def _give_up(held: Claim, kind: Kind, state: JobState, reason: str) -> None:
    now = timezone.now()
    with transaction.atomic():
        engine.finish(held, state, now, reason)
        kind.give_up(held.job, reason, now)


@contextmanager
def kept_alive(held: Claim, lease: datetime.timedelta) -> Iterator[None]:
    """Renew the lease from a thread of the worker process while the block runs; a dead process renews nothing."""
    if connection.in_atomic_block:
        raise RuntimeError("A job is never worked inside a transaction: its lease could not be renewed.")
    over = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(over, held, lease), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew_until(over: threading.Event, held: Claim, lease: datetime.timedelta) -> None:
    """A database that is away for a moment does not end the renewing; a lost lease does."""
    try:
        while not over.wait(lease.total_seconds() / 3):
            try:
                if not engine.renew(held, timezone.now(), lease):
                    return
            except DatabaseFailure as error:
                log.warning("The lease of %s could not be renewed: %s", held.job, error)
                connection.close()
    finally:
        connection.close()
