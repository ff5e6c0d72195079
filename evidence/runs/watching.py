"""Watch a job's or a run's work in a terminal, until it is over."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evidence.actions.collecting import close_finished_runs
from evidence.jobs import engine
from evidence.models import TERMINAL, Job, JobQuerySet, Run
from evidence.runs.progress import progress_of

PATIENCE = 90
"""Seconds in which nothing moves and nobody holds a job, after which nobody seems to work: longer than a lease."""
PULSE = 0.15
SWEEP = 5
"""Seconds between two looks: at the work, and for jobs that a bell missed."""
CELLS_A_SECOND = 2000
"""Of so many cells more, a second is waited longer between two looks."""


class NobodyWorks(Exception):
    """Nothing has moved for a while; the message says what to do."""


@dataclass(frozen=True)
class Seen:
    over: bool
    count: int
    at_work: bool


def watch_run(run: Run, console: Console) -> Run:
    """A progress bar until the run has closed."""
    columns = (
        TextColumn("[bold]Collecting"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[now]}"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task("collecting", total=run.expected_cells, now="")

        def look() -> Seen:
            progress = progress_of(run)
            last = next((cell for cell in reversed(progress.cells) if cell.state in TERMINAL), None)
            said = f"{last.account_name} · {last.region} · {last.collector}" if last else ""
            if progress.speed:
                said += f" · {progress.speed.cells:.0f} cells, {progress.speed.calls:.0f} calls a minute"
            bar.update(task, completed=progress.finished, now=said)
            run.refresh_from_db()
            return Seen(run.closed_at is not None, progress.finished, _at_work(Job.objects.filter(run=run)))

        _wait(look, PULSE + run.expected_cells / CELLS_A_SECOND)
    return run


def watch_job(job: Job) -> Job:
    """Wait until the job is terminal."""

    def look() -> Seen:
        job.refresh_from_db()
        return Seen(job.state in TERMINAL, job.attempt, _at_work(Job.objects.filter(pk=job.pk)))

    _wait(look)
    return job


def _at_work(jobs: JobQuerySet) -> bool:
    return jobs.running(timezone.now()).exists()


def _wait(look: Callable[[], Seen], pulse: float = PULSE) -> None:
    """Look until it is over. What the minute's tick does for a run is done here too: there may be no beat."""
    moved = swept = time.monotonic()
    count = -1
    while not (seen := look()).over:
        now = time.monotonic()
        if seen.count != count or seen.at_work:
            moved, count = now, seen.count
        elif now - moved > PATIENCE:
            raise NobodyWorks("No worker has moved for a while: start one (`manage.py serve`), or read its messages.")
        if now - swept > SWEEP:
            swept = now
            engine.ring_again(timezone.now())
            close_finished_runs(timezone.now())
        time.sleep(pulse)
