"""Collect: freeze the cells of a run, and close the run when every cell is terminal. looking.py works the cells."""

import datetime
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from compliance import journal
from compliance.models import AccountTerm, System, User
from evidence.actions import sealing
from evidence.collecting.shipped import collectors
from evidence.jobs import engine
from evidence.ledger import leaves
from evidence.models import GAPS, Connection, Job, Run
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import CatalogueRelease

CELL = "cell"

Cell = dict[str, str]


def expected_cells(system: System, on: datetime.date, only: Sequence[str] = ()) -> list[Cell]:
    """Account x region x collector, global services once; in the order in which they are worked.

    A collector's accounts come after each other, so that they share clients, and an account's regions its entry.
    """
    wanted = [collector for key, collector in collectors().items() if not only or key in only]
    terms = AccountTerm.objects.on(on).filter(system=system).select_related("account").order_by("account__name")
    return [
        {"account": term.account.account_id, "region": region, "collector": collector.key}
        for collector in wanted
        for term in terms
        for region in (["global"] if collector.scope == "global" else sorted(term.regions))
    ]


def cell_key(cell: Mapping[str, str]) -> str:
    return f"{cell['account']}/{cell['region']}/{cell['collector']}"


def run_of(job: Job) -> UUID:
    """The id of a cell's run."""
    if job.run_id is None:
        raise ValueError(f"{job} belongs to no run")
    return job.run_id


def start_run(
    *,
    system: System,
    actor: User | None,
    now: datetime.datetime,
    only: Sequence[str] = (),
    accounts: Sequence[str] = (),
) -> Run:
    """Open a run over every account and collector, or over those that are named. Refused while another one is open."""
    unknown = sorted(set(only) - collectors().keys())
    if unknown:
        raise Refused(f"There is no collector called {unknown[0]}. There are: {', '.join(collectors())}.")
    cells = expected_cells(system, system.day_of(now), only)
    strange = sorted(set(accounts) - {cell["account"] for cell in cells})
    if strange:
        raise Refused(f"Account {strange[0]} is not in scope with a region today: name another one.")
    wanted = [cell for cell in cells if not accounts or cell["account"] in accounts]
    return open_run(system=system, cells=wanted, actor=actor, now=now)


def start_again(*, run: Run, actor: User | None, now: datetime.datetime) -> Run:
    """Open a run over those cells of `run` that could not be looked at whole, as far as they are in scope still."""
    left = run.jobs.filter(Q(state__in=GAPS) | Q(blind__gt=0))
    keys = {cell_key(args) for args in left.values_list("args", flat=True)}
    cells = [cell for cell in expected_cells(run.system, run.system.day_of(now)) if cell_key(cell) in keys]
    if not cells:
        raise Refused("Nothing of this run is left to collect: every cell was looked at whole, or is out of scope.")
    return open_run(system=run.system, cells=cells, actor=actor, now=now, again=run)


@transaction.atomic
def open_run(
    *,
    system: System,
    cells: Sequence[Cell],
    actor: User | None,
    now: datetime.datetime,
    slot: datetime.datetime | None = None,
    again: Run | None = None,
) -> Run:
    """Freeze `cells` as what this run owes an answer for.

    slot: the minute whose tick starts it; a slot is given once. again: the run that left them.
    """
    if not cells:
        raise Refused("There is nothing to collect: add an account with at least one region first.")
    if missing := sorted({cell["account"] for cell in cells} - proven_accounts(system)):
        raise Refused(
            f"Account {missing[0]} has no proven connection: "
            f"run `manage.py collect --account {missing[0]}` and do what it says."
        )
    sealing.signer()
    run = _opened(system, cells, actor, now, slot)
    works = {f"{run.pk}/{cell_key(cell)}": cell for cell in cells}
    engine.publish(kind=CELL, works=works, system=system, run=run, now=now)
    after = {"cells": len(cells)} | ({"again": str(again.pk)} if again else {})
    journal.record(verb="run.opened", subject=run, system=system, actor=actor, now=now, after=after)
    digest = leaves.cells_digest(cell_key(cell) for cell in cells)
    leaf = leaves.RunOpened(at=now, run=run.pk, system=system.pk, cells=len(cells), cells_sha256=digest)
    sealing.append([leaf], now)
    return run


def _opened(
    system: System,
    cells: Sequence[Cell],
    actor: User | None,
    now: datetime.datetime,
    slot: datetime.datetime | None,
) -> Run:
    """The constraints decide which of two that start at once, or for the same slot, is the one."""
    release = CatalogueRelease.objects.filter(digest=shipped().digest).first()
    if release is None:
        raise Refused("The catalogue of this version is not in the database: run `manage.py load_frameworks`.")
    try:
        with transaction.atomic():
            return Run.objects.create(
                system=system, catalogue=release, started_by=actor, expected_cells=len(cells), slot=slot, opened_at=now
            )
    except IntegrityError:
        raise Refused("A run is collecting already: wait until it has closed.") from None


def proven_accounts(system: System) -> set[str]:
    """Ids of the accounts whose role has let us in, and has refused us without the ExternalId."""
    proven = Connection.objects.filter(system=system).exclude(proven_at=None)
    return set(proven.values_list("account__account_id", flat=True))


def close_run(job: Job, now: datetime.datetime) -> None:
    """Close the job's run once every one of its cells is terminal."""
    close_if_over(run_of(job), now)


def close_finished_runs(now: datetime.datetime) -> None:
    """Close what a worker that died after its last cell left open."""
    unfinished = Job.objects.unfinished().filter(run=OuterRef("pk"))
    for run in Run.objects.filter(~Exists(unfinished), closed_at=None):
        close_if_over(run.pk, now)


@transaction.atomic
def close_if_over(run_id: UUID, now: datetime.datetime) -> None:
    """Count the run's items and gaps into the ledger and sign its head, all at once; nothing if a cell is not terminal.

    The row is locked so that two last cells close it once; without its key, so that rows which point to it may come.
    """
    if Job.objects.unfinished().filter(run=run_id).exists():
        return
    open_ones = Run.objects.select_for_update(of=("self",), no_key=True).filter(closed_at=None)
    run = open_ones.select_related("system", "catalogue").filter(pk=run_id).first()
    if run is None:
        return
    run.closed_at = now
    run.save(update_fields=["closed_at"])
    items = run.items.count()
    journal.record(verb="run.closed", subject=run, system=run.system, actor=None, now=now, after={"items": items})
    leaf = leaves.RunClosed(
        at=now,
        run=run.pk,
        system=run.system_id,
        items=items,
        gaps=run.expected_cells - items,
        catalogue=run.catalogue.digest,
    )
    sealing.append([leaf], now)
    sealing.make_checkpoint("run-closed", now)
