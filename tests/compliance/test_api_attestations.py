"""Can a program record what an officer holds of AWS's and accept it, under the same rules as the pages?"""

import datetime
from typing import Any

import pytest
from django.urls import reverse

from compliance.models import Attestation, JournalEntry
from tests.compliance.documents import DAY, current
from tests.factories import PRODUCTION, SERVICES, Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db

LIST = "compliance-api:attestations"


@pytest.fixture
def olive(harbour: Harbour) -> Program:
    return Program(harbour.cast.olive, harbour.system)


def said(programme: str, today: datetime.date, **more: object) -> dict[str, Any]:
    """What each kind of document says of itself."""
    period = {"period_start": today - 400 * DAY, "period_end": today - 35 * DAY, "variant": "type-2"}
    kinds: dict[str, dict[str, Any]] = {
        "aws-soc2": {**period, "opinion": "unqualified", "letter_until": today + 20 * DAY},
        "aws-hipaa-baa": {"valid_from": today - 30 * DAY, "accounts": [PRODUCTION]},
        "aws-pci-dss": {"valid_from": today - 90 * DAY, "edition": "pci-dss-4.0.1", "not_assessed": ["1.2.5"]},
        "aws-iso27001": {"valid_from": today - 200 * DAY, "valid_until": today + 900 * DAY},
    }
    identity = {"programme": programme, "identity": f"AWS-DEMO-{programme}-2", "issuer": "Example & Example LLP"}
    return identity | kinds[programme] | more


def record(program: Program, body: dict[str, Any]) -> Any:
    return program.post(reverse(LIST), body, format="json")


@pytest.mark.parametrize("programme", ["aws-soc2", "aws-hipaa-baa", "aws-pci-dss", "aws-iso27001"])
def test_each_kind_is_recorded_and_waits_to_be_accepted(harbour: Harbour, olive: Program, programme: str) -> None:
    answer = record(olive, said(programme, harbour.now.date()))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["acceptance"] is None and told["currencies"]
    assert {each["reason"]["code"] for each in told["currencies"]} == {"not_yet_reviewed"}
    row = Attestation.objects.get(pk=told["id"])
    assert (row.programme.key, row.recorded_by, row.is_demonstration) == (programme, harbour.cast.olive, False)
    assert row.valid_from == (row.period_start or row.valid_from)
    assert JournalEntry.objects.filter(verb="attestation.recorded", subject_id=str(row.pk)).count() == 1


def test_it_counts_once_it_is_accepted_with_a_memo(harbour: Harbour, olive: Program) -> None:
    pk = record(olive, said("aws-soc2", harbour.now.date())).json()["id"]
    accept = reverse("compliance-api:accept-attestation", args=[pk])
    silent = olive.post(accept, {"in_scope": {}}, format="json")
    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (400, "#/memo")
    scope = dict.fromkeys(SERVICES, True) | {"kms": None}
    answer = olive.post(accept, {"in_scope": scope, "memo": "Read in full."}, format="json")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["acceptance"]["accepted_by"]["name"] == "Olive Park"
    assert told["acceptance"]["in_scope"] == {key: True for key in SERVICES if key != "kms"}
    assert any(each["counts"] for each in told["currencies"])


