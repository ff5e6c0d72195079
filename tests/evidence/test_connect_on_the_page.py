"""Can an officer connect an account by page alone, and nobody else see an ExternalId?"""

import json
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.models import JournalEntry, User
from evidence.actions.proving import request_proof
from evidence.demo.estate import BASE, Estate
from evidence.models import Connection, Job
from tests.evidence.connected_harbour import make_role
from tests.evidence.entered import a_connection, work_off_proof
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def at(harbour: Harbour, route: str, *parts: str) -> str:
    return reverse(f"evidence:{route}", args=[harbour.system.pk, harbour.accounts[0].pk, *parts])


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.usefixtures("aws_is_the_estate", "ledger_key")
def test_olive_connects_proves_and_takes_the_role_away(harbour: Harbour, estate: Estate) -> None:
    olive = as_(harbour.cast.olive)
    assert "Connect the account" in olive.get(at(harbour, "connection")).content.decode()
    answer = olive.post(at(harbour, "connect"), {"role_name": "DemarcEvidence", "every_region": "all"})
    assert answer.status_code == HTTPStatus.FOUND
    connection = Connection.objects.get()
    assert connection.every_region and Job.objects.get().args["principal_only"]

    waiting = olive.get(answer["Location"]).content.decode()
    assert 'hx-trigger="every 2s"' in waiting and connection.external_id not in waiting
    work_off_proof(connection)
    assert 'hx-trigger="every 2s"' not in olive.get(answer["Location"]).content.decode()

    shown = olive.post(at(harbour, "show-external-id"))
    assert connection.external_id in shown.content.decode() and BASE.arn in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    trust = json.loads(olive.post(at(harbour, "show-external-id"), {"file": "trust"}).content)
    assert trust["Statement"][0]["Condition"]["StringEquals"] == {"sts:ExternalId": connection.external_id}
    for template in ("json", "cloudformation", "terraform"):
        taken = olive.get(at(harbour, "role-template", template))
        assert "attachment" in taken["Content-Disposition"]
        assert connection.external_id not in taken.content.decode()
        assert (BASE.arn in taken.content.decode()) is (template != "json")
    assert olive.get(at(harbour, "role-template", "yaml")).status_code == HTTPStatus.NOT_FOUND

    make_role(estate, connection)
    assert olive.post(at(harbour, "prove-connection")).status_code == HTTPStatus.FOUND
    again = olive.post(at(harbour, "prove-connection"))
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "being proven already" in again.content.decode()
    work_off_proof(connection)
    page = olive.get(at(harbour, "connection")).content.decode()
    assert "It refuses us without the ExternalId" in page and "kms:ListKeys" in page
    listed = olive.get(reverse("evidence:connections", args=[harbour.system.pk])).content.decode()
    assert "Proven" in listed and "every enabled one" in listed


def test_nothing_typed_is_lost_when_a_name_is_refused(harbour: Harbour) -> None:
    answer = as_(harbour.cast.olive).post(at(harbour, "connect"), {"role_name": "service/Demarc", "every_region": ""})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="service/Demarc"' in answer.content.decode()
    assert not Connection.objects.exists()


def test_an_owner_sees_the_standing_and_no_way_to_change_it(harbour: Harbour) -> None:
    connection = a_connection(harbour)
    ben = as_(harbour.cast.ben)
    page = ben.get(at(harbour, "connection"))
    assert page.status_code == HTTPStatus.OK
    assert (
        "Make the role" not in page.content.decode() and "<form method" not in page.content.decode().split("</nav>")[-1]
    )
    assert ben.post(at(harbour, "show-external-id")).status_code == HTTPStatus.FORBIDDEN
    assert connection.external_id not in page.content.decode()


def test_the_list_of_external_ids_is_journalled_for_each(harbour: Harbour) -> None:
    connection = a_connection(harbour)
    answer = as_(harbour.cast.olive).post(reverse("evidence:external-ids", args=[harbour.system.pk]))
    lines = answer.content.decode().split()
    assert lines[1:] == [f"{connection.account.account_id},DemarcEvidence,{connection.external_id}"]
    assert JournalEntry.objects.filter(verb="external_id.shown", subject_id=str(connection.pk)).count() == 1


def test_the_list_takes_as_many_queries_for_two_accounts_as_for_one(
    harbour: Harbour, django_assert_max_num_queries: object
) -> None:
    for account in harbour.accounts:
        request_proof(
            connection=Connection.objects.create(
                account=account,
                system=harbour.system,
                role_name="DemarcEvidence",
                external_id=f"demarc-{account.account_id}-0123456789",
                created_at=timezone.now(),
            ),
            actor=None,
            now=timezone.now(),
        )
    olive = as_(harbour.cast.olive)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        olive.get(reverse("evidence:connections", args=[harbour.system.pk]))
