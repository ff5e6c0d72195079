"""Do we go into an account only as agreed, and does onboarding see a role that would let anyone in?"""

import json
from collections.abc import Iterator

import pytest

from evidence.collecting.assuming import Entry, Proof, Role, Standing, assume, prove
from evidence.collecting.clients import Patience
from evidence.collecting.contract import Collector, CouldNotLook, ErrorReason
from evidence.collecting.policy import session_policy
from tests.evidence.simulated import point_at
from tests.evidence.small_server import Answer, Form, answering

ACCOUNT, ELSEWHERE = "111122223333", "444455556666"
SECRET = "lakeside-0123456789abcdef"
DENIED = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
BUSY = "<ErrorResponse><Error><Code>Throttling</Code><Message>no</Message></Error></ErrorResponse>"
GRANTED = (
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>"
    "<SecretAccessKey>secret-of-the-session</SecretAccessKey><SessionToken>token</SessionToken>"
    "<Expiration>2026-11-22T06:20:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"
)


class SecurityTokenService:
    """STS as one customer's trust policy makes it answer. `forms` is what it was asked."""

    def __init__(self) -> None:
        self.forms: list[Form] = []
        self.accepts = (SECRET,)  # ExternalIds; "" is none at all
        self.account = ACCOUNT
        self.refusal = (403, DENIED, 0)

    def answer(self, form: Form) -> Answer:
        self.forms.append(form)
        if form["Action"] == "GetCallerIdentity":
            arn = f"arn:aws:sts::{self.account}:assumed-role/demarc-evidence/demarc-run-7"
            said = f"<Arn>{arn}</Arn><UserId>x</UserId><Account>{self.account}</Account>"
            whole = f"<GetCallerIdentityResult>{said}</GetCallerIdentityResult>"
            return 200, f"<GetCallerIdentityResponse>{whole}</GetCallerIdentityResponse>", 0
        return (200, GRANTED, 0) if form.get("ExternalId", "") in self.accepts else self.refusal


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecurityTokenService]:
    service = SecurityTokenService()
    with answering(service.answer) as address:
        point_at(address, monkeypatch)
        yield service


@pytest.fixture
def entry(collectors: dict[str, Collector]) -> Entry:
    role = Role(f"arn:aws:iam::{ACCOUNT}:role/demarc-evidence", ACCOUNT, SECRET)
    policy = session_policy([collectors["rds"]])
    return Entry(role=role, run="run-7", session_policy=policy, patience=Patience(attempts=1, read=2))


def standings(entry: Entry) -> dict[Proof, Standing]:
    return {proven.proof: proven.standing for proven in prove(entry)}


def test_a_session_is_narrow_and_carries_the_run(sts: SecurityTokenService, entry: Entry) -> None:
    access = assume(entry)

    asked = sts.forms[0]
    assert asked["ExternalId"] == SECRET
    assert asked["RoleSessionName"] == "demarc-run-7"
    actions = json.loads(asked["Policy"])["Statement"][0]["Action"]
    assert actions
    assert all(action.startswith("rds:Describe") for action in actions)
    assert (access.account, access.partition) == (ACCOUNT, "aws")
    assert access.caller.endswith("demarc-run-7")
    assert "secret-of-the-session" not in repr(access)


def test_the_wrong_account_is_not_entered(sts: SecurityTokenService, entry: Entry) -> None:
    sts.account = ELSEWHERE
    with pytest.raises(CouldNotLook) as failure:
        assume(entry)
    assert (failure.value.reason, failure.value.code) == (ErrorReason.REJECTED, "WrongAccount")


def test_a_refusal_is_could_not_look(sts: SecurityTokenService, entry: Entry) -> None:
    sts.accepts = ()
    with pytest.raises(CouldNotLook) as failure:
        assume(entry)
    assert failure.value.reason is ErrorReason.ACCESS_DENIED


def test_a_sound_role_holds_every_proof(sts: SecurityTokenService, entry: Entry) -> None:
    assert [(proven.proof, proven.standing, proven.sentence) for proven in prove(entry)] == [
        (proof, Standing.HELD, "") for proof in Proof
    ]
    assert all(json.loads(form["Policy"]) for form in sts.forms if form["Action"] == "AssumeRole")


def test_a_role_that_needs_no_external_id_is_broken(sts: SecurityTokenService, entry: Entry) -> None:
    sts.accepts = (SECRET, "")
    broken = prove(entry)[2]
    assert (broken.proof, broken.standing) == (Proof.REFUSES_WITHOUT_EXTERNAL_ID, Standing.BROKEN)
    assert "let us in without the ExternalId" in broken.sentence


def test_a_role_that_takes_any_external_id_is_broken(sts: SecurityTokenService, entry: Entry) -> None:
    sts.accepts = (SECRET, "demarc-wrong-external-id")
    broken = prove(entry)[3]
    assert (broken.proof, broken.standing) == (Proof.REFUSES_WRONG_EXTERNAL_ID, Standing.BROKEN)
    assert "wrong ExternalId" in broken.sentence


def test_a_role_that_leads_elsewhere_is_broken(sts: SecurityTokenService, entry: Entry) -> None:
    sts.account = ELSEWHERE
    broken = prove(entry)[1]
    assert (broken.standing, broken.code) == (Standing.BROKEN, ELSEWHERE)
    assert ELSEWHERE in broken.sentence


def test_a_role_that_refuses_everyone_proves_nothing(sts: SecurityTokenService, entry: Entry) -> None:
    sts.accepts = ()
    found = standings(entry)
    assert found.pop(Proof.CAN_BE_ASSUMED) is Standing.BROKEN
    assert set(found.values()) == {Standing.COULD_NOT_LOOK}


def test_a_busy_sts_proves_no_refusal(sts: SecurityTokenService, entry: Entry) -> None:
    sts.refusal = (400, BUSY, 0)
    found = standings(entry)
    assert found[Proof.CAN_BE_ASSUMED] is Standing.HELD
    assert found[Proof.REFUSES_WITHOUT_EXTERNAL_ID] is Standing.COULD_NOT_LOOK


def test_what_is_no_role_or_no_run_is_refused_with_a_sentence(entry: Entry) -> None:
    with pytest.raises(ValueError, match="copy it from the role's page"):
        Role("arn:aws:iam::111122223333:user/nora", ACCOUNT, SECRET)
    with pytest.raises(ValueError, match="cannot name a session"):
        _ = Entry(role=entry.role, run="r" * 90, session_policy="{}").session_name
