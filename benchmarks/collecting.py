"""A whole run, with its verdicts and sealed evidence, beside a bare boto3 thread pool that makes the same requests."""

import os
import time
from collections.abc import Sequence
from statistics import median

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from benchmarks import bare
from benchmarks.catalogue import once
from benchmarks.simulated import simulated_aws
from benchmarks.workers import peak_memory, workers
from compliance.models import Account, System
from evidence import embedded
from evidence.actions.collecting import Cell, expected_cells, open_run
from evidence.actions.connecting import connect, keep_proofs
from evidence.collecting.assuming import Proof, Proven, Standing
from evidence.demo import story
from evidence.ledger.keys import create_key
from evidence.models import Job, Observation, Run

ROUNDS = 5
THREADS = 16
MANY = 4


def a_system() -> System:
    """The demonstration's, each account connected: the simulated AWS lets in whoever asks."""
    system, people = story.tell("a password that nobody uses", timezone.now())
    held = [Proven(proof, Standing.HELD) for proof in Proof]
    for account in Account.objects.filter(system=system).select_related("system"):
        row = connect(account=account, actor=people.olive, now=timezone.now())
        keep_proofs(row, held, people.olive, timezone.now())
    return system


def collect(system: System, cells: Sequence[Cell]) -> Run:
    """From the freezing of the cells to the signed checkpoint over what was sealed."""
    run = open_run(system=system, cells=cells, actor=None, now=timezone.now())
    while run.closed_at is None:
        time.sleep(0.02)
        run.refresh_from_db(fields=["closed_at"])
    return run


def answered_cells(system: System) -> tuple[list[Cell], list[dict[str, object]]]:
    """The cells that the simulated AWS answers whole, and what a first run sealed of them; it warms the worker."""
    everything = expected_cells(system, system.day_of(timezone.now()))
    sealed = bare.documents(collect(system, everything))
    lacking = {document["collector"] for document in sealed if not bare.answered(document)}
    cells = [cell for cell in everything if cell["collector"] not in lacking]
    return cells, [document for document in sealed if document["collector"] not in lacking]


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_frameworks", verbosity=0)
    create_key(settings.SIGNING_KEY_FILE)
    system = a_system()
    ours: list[float] = []
    theirs: list[float] = []
    many: list[float] = []
    with simulated_aws(), embedded.broker():
        with workers(1, THREADS) as (worker,):
            cells, sealed = answered_cells(system)
            entries, requests = bare.entries(sealed), bare.requests(sealed)
            for _ in range(ROUNDS):
                ours.append(once(lambda: collect(system, cells)))
                pool = bare.Pool(THREADS)
                theirs.append(once(lambda pool=pool: pool.work(entries, requests)))
            memory = peak_memory(worker)
        run = Run.objects.latest("opened_at")
        made = sum(Job.objects.filter(run=run).values_list("calls", flat=True)) + 2 * len(entries)
        with workers(MANY, THREADS // MANY):
            for _ in range(ROUNDS):
                collect(system, cells)  # until each has read its models
            many = [once(lambda: collect(system, cells)) for _ in range(ROUNDS)]
    times = f"{len(cells)} cells of {len({cell['collector'] for cell in cells})} collectors, {connection.vendor}"
    table = Table("what", "requests", "s", "ratio", title=f"A run: {times}, medians of {ROUNDS} rounds")
    ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
    table.add_row(f"a bare boto3 pool of {THREADS} threads", str(pool.made), f"{median(theirs):.1f}", "")
    answers = Observation.objects.filter(run=run).count()
    table.add_row(f"a worker of {THREADS} threads, {answers} answers", str(made), f"{median(ours):.1f}", f"{ratio:.2f}")
    shares = f"{median(ours) / median(many):.2f} times as fast"
    table.add_row(f"{MANY} workers of {THREADS // MANY} threads", str(made), f"{median(many):.1f}", shares)
    Console(width=110).print(table)
    print(f"Peak memory of the worker: {memory:.0f} MB. Cores: {os.cpu_count()}, load: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
