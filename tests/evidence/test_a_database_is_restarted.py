"""PostgreSQL crashes, or is restarted in order, while workers write: is every job done once when it is back?"""

import random
import signal
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from compliance.config import environment
from tests.evidence.faults import SEED, count, endure, short_jobs
from tests.evidence.workers import a_worker
from tests.plugins.postgres import Postgres, running_postgres

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ledger_key"),
]


@pytest.fixture
def postgres(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postgres]:
    """A server that may die; this process and its workers know no other database meanwhile."""
    kept, kept_settings = connections["default"], connections.settings["default"]
    with running_postgres() as server:
        monkeypatch.setenv("MORTAL_URL", server.address)
        connections.settings["default"] = kept_settings | environment.database("MORTAL_URL", "")
        connections["default"] = connections.create_connection("default")
        try:
            with override_settings(MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()}):
                call_command("migrate", run_syncdb=True, verbosity=0)  # from the models: soon there, and the same
            yield server
        finally:
            connections["default"].close()
            connections.settings["default"], connections["default"] = kept_settings, kept


def test_nothing_is_lost_and_nothing_doubled(postgres: Postgres) -> None:
    chance = random.Random(SEED)

    def restart() -> None:
        postgres.stop(chance.choice([signal.SIGQUIT, signal.SIGINT]))
        postgres.start()
        connections["default"].close()

    jobs = short_jobs(count(short=100, full=5000), chance)
    with a_worker():
        counted = endure(jobs, restart, times=count(short=2, full=20), chance=chance, called="restarts of PostgreSQL")
    assert counted.right
