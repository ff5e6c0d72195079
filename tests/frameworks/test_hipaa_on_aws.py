"""A healthcare provider keeps patient records on AWS: who bears which requirement of HIPAA, and why?"""

from datetime import date, timedelta

import pytest

from frameworks.compiled import shipped
from frameworks.inheritance import (
    AccountFact,
    AttestationFact,
    Inheritance,
    InheritanceClass,
    ReasonCode,
    SystemFacts,
    UseFact,
    inherit,
)

DAY = date(2026, 11, 22)
RECORDS, LOGS = "111122223333", "444455556666"
HOLDING = ("ec2", "ebs", "rds", "s3", "lambda", "backup")
AROUND = ("iam", "kms", "cloudtrail", "config", "guardduty")
INHERITED, SHARED, CUSTOMER = InheritanceClass.INHERITED, InheritanceClass.SHARED, InheritanceClass.CUSTOMER

BAA = AttestationFact(
    id="baa",
    programme="aws-hipaa-baa",
    identity="AWS-DEMO-BAA",
    valid_from=date(2026, 1, 1),
    accepted_on=date(2026, 1, 7),
    accounts=frozenset({RECORDS}),
    in_scope=dict.fromkeys(HOLDING, True),
)
SOC2 = AttestationFact(
    id="soc2",
    programme="aws-soc2",
    identity="AWS-DEMO-SOC2",
    variant="type-2",
    period_start=date(2025, 4, 1),
    period_end=date(2026, 3, 31),
    accepted_on=date(2026, 5, 20),
    in_scope=dict.fromkeys(HOLDING, True),
)
USES = (
    *(UseFact(service=each, account_id=RECORDS, touches={"phi": "touches"}) for each in HOLDING),
    *(UseFact(service=each, account_id=LOGS, touches={"phi": "affects"}) for each in AROUND),
)


def answers(*attestations: AttestationFact, on: date = DAY) -> dict[str, Inheritance]:
    accounts = (AccountFact(account_id=RECORDS), AccountFact(account_id=LOGS))
    facts = SystemFacts(accounts=accounts, uses=USES, attestations=attestations)
    return {each.ref: each for each in inherit(shipped(), "hipaa", facts, on)}


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("164.310(a)", SHARED),  # AWS's sites are AWS's; the provider's own premises are not
        ("164.310(c)", CUSTOMER),
        ("164.308(a)(2)", CUSTOMER),
        ("164.308(a)(1)(ii)(C)", CUSTOMER),
        ("164.308(a)(5)", CUSTOMER),
        ("164.316(b)(2)(i)", CUSTOMER),
        ("164.312(a)(2)(iv)", SHARED),
        ("164.312(b)", SHARED),
        ("164.312(e)(2)(ii)", SHARED),
        ("164.308(a)(7)(ii)(A)", SHARED),
        ("164.308(b)", SHARED),
    ],
)
def test_the_class_of_a_requirement(ref: str, expected: InheritanceClass) -> None:
    assert answers(BAA, SOC2)[ref].class_ is expected


def test_both_documents_support_and_corroborate_every_part_of_aws_but_the_contract_rows() -> None:
    borne = {ref: each.aws for ref, each in answers(BAA, SOC2).items() if each.aws}
    assert borne
    assert all(aws.supported for aws in borne.values())
    contract_rows = {ref for ref, aws in borne.items() if not aws.corroborated}
    assert contract_rows
    assert all(ref.startswith(("164.308(b)", "164.314(a)", "164.502(e)", "164.504(e)")) for ref in contract_rows)


@pytest.mark.parametrize("ref", ["164.308(b)(3)", "164.314(a)(2)(i)", "164.502(e)", "164.504(e)(2)"])
def test_the_contract_alone_answers_the_contract_rows(ref: str) -> None:
    aws = answers(BAA)[ref].aws
    assert aws is not None
    assert [(each.met, each.answers_fully) for each in aws.commitment] == [(True, True)]


def test_with_the_contract_alone_aws_is_committed_and_not_corroborated() -> None:
    aws = answers(BAA)["164.312(b)"].aws
    assert aws is not None
    assert (aws.supported, aws.corroborated) == (True, False)


def test_a_report_without_the_contract_supports_nothing() -> None:
    borne = [each.aws for each in answers(SOC2).values() if each.aws]
    assert borne
    assert not any(aws.supported for aws in borne)
    assert {reason.code for aws in borne for reason in aws.reasons} == {ReasonCode.NO_ATTESTATION}


def test_the_report_stops_corroborating_a_year_after_its_period() -> None:
    last = date(2026, 3, 31) + timedelta(days=365)
    days = [last, last + timedelta(days=1)]
    standings = [answers(BAA, SOC2, on=day)["164.312(b)"].aws for day in days]
    assert [aws.corroborated for aws in standings if aws] == [True, False]


def test_an_account_without_patient_data_needs_no_contract_until_some_enters_it() -> None:
    entered = UseFact(service="s3", account_id=LOGS, touches={"phi": "touches"}, valid_from=DAY)
    facts = SystemFacts(
        accounts=(AccountFact(account_id=RECORDS), AccountFact(account_id=LOGS)),
        uses=(*USES, entered),
        attestations=(BAA,),
    )
    for day, expected in ((DAY - timedelta(days=1), []), (DAY, [(ReasonCode.ACCOUNT_NOT_COVERED, LOGS)])):
        aws = {each.ref: each for each in inherit(shipped(), "hipaa", facts, day)}["164.312(b)"].aws
        assert aws is not None
        assert [(reason.code, reason.account_id) for reason in aws.reasons] == expected


@pytest.mark.parametrize(
    "ref", ["164.308(a)(1)(ii)(A)", "164.308(a)(2)", "164.308(a)(3)(ii)(A)", "164.308(a)(5)(ii)(D)", "164.310(b)"]
)
def test_what_the_organisation_itself_decides_and_does_is_its_own(ref: str) -> None:
    """Risk analysis, workforce, training, workstations: a tool of AWS's supports them and carries none of them."""
    answer = answers()[ref]
    assert (answer.class_, answer.aws) == (CUSTOMER, None)
    assert answer.parts and all(part.customer and not part.aws for part in answer.parts)
