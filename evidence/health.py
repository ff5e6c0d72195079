"""Whether Demarc works: its database, its broker, and a worker that consumes. No secret, no name, no address."""

import datetime
from dataclasses import asdict, dataclass
from threading import Event
from typing import Any

from django.db import Error as DatabaseFailure
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest
from django.utils import timezone

from evidence import broker
from evidence.jobs.engine import WORKER
from evidence.models import Canary

LATE = datetime.timedelta(minutes=3)
"""A canary is sent each minute: when none has arrived for so long, nobody works."""
MIGRATED = Event()


@dataclass(frozen=True)
class Health:
    """What answers. `worker`: one has consumed lately; `migrations`: each of them is applied."""

    database: bool
    migrations: bool
    broker: bool
    worker: bool
    consumed_at: datetime.datetime | None

    @property
    def is_well(self) -> bool:
        return self.database and self.migrations and self.broker and self.worker

    @property
    def parts(self) -> dict[str, bool]:
        return {name: value for name, value in asdict(self).items() if isinstance(value, bool)}


def note_canary(sent_at: datetime.datetime, now: datetime.datetime) -> None:
    """Called by the worker to which it came."""
    told = {"sent_at": sent_at, "consumed_at": now, "worker": WORKER}
    Canary.objects.update_or_create(id=1, defaults=told)


def health(now: datetime.datetime) -> Health:
    """Never raises: what does not answer is False."""
    database = migrated = False
    canary = None
    try:
        canary = Canary.objects.filter(id=1).first()
        database, migrated = True, _all_applied()
    except DatabaseFailure:
        database = _answers()
    return Health(
        database=database,
        migrations=migrated,
        broker=broker.answers(),
        worker=canary is not None and now - canary.consumed_at < LATE,
        consumed_at=canary.consumed_at if canary else None,
    )


def _answers() -> bool:
    """Whether the database is there at all: the table may be what is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseFailure:
        return False
    return True


def _all_applied() -> bool:
    """Asked until it is so, and never again by this process: nobody takes a migration back under a running site."""
    if not MIGRATED.is_set():
        loader = MigrationLoader(connection)
        if loader.graph.nodes.keys() <= loader.applied_migrations.keys():
            MIGRATED.set()
    return MIGRATED.is_set()


def on_admin_index(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """For the administration's first page."""
    return {**context, "health": health(timezone.now())}