@pytest.mark.parametrize(
    ("programme", "slip", "pointer", "sentence"),
    [
        ("aws-soc2", {"programme": "aws-fedramp"}, "#/programme", "does not exist"),
        ("aws-soc2", {"period_end": None}, "#/period_end", "write it"),
        ("aws-soc2", {"period_end": "2062-01-01"}, "#/period_end", "still to come"),
        ("aws-soc2", {"opinion": ""}, "#/opinion", "write it"),
        ("aws-soc2", {"opinion": "splendid"}, "#/opinion", "not a valid choice"),
        ("aws-soc2", {"accounts": [PRODUCTION]}, "#/accounts", "leave it out"),
        ("aws-soc2", {"identity": "AWS-DEMO-SOC2"}, "#/identity", "on record already"),
        ("aws-hipaa-baa", {"accounts": ["4711"]}, "#/accounts/0", "does not match"),
        ("aws-pci-dss", {"edition": ""}, "#/edition", "write it"),
        ("aws-pci-dss", {"valid_from": "2062-01-01"}, "#/valid_from", "still to come"),
        ("aws-iso27001", {"valid_until": None}, "#/valid_until", "write it"),
        ("aws-iso27001", {"correcting": "019ab000-0000-7000-8000-000000000000"}, "#/correcting", "does not exist"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_slip_is_pointed_to(
    harbour: Harbour, olive: Program, programme: str, slip: dict[str, Any], pointer: str, sentence: str
) -> None:
    before = Attestation.objects.count()
    answer = record(olive, said(programme, harbour.now.date()) | slip)
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer and sentence in fault["detail"]
    assert Attestation.objects.count() == before


@pytest.mark.parametrize(
    ("programme", "slip", "sentence"),
    [
        ("aws-soc2", {"opinion": "qualified"}, "name the controls"),
        ("aws-soc2", {"exceptions": ["no-such-control"]}, "no-such-control"),
        ("aws-soc2", {"letter_until": "2020-01-01"}, "lies before"),
        ("aws-hipaa-baa", {"accounts": ["999999999999"]}, "No system here has the account"),
        ("aws-pci-dss", {"not_assessed": ["99.9"]}, "no requirement 99.9"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_what_a_rule_forbids_is_refused_as_on_the_page(
    harbour: Harbour, olive: Program, programme: str, slip: dict[str, Any], sentence: str
) -> None:
    answer = record(olive, said(programme, harbour.now.date()) | slip)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert sentence in answer.json()["detail"]


def test_an_agreement_says_which_accounts_or_that_it_covers_every_one(harbour: Harbour, olive: Program) -> None:
    body = said("aws-hipaa-baa", harbour.now.date())
    del body["accounts"]
    assert record(olive, body).json()["errors"][0]["pointer"] == "#/accounts"
    assert record(olive, body | {"accounts": None}).json()["accounts"] is None


def test_a_correction_names_the_record_it_replaces(harbour: Harbour, olive: Program) -> None:
    before = current("aws-soc2")
    Attestation.objects.filter(pk=before.pk).update(is_demonstration=True)
    body = said("aws-soc2", harbour.now.date(), correcting=before.pk)
    other = record(olive, said("aws-iso27001", harbour.now.date(), correcting=before.pk))
    assert other.json()["errors"][0]["detail"] == "That is a record of another programme."
    answer = record(olive, body)
    assert answer.status_code == 201, answer.content
    before.refresh_from_db()
    after = current("aws-soc2")
    assert (before.superseded_at, after.is_demonstration) == (after.recorded_at, True)
    again = record(olive, body)
    assert again.status_code == 400 and again.json()["errors"][0]["pointer"] == "#/correcting"


def test_a_service_that_is_none_and_a_record_since_corrected_are_not_accepted(harbour: Harbour, olive: Program) -> None:
    before = current("aws-soc2")
    accept = reverse("compliance-api:accept-attestation", args=[before.pk])
    unknown = olive.post(accept, {"in_scope": {"rdss": True}, "memo": "Read."}, format="json")
    assert unknown.status_code == 400 and "rdss" in unknown.json()["errors"][0]["detail"]
    record(olive, said("aws-soc2", harbour.now.date(), correcting=before.pk))
    late = olive.post(accept, {"memo": "Read."}, format="json")
    assert late.status_code == 422 and "newer record" in late.json()["detail"]


@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("ada", 403), ("sam", 404)])
def test_only_officers_keep_awss_documents(harbour: Harbour, who: str, status: int) -> None:
    program = Program(getattr(harbour.cast, who), harbour.system)
    assert record(program, said("aws-soc2", harbour.now.date())).status_code == status
    accept = reverse("compliance-api:accept-attestation", args=[current("aws-soc2").pk])
    assert program.post(accept, {"memo": "Read."}, format="json").status_code == status
