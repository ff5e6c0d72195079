"""Onboarding: is an account entered only after its role has let us in, and has refused us without the ExternalId?"""

import pytest
from django.utils import timezone

from compliance.models import Account, JournalEntry
from evidence.actions.collecting import open_run, start_run
from evidence.actions.connecting import connect, prove_connection
from evidence.collecting.assuming import Proof
from evidence.collecting.contract import Collector
from evidence.collecting.shipped import collectors
from evidence.demo.estate import Estate
from evidence.models import Connection
from frameworks.errors import Refused
from tests.evidence.connected_harbour import join, make_role
from tests.evidence.marking import a_system
from tests.factories import Harbour

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("aws_is_the_estate", "ledger_key"),
]


def account_of(harbour: Harbour) -> Account:
    return harbour.accounts[0]


def any_collector() -> Collector:
    return next(iter(collectors().values()))


def prove(connection: Connection, harbour: Harbour) -> None:
    prove_connection(connection=connection, collector=any_collector(), actor=harbour.cast.olive, now=timezone.now())


def test_each_account_gets_an_external_id_of_its_own_once(harbour: Harbour) -> None:
    first, second = (connect(account=account, actor=None, now=timezone.now()) for account in harbour.accounts)
    again = connect(account=account_of(harbour), actor=None, now=timezone.now())
    assert first == again and first.external_id == again.external_id
    assert first.external_id != second.external_id
    assert len(first.external_id) >= 32
    told = JournalEntry.objects.filter(verb="account.connected")
    assert told.count() == 2
    assert first.external_id not in str(list(told.values("after"))), "the ExternalId stays out of the journal"


def test_the_proof_is_kept_and_the_account_may_be_collected(harbour: Harbour, estate: Estate) -> None:
    connection = connect(account=account_of(harbour), actor=None, now=timezone.now())
    make_role(estate, connection)
    prove(connection, harbour)
    connection.refresh_from_db()
    assert connection.proven_at
    assert [(proof["proof"], proof["standing"]) for proof in connection.proofs] == [
        (str(proof), "held") for proof in Proof
    ]


def test_a_role_that_is_not_there_is_no_connection(harbour: Harbour) -> None:
    connection = connect(account=account_of(harbour), role_name="Nobody", actor=None, now=timezone.now())
    with pytest.raises(Refused, match="AWS refused to let us assume the role"):
        prove(connection, harbour)
    connection.refresh_from_db()
    assert connection.proven_at is None
    assert JournalEntry.objects.filter(verb="connection.failed").count() == 1


def test_a_role_with_another_external_id_is_no_connection_and_a_broken_one_stops_collecting(
    harbour: Harbour, estate: Estate
) -> None:
    connections = [connect(account=account, actor=None, now=timezone.now()) for account in harbour.accounts]
    for connection in connections:
        make_role(estate, connection)
        prove(connection, harbour)
    make_role(estate, connections[0], external_id="somebody-changed-it")
    with pytest.raises(Refused, match="ExternalId"):
        prove(connections[0], harbour)
    with pytest.raises(Refused, match=f"Account {connections[0].account.account_id} has no proven connection"):
        start_run(system=harbour.system, actor=None, now=timezone.now())


def test_nobody_collects_from_an_account_of_another_system(harbour: Harbour, estate: Estate) -> None:
    join(account_of(harbour), estate)
    cell = {"account": account_of(harbour).account_id, "region": "us-east-1", "collector": "kms"}
    with pytest.raises(Refused, match="no proven connection"):
        open_run(system=a_system("quay"), cells=[cell], actor=None, now=timezone.now())
