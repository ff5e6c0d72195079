"""How far a run has come: one reading for the page, the API and the terminal."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q

from compliance.models import Account, Outcome
from evidence.models import TERMINAL, Job, JobState, Run


@dataclass(frozen=True)
class Cell:
    """One account x region x collector. `blind` counts the answers that could not be had in it."""

    account_id: str
    account_name: str
    region: str
    collector: str
    state: str
    reason: str
    answers: int
    blind: int
    seconds: float | None


@dataclass(frozen=True)
class Progress:
    total: int
    finished: int
    running: int
    gaps: int
    answers: int
    blind: int
    cells: tuple[Cell, ...]

    @property
    def done(self) -> bool:
        return self.finished == self.total

    @property
    def percent(self) -> int:
        return self.finished * 100 // self.total if self.total else 100


def progress_of(run: Run) -> Progress:
    """Two queries, whatever the number of cells."""
    names = dict(Account.objects.filter(system=run.system_id).values_list("account_id", "name"))
    jobs = Job.objects.filter(run=run).annotate(
        answers=Count("observations"),
        blind=Count("observations", filter=Q(observations__outcome=Outcome.ERROR)),
    )
    cells = tuple(_cell(job, names) for job in jobs.order_by("id"))
    states = [cell.state for cell in cells]
    return Progress(
        total=run.expected_cells,
        finished=sum(state in TERMINAL for state in states),
        running=states.count(JobState.RUNNING),
        gaps=sum(state in {JobState.GAP, JobState.QUARANTINED, JobState.CANCELLED} for state in states),
        answers=sum(cell.answers for cell in cells),
        blind=sum(cell.blind for cell in cells),
        cells=cells,
    )


def _cell(job: Job, names: dict[str, str]) -> Cell:
    taken: datetime.timedelta | None = None
    if job.finished_at and job.started_at:
        taken = job.finished_at - job.started_at
    account_id = job.args["account"]
    return Cell(
        account_id=account_id,
        account_name=names.get(account_id, account_id),
        region=job.args["region"],
        collector=job.args["collector"],
        state=job.state,
        reason=job.reason,
        answers=job.answers,  # type: ignore[attr-defined]  # annotated above
        blind=job.blind,  # type: ignore[attr-defined]
        seconds=taken.total_seconds() if taken else None,
    )
