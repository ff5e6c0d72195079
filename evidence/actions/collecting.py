"""Collect: freeze the cells of a run, and close the run when every cell is terminal. looking.py works the cells."""

import datetime
import logging
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from compliance import journal
from compliance.models import AccountTerm, Outcome, System, User
from evidence.actions import sealing
from evidence.collecting.shipped import collectors
from evidence.jobs import engine
from evidence.ledger import leaves
from evidence.models import TERMINAL, Connection, Item, Job, Observation, Run
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import CatalogueRelease

CELL = "cell"
BLIND_RETRY = datetime.timedelta(hours=1)
"""How long a cell that could not be looked at whole is left alone before the tick tries it again."""
LONGEST_FRESH = datetime.timedelta(days=31)
"""No collector's facts stay fresh for longer: what finished before is not asked for."""

log = logging.getLogger(__name__)

Cell = dict[str, str]


def expected_cells(system: System, on: datetime.date, only: Sequence[str] = ()) -> list[Cell]:
    """Account x region x collector, global services once; in the order in which they are shown."""
    wanted = [collector for key, collector in collectors().items() if not only or key in only]
    terms = AccountTerm.objects.on(on).filter(system=system).select_related("account").order_by("account__name")
    return [
        {"account": term.account.account_id, "region": region, "collector": collector.key}
        for term in terms
        for collector in wanted
        for region in (["global"] if collector.scope == "global" else sorted(term.regions))
    ]


def cell_key(cell: Mapping[str, str]) -> str:
    return f"{cell['account']}/{cell['region']}/{cell['collector']}"


def run_of(job: Job) -> UUID:
    """The id of a cell's run."""
    if job.run_id is None:
        raise ValueError(f"{job} belongs to no run")
    return job.run_id


def start_run(*, system: System, actor: User | None, now: datetime.datetime, only: Sequence[str] = ()) -> Run:
    """Open a run over every account and enter its cells as jobs. Refused while another one is open."""
    unknown = sorted(set(only) - collectors().keys())
    if unknown:
        raise Refused(f"There is no collector called {unknown[0]}. There are: {', '.join(collectors())}.")
    cells = expected_cells(system, system.day_of(now), only)
    return open_run(system=system, cells=cells, actor=actor, now=now)


@transaction.atomic
def open_run(*, system: System, cells: Sequence[Cell], actor: User | None, now: datetime.datetime) -> Run:
    """Freeze `cells` as what this run owes an answer for."""
    if not cells:
        raise Refused("There is nothing to collect: add an account with at least one region first.")
    if missing := sorted({cell["account"] for cell in cells} - proven_accounts(system)):
        raise Refused(
            f"Account {missing[0]} has no proven connection: "
            f"run `manage.py collect --account {missing[0]}` and do what it says."
        )
    sealing.signer()
    run = _opened(system, cells, actor, now)
    works = {f"{run.pk}/{cell_key(cell)}": cell for cell in cells}
    engine.publish(kind=CELL, works=works, system=system, run=run, now=now)
    journal.record(verb="run.opened", subject=run, system=system, actor=actor, now=now, after={"cells": len(cells)})
    digest = leaves.cells_digest(cell_key(cell) for cell in cells)
    leaf = leaves.RunOpened(at=now, run=run.pk, system=system.pk, cells=len(cells), cells_sha256=digest)
    sealing.append([leaf], now)
    return run


def _opened(system: System, cells: Sequence[Cell], actor: User | None, now: datetime.datetime) -> Run:
    """The constraint decides which of two that start at once is the one."""
    release = CatalogueRelease.objects.filter(digest=shipped().digest).first()
    if release is None:
        raise Refused("The catalogue of this version is not in the database: run `manage.py load_frameworks`.")
    try:
        with transaction.atomic():
            return Run.objects.create(
                system=system, catalogue=release, started_by=actor, expected_cells=len(cells), opened_at=now
            )
    except IntegrityError:
        raise Refused("A run is collecting already: wait until it has closed.") from None


def proven_accounts(system: System) -> set[str]:
    """Ids of the accounts whose role has let us in, and has refused us without the ExternalId."""
    proven = Connection.objects.filter(system=system).exclude(proven_at=None)
    return set(proven.values_list("account__account_id", flat=True))


def close_run(job: Job, now: datetime.datetime) -> None:
    """Close the job's run once every one of its cells is terminal."""
    _close(run_of(job), now)


def close_finished_runs(now: datetime.datetime) -> None:
    """Close what a worker that died after its last cell left open."""
    unfinished = Job.objects.unfinished().filter(run=OuterRef("pk"))
    for run in Run.objects.filter(~Exists(unfinished), closed_at=None):
        _close(run.pk, now)


@transaction.atomic
def _close(run_id: UUID, now: datetime.datetime) -> None:
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


def stale_cells(system: System, now: datetime.datetime) -> list[Cell]:
    """The cells that the next run has to collect: no fresh evidence, and not tried in vain within the last hour.

    A cell's latest attempt decides: a gap after good evidence is tried again.
    """
    blind = Exists(Observation.objects.filter(job=OuterRef("pk"), outcome=Outcome.ERROR))
    tried = Job.objects.filter(
        system=system, kind=CELL, state__in=TERMINAL, finished_at__gt=now - LONGEST_FRESH
    ).annotate(blind=blind)
    telling = tried.filter(Q(item=None) | Q(blind=True) | Q(item__valid_until__gt=now))
    settled: set[str] = set()
    for job in telling.select_related("item").order_by("finished_at", "pk"):
        if now < _settled_until(job):
            settled.add(cell_key(job.args))
        else:
            settled.discard(cell_key(job.args))
    return [cell for cell in expected_cells(system, system.day_of(now)) if cell_key(cell) not in settled]


def _settled_until(job: Job) -> datetime.datetime:
    finished: datetime.datetime = job.finished_at or job.created_at
    item: Item | None = getattr(job, "item", None)
    if item is None or item.valid_until is None or job.blind:  # type: ignore[attr-defined]  # annotated by the caller
        return finished + BLIND_RETRY
    return item.valid_until


def start_stale_runs(now: datetime.datetime) -> list[Run]:
    """Open a run over what is stale in every system whose accounts are proven and that is not collecting already."""
    open_ones = Run.objects.filter(system=OuterRef("pk"), closed_at=None)
    connected = Connection.objects.filter(system=OuterRef("pk")).exclude(proven_at=None)
    runs = []
    for system in System.objects.filter(~Exists(open_ones), Exists(connected), ended_at=None):
        proven = proven_accounts(system)
        cells = [cell for cell in stale_cells(system, now) if cell["account"] in proven]
        if not cells:
            continue
        try:
            runs.append(open_run(system=system, cells=cells, actor=None, now=now))
        except Refused as cause:  # a person was faster, or this system lacks something: the others go on
            log.warning("No run was started for %s: %s", system.key, cause)
    return runs
