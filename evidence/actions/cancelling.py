"""Cancel a run: what nobody has begun is left out and recorded as such; what has begun is finished."""

import datetime
from uuid import UUID

from django.db import transaction

from compliance import journal
from compliance.models import User
from evidence.actions.collecting import close_if_over
from evidence.actions.gaps import record_cancelled
from evidence.models import Job, JobState, Run
from evidence.wording import CANCELLED
from frameworks.errors import Refused

AT_A_TIME = 500
"""Cells left out in one transaction: it holds the ledger's head."""


def cancel_run(*, run: Run, actor: User | None, now: datetime.datetime) -> Run:
    """Leave out every cell that nobody has begun, and close the run if that was all. Refused when it is over.

    A cell that comes to a worker meanwhile, or comes back from one that died, is left out there (`looking`).
    """
    _decide(run.pk, actor, now)
    while _leave_some_out(run.pk, now):
        pass
    close_if_over(run.pk, now)
    run.refresh_from_db()
    return run


@transaction.atomic
def _decide(run_id: UUID, actor: User | None, now: datetime.datetime) -> None:
    open_ones = Run.objects.select_for_update(of=("self",), no_key=True).filter(closed_at=None, cancelled_at=None)
    run = open_ones.select_related("system").filter(pk=run_id).first()
    if run is None:
        raise Refused("This run is over or cancelled already.")
    run.cancelled_at, run.cancelled_by = now, actor
    run.save(update_fields=["cancelled_at", "cancelled_by"])
    journal.record(verb="run.cancelled", subject=run, system=run.system, actor=actor, now=now)


@transaction.atomic
def _leave_some_out(run_id: UUID, now: datetime.datetime) -> bool:
    """False when no cell waits any more. A worker that claims one of them at the same time has it."""
    waiting = Job.objects.filter(run=run_id, state=JobState.READY)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
    waiting.filter(pk__in=ids).update(state=JobState.CANCELLED, reason=CANCELLED, finished_at=now)
    record_cancelled(list(Job.objects.filter(pk__in=ids, state=JobState.CANCELLED)), now)
    return bool(ids)
