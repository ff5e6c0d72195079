"""Onboarding as a job: is what we may do in an account tried for real, and said honestly?"""

from collections import Counter

import pytest
from django.utils import timezone

from compliance.models import JournalEntry
from evidence.actions.collecting import proven_accounts
from evidence.actions.connecting import change_connection, show_external_ids
from evidence.actions.proving import request_proof
from evidence.collecting.contract import Collector
from evidence.collecting.policy import permissions_policy
from evidence.collecting.shipped import collectors
from evidence.connections import State, failed, proofs_of, state_of, tried_of
from evidence.demo.estate import BASE, Estate, create_role
from evidence.jobs import working
from evidence.models import Connection, Job, JobState
from evidence.tasks import KINDS
from frameworks.errors import Refused
from tests.evidence.connected_harbour import make_role
from tests.evidence.entered import a_connection, work_off_proof
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("aws_is_the_estate", "ledger_key")]


def proven(connection: Connection, harbour: Harbour) -> Connection:
    request_proof(connection=connection, actor=harbour.cast.olive, now=timezone.now())
    return work_off_proof(connection)


def allow(estate: Estate, connection: Connection, known: list[Collector]) -> None:
    create_role(
        endpoint_url=estate.endpoint_url,
        account_id=connection.account.account_id,
        external_id=connection.external_id,
        trusted_arn=BASE.arn,
        policy=permissions_policy(known),
    )


def test_who_we_are_is_known_before_the_role_is_there(harbour: Harbour) -> None:
    connection = a_connection(harbour)
    request_proof(connection=connection, actor=harbour.cast.olive, now=harbour.now, principal_only=True)
    after = work_off_proof(connection)
    assert after.principal == BASE.arn
    assert (after.proofs, state_of(after)) == ([], State.NOT_PROVEN), "nothing was said of the role"


def test_a_process_without_credentials_says_so(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    connection = a_connection(harbour)
    request_proof(connection=connection, actor=harbour.cast.olive, now=harbour.now, principal_only=True)
    after = work_off_proof(connection)
    assert (after.principal, after.principal_code) == ("", "NoCredentialsError")


def test_every_collectors_first_call_is_made_through_the_role(harbour: Harbour, estate: Estate) -> None:
    connection = a_connection(harbour)
    make_role(estate, connection)
    after = proven(connection, harbour)
    assert state_of(after) is State.PROVEN and after.proven_at
    assert {each["collector"] for each in after.tried} == set(collectors())
    allowed = {each["collector"] for each in after.tried if each["allowed"] == "allowed"}
    assert {"kms", "ec2", "s3", "iam", "rds", "account"} <= allowed
    assert all(each["call"] and each["action"] for each in after.tried if each["allowed"] == "allowed")
    told = JournalEntry.objects.filter(verb__in=("proof.requested", "connection.proven"))
    assert [entry.actor for entry in told] == [harbour.cast.olive, harbour.cast.olive]


def test_what_the_role_may_not_do_is_denied_and_named(harbour: Harbour, estate: Estate) -> None:
    connection, known = a_connection(harbour), collectors()
    allow(estate, connection, [known["kms"], known["ec2"]])
    after = proven(connection, harbour)
    standings = {each["collector"]: each for each in after.tried}
    assert standings["kms"]["allowed"] == "allowed"
    assert (standings["rds"]["allowed"], standings["rds"]["reason"]) == ("denied", "access_denied")
    assert standings["rds"]["action"] in known["rds"].actions
    assert set(standings["rds"]["untried"]) == set(known["rds"].actions) - {standings["rds"]["action"]}
    first = tried_of(after)[0]
    assert first.standing == "denied" and first.says and first.detail
    assert Counter(each.standing for each in tried_of(after))["denied"] > 10
    make_role(estate, connection)
    assert not [each for each in proven(after, harbour).tried if each["allowed"] == "denied"], "proven again"


def test_a_role_that_is_not_there_is_not_gone_into(harbour: Harbour) -> None:
    connection = a_connection(harbour)
    change_connection(
        connection=connection, role_name="Nobody", every_region=False, actor=harbour.cast.olive, now=harbour.now
    )
    after = proven(connection, harbour)
    assert (state_of(after), after.tried) == (State.BROKEN, [])
    assert "AWS refused to let us assume the role" in proofs_of(after)[0].says


def test_another_role_has_proven_nothing(harbour: Harbour, estate: Estate) -> None:
    connection = a_connection(harbour)
    make_role(estate, connection)
    after = proven(connection, harbour)
    assert proven_accounts(harbour.system) == {after.account.account_id}
    change_connection(
        connection=after, role_name="Other", every_region=True, actor=harbour.cast.olive, now=timezone.now()
    )
    after.refresh_from_db()
    assert (after.proven_at, after.proofs, after.tried) == (None, [], [])
    assert proven_accounts(harbour.system) == set()
    entry = JournalEntry.objects.get(verb="connection.changed")
    assert entry.after == {"role": "Other", "every_region": True}


def test_two_proofs_at_once_are_one(harbour: Harbour) -> None:
    connection = a_connection(harbour)
    request_proof(connection=connection, actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="being proven already"):
        request_proof(connection=connection, actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="being proven"):
        change_connection(connection=connection, role_name="Other", every_region=False, actor=None, now=harbour.now)


@pytest.mark.django_db(transaction=True)
def test_a_proof_that_fails_leaves_what_was_proven(
    harbour: Harbour, estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = a_connection(harbour)
    make_role(estate, connection)
    before = proven(connection, harbour)

    def broken(*words: object, **named: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("evidence.actions.proving.prove", broken)
    request_proof(connection=connection, actor=harbour.cast.olive, now=timezone.now())
    for _attempt in range(3):
        Job.objects.filter(kind="proof", state=JobState.READY).update(next_attempt_at=timezone.now())
        working.attempt(Job.objects.latest("pk").pk, KINDS)
    after = Connection.objects.select_related("job").get(pk=connection.pk)
    assert (after.proven_at, failed(after)) == (before.proven_at, "failed")
    assert JournalEntry.objects.get(verb="proof.failed").after == {"reason": "failed"}


def test_each_showing_of_an_external_id_is_journalled_without_it(harbour: Harbour) -> None:
    connection = a_connection(harbour)
    for _showing in range(2):
        shown = show_external_ids(
            system=harbour.system, connections=[connection], actor=harbour.cast.olive, now=harbour.now
        )
    assert shown == [connection.external_id]
    told = JournalEntry.objects.filter(verb="external_id.shown")
    assert [(entry.actor, entry.subject_id) for entry in told] == [(harbour.cast.olive, str(connection.pk))] * 2
    assert connection.external_id not in str(list(told.values("after")))


def test_what_is_no_roles_name_is_refused(harbour: Harbour) -> None:
    for name in ("service/Demarc", "two words", "", "x" * 65):
        with pytest.raises(Refused, match="no role's name"):
            change_connection(
                connection=a_connection(harbour), role_name=name, every_region=False, actor=None, now=harbour.now
            )
