"""A real Celery worker that also works the small jobs of marking.py: `celery -A tests.evidence.marking_worker worker`.

Its leases are short, so that a test need not wait a minute for the sweep to find what a dead worker held.
"""

import datetime
from functools import partial

import django

from compliance.config.celery import app

django.setup()

from evidence import tasks  # noqa: E402 - needs the apps
from evidence.jobs import leaving  # noqa: E402
from evidence.jobs.working import attempt  # noqa: E402
from tests.evidence.marking import KINDS  # noqa: E402

LEASE = datetime.timedelta(seconds=2)

tasks.KINDS.update(KINDS)
tasks.attempt = partial(attempt, lease=LEASE)
leaving.WARM = 4.0

__all__ = ["app"]
