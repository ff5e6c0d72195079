"""Celery's two bells: work on one job, and the minute's tick. Thin: the rules are in jobs/ and actions/."""

import datetime
import logging
from collections.abc import Callable

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from compliance.actions.announcing import announce_due, announce_news
from compliance.actions.notifying import announce_lapses, send_due
from compliance.actions.recording_days import record_standing_days
from compliance.actions.settling import settle_each_day
from evidence.actions.announcing import announce_evidence
from evidence.actions.announcing_requests import announce_requests
from evidence.actions.collecting import CELL, close_finished_runs
from evidence.actions.expecting import expect_each_day
from evidence.actions.filing import file_memos
from evidence.actions.freshening import start_stale_runs
from evidence.actions.looking import CELL_KIND
from evidence.actions.mailing_heads import mail_heads
from evidence.actions.packing import PACK, PACK_KIND
from evidence.actions.proving import PROOF, PROOF_KIND
from evidence.actions.reading_findings import IMPORT_KIND
from evidence.actions.reporting import REPORT, REPORT_KIND
from evidence.actions.sealing import checkpoint_each_hour, seal_journal
from evidence.actions.taking_findings import IMPORT
from evidence.health import note_canary
from evidence.jobs import engine
from evidence.jobs.working import attempt

KINDS = {CELL: CELL_KIND, PACK: PACK_KIND, REPORT: REPORT_KIND, IMPORT: IMPORT_KIND, PROOF: PROOF_KIND}

log = logging.getLogger(__name__)


@shared_task(name="evidence.tasks.work")
def work(job_id: int) -> None:
    """One attempt at one job; what cannot be claimed is somebody else's or done."""
    attempt(job_id, KINDS)


def sweep(now: datetime.datetime) -> None:
    """Ring again for every job whose bell was lost, whose wait is over or whose worker died."""
    engine.ring_again(now)


@shared_task(name="evidence.tasks.canary")
def canary(sent_at: str) -> None:
    """It came to a worker: somebody works."""
    note_canary(datetime.datetime.fromisoformat(sent_at), timezone.now())


def send_canary(now: datetime.datetime) -> None:
    """One that waited for longer than a minute would only tell what the next one tells."""
    try:
        canary.apply_async(args=(now.isoformat(),), expires=60, retry_policy=engine.ONCE_MORE)
    except OperationalError as error:
        log.warning("No canary could be sent: the broker is away (%s).", error)


EACH_MINUTE: tuple[Callable[[datetime.datetime], object], ...] = (
    send_canary,
    sweep,
    close_finished_runs,
    start_stale_runs,
    settle_each_day,
    file_memos,
    expect_each_day,
    record_standing_days,
    announce_lapses,
    announce_news,
    announce_due,
    announce_evidence,
    announce_requests,
    send_due,
    seal_journal,
    checkpoint_each_hour,
    mail_heads,
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
