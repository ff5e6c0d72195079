"""How a worker goes: it begins nothing more, finishes what it can, and gives the rest back so that nobody waits for it.

SIGTERM, and the first Ctrl-C, are Celery's warm shutdown, which waits for its tasks as long as they take. We wait for
`WARM`; then the leases are returned. The process ends when its last call to AWS does, or when its supervisor ends it:
by then it is fenced, and whatever it still does is not written.
"""

import logging
import threading
import time
from typing import Any

from celery.signals import worker_shutting_down
from django.db import connection
from django.utils import timezone

from evidence.jobs import engine
from evidence.models import Job, JobState

WARM = 8.0
"""Seconds: shorter than what a supervisor grants before it kills (ours 20, Docker 10, Kubernetes 30)."""
PULSE = 0.2

LEAVING = threading.Event()

log = logging.getLogger(__name__)


@worker_shutting_down.connect
def begin_to_leave(**_: Any) -> None:
    """Called within a signal's handler, so it only starts the thread that does it."""
    if not LEAVING.is_set():
        LEAVING.set()
        threading.Thread(target=leave, daemon=True).start()


def leave() -> None:
    """Wait for what this worker holds, its pool's children included; then give back what is left."""
    until = time.monotonic() + WARM
    mine = Job.objects.filter(state=JobState.RUNNING, worker=engine.WORKER)
    try:
        while mine.exists() and time.monotonic() < until:
            time.sleep(PULSE)
        if left := engine.give_all_back(timezone.now()):
            log.warning("Gave %d unfinished jobs back: this worker is leaving.", len(left))
    finally:
        connection.close()
