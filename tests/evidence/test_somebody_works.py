"""Does the installation say by itself that its database, its broker and a worker are there, and which is not?"""

import datetime

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.models import User
from evidence import broker, health, tasks
from evidence.health import LATE, note_canary
from evidence.models import Canary
from tests.evidence.workers import a_worker, wait_until
from tests.factories import Harbour


def told(client: Client) -> tuple[int, dict[str, bool]]:
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_canary_goes_through_the_broker_to_a_real_worker_and_back(client: Client) -> None:
    assert told(client) == (503, {"well": False, "database": True, "migrations": True, "broker": True, "worker": False})
    sent = timezone.now()
    tasks.send_canary(sent)
    assert told(client)[0] == 503, "nobody has consumed it"
    with a_worker(threads=1):
        assert wait_until(Canary.objects.exists, seconds=60)
    canary = Canary.objects.get()
    assert canary.sent_at == sent < canary.consumed_at
    assert told(client) == (200, {"well": True, "database": True, "migrations": True, "broker": True, "worker": True})


@pytest.mark.django_db
def test_a_worker_that_is_silent_for_three_minutes_is_missing(client: Client) -> None:
    now = timezone.now()
    note_canary(now - LATE, now - LATE)
    assert told(client)[1]["worker"] is False
    note_canary(now, now)
    assert told(client)[0] == 200
    assert Canary.objects.count() == 1


@pytest.mark.django_db
def test_each_part_that_is_away_is_named_and_nothing_else_is_said(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_canary(timezone.now(), timezone.now())
    broken = broker.redis.Redis(unix_socket_path="/nowhere/valkey.sock")
    with monkeypatch.context() as patch:
        patch.setattr(broker.client(), "ping", broken.ping)
        status, said = told(client)
        assert (status, [name for name, well in said.items() if not well]) == (503, ["well", "broker"])

    def away(execute: object, *words: object) -> None:
        raise OperationalError("connection to server at 10.1.2.3 failed: password authentication failed")

    with connection.execute_wrapper(away):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"well": False, "database": False, "migrations": False, "broker": True, "worker": False}
    assert "10.1.2.3" not in answer.content.decode()


@pytest.mark.django_db
def test_a_missing_migration_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    note_canary(timezone.now(), timezone.now())
    monkeypatch.setattr(health, "MIGRATED", type(health.MIGRATED)())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'evidence' AND name = '0010_engine'")
    status, said = told(client)
    assert (status, said["migrations"], said["database"]) == (503, False, True)


@pytest.mark.django_db
def test_the_administrator_reads_it_on_the_first_page(harbour: Harbour, client: Client) -> None:
    User.objects.filter(pk=harbour.cast.sam.pk).update(is_superuser=True)
    client.force_login(harbour.cast.sam)
    text = client.get(reverse("admin:index")).content.decode()
    assert "Something does not work" in text and "No worker has consumed for three minutes" in text
    now = timezone.now()
    note_canary(now - datetime.timedelta(seconds=1), now)
    text = client.get(reverse("admin:index")).content.decode()
    assert "Everything works" in text and "The last canary arrived" in text
    assert client.get(reverse("admin:evidence_canary_changelist")).status_code == 200
