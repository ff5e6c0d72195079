"""Celery's two bells: work on one job, and the minute's tick. Thin: the rules are in jobs/ and actions/."""

import datetime
import logging
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from compliance.actions.announcing import announce_due, announce_news
from compliance.actions.notifying import announce_lapses, send_due
from compliance.actions.recording_days import record_standing_days
from compliance.actions.settling import settle_each_day
from evidence.actions.announcing import announce_evidence
from evidence.actions.collecting import CELL, close_finished_runs, start_stale_runs
from evidence.actions.filing import file_memos
from evidence.actions.looking import CELL_KIND
from evidence.actions.packing import PACK, PACK_KIND
from evidence.actions.reporting import REPORT, REPORT_KIND
from evidence.actions.sealing import seal_journal
from evidence.jobs import engine
from evidence.jobs.working import attempt

KINDS = {CELL: CELL_KIND, PACK: PACK_KIND, REPORT: REPORT_KIND}

log = logging.getLogger(__name__)


@shared_task(name="evidence.tasks.work")
def work(job_id: int) -> None:
    """One attempt at one job; what cannot be claimed is somebody else's or done."""
    attempt(job_id, KINDS)


def sweep(now: datetime.datetime) -> None:
    """Ring again for every job whose bell was lost, whose wait is over or whose worker died."""
    engine.ring(engine.waiting(now))


EACH_MINUTE: tuple[Callable[[datetime.datetime], object], ...] = (
    sweep,
    close_finished_runs,
    start_stale_runs,
    settle_each_day,
    file_memos,
    record_standing_days,
    announce_lapses,
    announce_news,
    announce_due,
    announce_evidence,
    send_due,
    seal_journal,
)


@shared_task(name="evidence.tasks.tick")
def tick() -> None:
    """What keeps everything going without anybody. A step that fails never keeps the others from theirs."""
    now = timezone.now()
    for step in EACH_MINUTE:
        try:
            step(now)
        except Exception:
            log.exception("The minute's %s failed; it is tried again in the next one.", step.__name__)
