"""What does the API tell of a requirement: who bears it, on the strength of what, and why?"""

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from compliance.actions.assessing import Answer, record_assessments
from compliance.models import Acceptance, Outcome
from compliance.posture import posture_of
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db

AUDIT_CONTROLS = ("hipaa-2013", "164.312(b)")


@pytest.fixture
def olive(harbour: Harbour) -> Program:
    return Program(harbour.cast.olive, harbour.system)


def test_the_list_says_the_same_as_the_posture_that_pages_and_reports_read(harbour: Harbour, olive: Program) -> None:
    posture = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)
    rows = olive.every("compliance-api:requirements")
    assert [row["ref"] for row in rows] == [row.requirement.ref for row in posture.editions["hipaa-2013"]]
    assert Counter(row["class"] for row in rows) == posture.classes("hipaa-2013")


@pytest.mark.parametrize(
    ("name", "field", "code"),
    [("class", "class", "customer"), ("supported", "support", "supported"), ("standing", "standing", "failing")],
)
def test_each_filter_keeps_what_it_names(harbour: Harbour, olive: Program, name: str, field: str, code: str) -> None:
    an_open_bucket(harbour)
    every = olive.every("compliance-api:requirements")
    kept = olive.every("compliance-api:requirements", **{name: code})
    assert kept == [row for row in every if row[field] == code]
    assert 0 < len(kept) < len(every)


def an_open_bucket(harbour: Harbour) -> None:
    answer = Answer(
        control="public-exposure",
        service="s3",
        source="s3.public_access_blocked@111122223333/us-east-1",
        outcome=Outcome.FAIL,
        observed_from=harbour.now,
        observed_until=harbour.now,
        fresh_until=None,
        ref=uuid4(),
    )
    record_assessments(system=harbour.system, answers=[answer], now=harbour.now)


@pytest.mark.parametrize(("edition", "found"), [("hipaa", True), ("hipaa-2013", True), ("soc2", False)])
def test_a_framework_names_its_edition(olive: Program, edition: str, found: bool) -> None:
    assert bool(olive.every("compliance-api:requirements", edition=edition)) is found


def test_the_answer_is_explained_down_to_the_lines_where_it_is_written(olive: Program) -> None:
    row = olive.read("compliance-api:requirement", *AUDIT_CONTROLS)
    assert row["class"] == "shared"
    kinds = Counter(node["kind"] for node in every_node(row["explanation"]))
    assert kinds.keys() >= {"requirement", "control", "split", "aws", "customer", "programme", "attestation"}
    assert all(".toml:" in node["source"] for node in every_node(row["explanation"]) if node["kind"] == "split")
    assert {part["bearer"] for part in row["parts"]} <= {"aws", "shared", "customer"}
    assert {each["kind"] for each in row["aws"]["commitment"]} == {"commitment"}
    assert {each["kind"] for each in row["aws"]["assurance"]} == {"assurance"}
    assert row["duties"]


def every_node(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(each for child in node["children"] for each in every_node(child))]


def test_support_lapses_with_its_reason(harbour: Harbour, olive: Program) -> None:
    assert olive.read("compliance-api:requirement", *AUDIT_CONTROLS)["support"] == "supported"
    Acceptance.objects.update(superseded_at=harbour.now)
    row = olive.read("compliance-api:requirement", *AUDIT_CONTROLS)
    assert row["support"] == "unsupported"
    reasons = [reason["code"] for each in row["aws"]["commitment"] for reason in each["reasons"]]
    assert "not_yet_reviewed" in reasons


@pytest.mark.parametrize("address", ["hipaa/164.312(b)", "hipaa-2013/164.312(b)"])
def test_a_requirement_is_found_by_its_framework_or_its_edition(harbour: Harbour, olive: Program, address: str) -> None:
    answer = olive.get(f"/api/v1/systems/{harbour.system.pk}/requirements/{address}/")
    assert answer.json()["ref"] == "164.312(b)"


@pytest.mark.parametrize("named", [("hipaa", "164.999"), ("pci-dss", "1.1"), ("hipaa", "a/b/c")])
def test_what_no_edition_in_scope_asks_is_not_found(olive: Program, named: tuple[str, str]) -> None:
    assert olive.get(olive.at("compliance-api:requirement", *named)).status_code == 404


def test_reading_them_all_takes_as_many_queries_as_reading_two(
    olive: Program, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for limit in (2, 200):
        with django_assert_max_num_queries(20):
            olive.read("compliance-api:requirements", limit=limit)
