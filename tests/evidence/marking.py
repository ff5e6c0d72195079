"""Small jobs for the stories of the engine: each leaves one leaf in the ledger, so what is lost or doubled shows."""

import datetime
import json
import os
import signal
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from compliance.actions.scoping import create_system
from compliance.models import System
from evidence.actions import sealing
from evidence.jobs import engine, leaving
from evidence.jobs.engine import Claim
from evidence.jobs.working import Kind, TryLater
from evidence.ledger import leaves
from evidence.models import Job, JobState, LedgerEntry
from frameworks.ids import new_id

MARK = "mark"


def a_system(key: str = "harbour") -> System:
    return create_system(
        key=key,
        name=key.title(),
        purpose="",
        time_zone="UTC",
        data_classes=[],
        actor=None,
        now=timezone.now(),
    )


def publish(*works: dict[str, Any], system: System | None = None) -> list[Job]:
    """One job for each of `works`, which say what happens in it; see `work`."""
    named = {f"{new_id()}": args for args in works}
    return engine.publish(kind=MARK, works=named, system=system or a_system(), now=timezone.now())


def work(held: Claim) -> None:
    """Take `seconds`; then `do` nothing special, `raise`, ask to `try-later`, `kill` the worker, or, `until-told`, wait
    for the word to leave."""
    args = held.job.args
    time.sleep(args.get("seconds", 0))
    match args.get("do"):
        case "until-told":
            leaving.LEAVING.wait()
        case "raise":
            raise ArithmeticError("two and two are five")
        case "try-later":
            raise TryLater("throttled")
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
    finish_with_a_leaf(held)


def claim_and_stall(job: Job) -> Claim | None:
    """A worker claims the job and is not heard of until its lease is over."""
    return engine.claim(job.pk, timezone.now(), lease=datetime.timedelta(seconds=-1))


def finish_with_a_leaf(held: Claim) -> None:
    with transaction.atomic():
        engine.finish(held, JobState.DONE, timezone.now())
        leave(held.job, "done", timezone.now())


def give_up(job: Job, reason: str, now: datetime.datetime) -> None:
    leave(job, "gap", now)


def leave(job: Job, how: str, now: datetime.datetime) -> None:
    day = now.date()
    leaf = leaves.ItemUploaded(
        at=now,
        item=new_id(),
        system=job.system_id,
        source=f"{how}.{job.pk}",
        observed_from=day,
        observed_until=day,
        collected_at=now,
        received_at=now,
        media_type="text/plain",
        size=0,
        commitment="0" * 64,
    )
    sealing.append([leaf], now)


def left_by(jobs: Sequence[Job]) -> dict[int, list[str]]:
    """How each of these jobs says it ended, once for each time it said so."""
    said: dict[int, list[str]] = {job.pk: [] for job in jobs}
    for entry in LedgerEntry.objects.filter(kind="item.uploaded"):
        how, _, pk = json.loads(bytes(entry.leaf))["source"].rpartition(".")
        if int(pk) in said:
            said[int(pk)].append(how)
    return said


def states(jobs: Sequence[Job]) -> Counter[str]:
    return Counter(Job.objects.filter(pk__in=[job.pk for job in jobs]).values_list("state", flat=True))


KINDS = {MARK: Kind(work=work, give_up=give_up)}
