"""A large estate through the real job table: what two workers do in a minute, while the table grows a hundredfold."""

import datetime
import os
import random
import time
from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from benchmarks.workers import cpu_seconds, workers
from compliance.actions.scoping import add_account, create_system
from compliance.models import Account, System
from evidence import broker, embedded
from evidence.actions.collecting import CELL, Cell, expected_cells, open_run
from evidence.collecting.templates import ROLE_NAME
from evidence.ledger.keys import create_key
from evidence.models import TERMINAL, Connection, Job, JobState, Run

ACCOUNTS = 200
REGIONS = ("eu-central-1", "eu-west-1", "us-east-1", "us-west-2")
TABLES = (1_000, 10_000, 100_000)
TIMED = 1_000
AGO = datetime.timedelta(days=30)


def an_estate() -> System:
    """Every account in every region, connected and proven."""
    now = timezone.now()
    system = create_system(
        key="estate", name="Estate", purpose="", time_zone="UTC", data_classes=[], actor=None, now=now
    )
    for number in range(ACCOUNTS):
        add_account(
            system=system,
            account_id=f"{number + 1:012}",
            name=f"Account {number}",
            regions=REGIONS,
            since=system.day_of(now),
            actor=None,
            now=now,
        )
    named = {"role_name": ROLE_NAME, "created_at": now, "proven_at": now}
    Connection.objects.bulk_create(
        Connection(account=account, system=system, external_id=f"demarc-{account.pk}", **named)
        for account in Account.objects.filter(system=system)
    )
    return system


def remember(system: System, number: int) -> None:
    """So many cells that ended a month ago, by way of a run."""
    if number <= 0:
        return
    now = timezone.now() - AGO
    catalogue = Run.objects.latest("opened_at").catalogue
    run = Run.objects.create(system=system, catalogue=catalogue, expected_cells=number, opened_at=now, closed_at=now)
    told = {"system": system, "run": run, "state": JobState.DONE, "attempt": 1, "lease_epoch": 1}
    times = {"created_at": now, "next_attempt_at": now, "started_at": now, "finished_at": now}
    args = {"account": "000000000001", "region": "global", "collector": "iam"}
    Job.objects.bulk_create(
        (Job(kind=CELL, key=f"{run.pk}/{place}", args=args, **told, **times) for place in range(number)),
        batch_size=1000,
    )


def work(run: Run) -> float:
    """Seconds from the first cell's start to the end of the last of `TIMED`."""
    ended = Job.objects.filter(run=run, state__in=TERMINAL).order_by("finished_at")
    while ended.count() < TIMED:
        time.sleep(0.1)
    first = Job.objects.filter(run=run, started_at__isnull=False).earliest("started_at").started_at
    last = ended.values_list("finished_at", flat=True)[TIMED - 1]
    if first is None or last is None:
        raise RuntimeError("What has ended has begun.")
    return (last - first).total_seconds()


def leave(run: Run) -> None:
    """Let what waits still be; it stays in the table."""
    broker.client().flushall()
    Job.objects.filter(run=run, state=JobState.READY).update(state=JobState.CANCELLED, finished_at=timezone.now())
    while Job.objects.filter(run=run, state=JobState.RUNNING).exists():
        time.sleep(0.1)
    Run.objects.filter(pk=run.pk).update(closed_at=timezone.now())


def begin(system: System, cells: Sequence[Cell]) -> tuple[Run, float]:
    began = time.perf_counter()
    return open_run(system=system, cells=cells, actor=None, now=timezone.now()), time.perf_counter() - began


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_frameworks", verbosity=0)
    create_key(settings.SIGNING_KEY_FILE)
    system = an_estate()
    cells = expected_cells(system, system.day_of(timezone.now()))
    random.Random(1122).shuffle(cells)  # noqa: S311 - the first thousand are of every collector
    title = f"{ACCOUNTS} accounts x {len(REGIONS)} regions: {len(cells)} cells; 2 workers of 4 threads"
    table = Table("jobs in the table", "of them wait", "opened in s", "cells a minute", "CPU ms a cell", title=title)
    with embedded.broker(), workers(2, 4, app="benchmarks.recorded") as processes:
        first, _ = begin(system, cells[:TIMED])
        work(first)  # until each worker has read collectors and samples
        leave(first)
        for size in TABLES:
            waiting = cells[:size]
            remember(system, size - len(waiting) - Job.objects.count())
            used = sum(map(cpu_seconds, processes))
            run, opening = begin(system, waiting)
            jobs, seconds = Job.objects.count(), work(run)
            ended = Job.objects.filter(run=run, state__in=TERMINAL).count()
            used = (sum(map(cpu_seconds, processes)) - used) / ended
            row = (
                f"{jobs:,}",
                f"{len(waiting):,}",
                f"{opening:.1f}",
                f"{TIMED / seconds * 60:.0f}",
                f"{used * 1000:.1f}",
            )
            print(*row, flush=True)
            table.add_row(*row)
            leave(run)
    Console(width=110).print(table)
    print(f"{connection.vendor}. Cores: {os.cpu_count()}, load: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
