"""All connections proven in one go: does each get its job, and say which proofs held, and what to do?"""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.models import JournalEntry
from evidence.actions.connecting import connect_all
from evidence.actions.proving import request_every_proof, request_proof
from evidence.connections import State, history_of, state_of
from evidence.demo.estate import BASE, Estate
from evidence.models import Connection, Job
from frameworks.errors import Refused
from tests.evidence.connected_harbour import make_role
from tests.evidence.entered import work_off_proof
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("aws_is_the_estate", "ledger_key")]


@pytest.fixture
def pair(harbour: Harbour) -> tuple[Connection, ...]:
    olive, now = harbour.cast.olive, harbour.now
    return tuple(connect_all(system=harbour.system, accounts=harbour.accounts, actor=olive, now=now))


def test_every_proof_is_asked_for_at_once_and_each_account_says_its_own(
    harbour: Harbour, estate: Estate, pair: tuple[Connection, ...]
) -> None:
    good, bad = pair
    make_role(estate, bad, external_id="another-external-id")
    olive = Client()
    olive.force_login(harbour.cast.olive)
    listed = reverse("evidence:connections", args=[harbour.system.pk])
    assert "Prove all 2 that are not proven" in olive.get(listed).content.decode()
    assert olive.post(reverse("evidence:prove-all", args=[harbour.system.pk]))["Location"] == listed
    assert Job.objects.filter(kind="proof").count() == 2
    assert "every 3s" in olive.get(listed).content.decode()
    again = olive.post(reverse("evidence:prove-all", args=[harbour.system.pk]))
    assert again.status_code == 422 and "there is nothing to ask for" in again.content.decode()

    assert state_of(work_off_proof(bad)) is State.BROKEN
    page = olive.get(listed, {"state": "broken"}).content.decode()
    assert "The role lets us in" in page and "Check its ARN, that its trust policy names our principal" in page
    assert good.account.account_id not in page, "of the other one it is not known yet"
    assert "Prove the one that is not proven" in page
    said = [(each.what, each.good) for each in history_of(bad)]
    assert said == [("A proof did not hold", False), ("Proof asked for", None), ("Connected", None)]
    own = olive.get(reverse("evidence:connection", args=[harbour.system.pk, bad.account_id])).content.decode()
    assert "Who tried, and what came of it" in own and "Olive Park" in own


@pytest.mark.database
def test_what_is_being_proven_or_out_of_scope_is_left_alone(harbour: Harbour, pair: tuple[Connection, ...]) -> None:
    first, second = pair
    request_proof(connection=first, actor=None, now=timezone.now())
    asked = request_every_proof(system=harbour.system, actor=harbour.cast.olive, now=timezone.now())
    assert asked == [second]
    entries = JournalEntry.objects.filter(verb="proof.requested", actor=harbour.cast.olive)
    assert [entry.subject_id for entry in entries] == [str(second.pk)]
    with pytest.raises(Refused, match="nothing to ask for"):
        request_every_proof(system=harbour.system, actor=None, now=timezone.now())


def test_who_we_are_is_asked_once_for_all(harbour: Harbour, pair: tuple[Connection, ...]) -> None:
    request_proof(connection=pair[0], actor=None, now=timezone.now(), principal_only=True)
    work_off_proof(pair[0])
    assert set(Connection.objects.values_list("principal", flat=True)) == {BASE.arn}
