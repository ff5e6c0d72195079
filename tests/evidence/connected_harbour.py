"""Harbour over the simulated estate: its two accounts connected by the customer's administrator, and proven."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from compliance.models import Account
from evidence.actions.connecting import connect, prove_connection
from evidence.collecting.policy import permissions_policy
from evidence.collecting.shipped import collectors
from evidence.demo.estate import BASE, Estate, create_role
from evidence.jobs import working
from evidence.models import Connection, Run
from evidence.tasks import KINDS
from tests.evidence.simulated import NOT_OF_THIS_MACHINE
from tests.factories import Harbour


@pytest.fixture(scope="session")
def estate() -> Iterator[Estate]:
    with Estate(port=0) as running:
        yield running


@pytest.fixture
def aws_is_the_estate(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> None:
    """boto3's default chain finds the estate as it does in the demonstration: by the environment."""
    for name in NOT_OF_THIS_MACHINE:
        monkeypatch.delenv(name, raising=False)
    for name, value in estate.environment({}).items():
        monkeypatch.setenv(name, value)


def make_role(estate: Estate, connection: Connection, *, external_id: str = "") -> None:
    """The administrator makes our role, or brings it up to date, as the connection says."""
    create_role(
        endpoint_url=estate.endpoint_url,
        account_id=connection.account.account_id,
        external_id=external_id or connection.external_id,
        trusted_arn=BASE.arn,
        policy=permissions_policy(collectors().values()),
    )


def join(account: Account, estate: Estate) -> Connection:
    connection = connect(account=account, actor=None, now=timezone.now())
    make_role(estate, connection)
    prove_connection(connection=connection, collector=next(iter(collectors().values())), actor=None, now=timezone.now())
    return connection


@pytest.fixture
def connected(harbour: Harbour, estate: Estate, aws_is_the_estate: None, ledger_key: object) -> Harbour:
    for account in harbour.accounts:
        join(account, estate)
    return harbour


def work_off(run: Run) -> None:
    """Each cell once, as a worker would."""
    for pk in run.jobs.values_list("pk", flat=True):
        working.attempt(pk, KINDS)
    run.refresh_from_db()
