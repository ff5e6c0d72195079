"""The API of connections, of the organisation's accounts and of services seen: does it do what the pages do?"""

import json
from typing import Any

import pytest
from django.test import Client

from compliance.models import JournalEntry, ServiceUse, User
from evidence.actions.connecting import connect_all
from evidence.models import Connection
from tests.evidence.entered import rows_of_a_connection
from tests.factories import PRODUCTION, Harbour

pytestmark = pytest.mark.django_db


def at(harbour: Harbour, rest: str) -> str:
    return f"/api/v1/systems/{harbour.system.pk}/{rest}"


def ask(user: User, method: str, address: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    client = Client()
    client.force_login(user)
    words = {"data": json.dumps(body or {}), "content_type": "application/json"} if method == "post" else {}
    answer = getattr(client, method)(address, **words)
    return answer.status_code, answer.json()


def test_olive_connects_and_asks_for_the_proof(harbour: Harbour) -> None:
    olive = harbour.cast.olive
    status, made = ask(olive, "post", at(harbour, "connections/"), {"account": PRODUCTION, "every_region": True})
    assert (status, made["state"], made["every_region"]) == (201, "being_proven", True)
    connection = Connection.objects.get()
    assert connection.external_id not in json.dumps(made)
    assert ask(olive, "post", at(harbour, f"connections/{connection.pk}/prove/"))[0] == 422, "one is under way"
    status, listed = ask(harbour.cast.ben, "get", at(harbour, "connections/"))
    assert (status, [each["account"] for each in listed["results"]]) == (200, [PRODUCTION])
    assert connection.external_id not in json.dumps(listed)
    status, shown = ask(olive, "post", at(harbour, f"connections/{connection.pk}/external-id/"))
    assert shown == {"external_id": connection.external_id}
    assert JournalEntry.objects.filter(verb="external_id.shown", actor=olive).count() == 1
    assert ask(olive, "post", at(harbour, "connections/"), {"account": "999999999999"})[0] == 400


def test_every_proof_is_asked_for_in_one_go(harbour: Harbour) -> None:
    olive = harbour.cast.olive
    made = connect_all(system=harbour.system, accounts=harbour.accounts, actor=olive, now=harbour.now)
    status, told = ask(olive, "post", at(harbour, "connections/prove/"))
    assert (status, sorted(told["accounts"])) == (202, sorted(each.account.account_id for each in made))
    assert ask(olive, "post", at(harbour, "connections/prove/"))[0] == 422, "each is under way"


def test_what_was_seen_is_taken_and_settled(harbour: Harbour) -> None:
    olive, pk = harbour.cast.olive, rows_of_a_connection(harbour)["take-sighting"]
    _status, listed = ask(harbour.cast.ben, "get", at(harbour, "sightings/"))
    assert [(each["service"], each["standing"]) for each in listed["results"]] == [("lambda", "proposed")]
    status, taken = ask(olive, "post", at(harbour, f"sightings/{pk}/take/"), {"touches": {"phi": "touches"}})
    assert (status, taken["standing"]) == (200, "used")
    assert ServiceUse.objects.known().get(service__key="lambda").origin == "discovered"
    assert ask(olive, "post", at(harbour, f"sightings/{pk}/dismiss/"), {"because": "No."})[0] == 422
    assert ask(harbour.cast.ben, "get", at(harbour, "organisations/"))[1]["results"] == []
