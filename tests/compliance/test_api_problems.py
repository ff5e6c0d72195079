"""What does the API say when something is wrong?"""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive(harbour: Harbour) -> Program:
    return Program(harbour.cast.olive, harbour.system)


def problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """The document, which has the shape that RFC 9457 asks for."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert (told["status"], told["type"]) == (status, f"/problems/{kind}")
    assert told["title"]
    assert told["detail"]
    return told


def test_each_fault_of_a_body_is_pointed_to(harbour: Harbour, olive: Program) -> None:
    duty = harbour.duty("log-review").pk
    told = problem(olive.say("compliance-api:assign", duty, owner="Ben", due_on="soon"), 400, "invalid")
    assert {fault["pointer"] for fault in told["errors"]} == {"#/owner", "#/reviewer", "#/due_on"}


def test_a_wrong_parameter_is_named(olive: Program) -> None:
    answer = olive.get(olive.at("compliance-api:duties"), {"standing": "fine"})
    assert [fault["parameter"] for fault in problem(answer, 400, "invalid")["errors"]] == ["standing"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"[1, 2]", b"null"])
def test_a_body_that_is_no_document_is_the_callers_fault(harbour: Harbour, olive: Program, body: bytes) -> None:
    address = olive.at("compliance-api:assign", harbour.duty("log-review").pk)
    problem(olive.post(address, body, content_type="application/json"), 400, "invalid")


def test_a_body_that_is_too_large_is_not_read(harbour: Harbour, olive: Program, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = olive.say("compliance-api:assign", harbour.duty("log-review").pk, owner="x" * 200)
    assert "send less" in problem(answer, 413, "too-large")["detail"]


def test_the_other_ways_to_go_wrong_have_their_own_kind(harbour: Harbour, olive: Program) -> None:
    duties = olive.at("compliance-api:duties")
    problem(olive.post(duties, {}, format="json"), 405, "no-such-method")
    problem(olive.get(duties, HTTP_ACCEPT="text/csv"), 406, "not-acceptable")
    assign = olive.at("compliance-api:assign", harbour.duty("log-review").pk)
    problem(olive.post(assign, "owner=Ben", content_type="text/plain"), 415, "wrong-media-type")
    problem(Client().get(duties), 401, "not-logged-in")


@pytest.mark.parametrize("address", ["/api/v1/nowhere/", "/api/v1/systems/17/", "/api/v2/", "/api/v1/systems/\0/"])
def test_an_address_that_leads_nowhere_is_told_as_a_problem_too(olive: Program, address: str) -> None:
    problem(olive.get(address), 404, "not-found")


def test_what_breaks_in_us_is_logged_and_not_shown(
    olive: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr("compliance.api.duties.duties_of", broken)
    olive.raise_request_exception = False
    answer = olive.get(olive.at("compliance-api:duties"))
    problem(answer, 500, "failed")
    assert "secret" not in answer.content.decode()
    assert "a secret of ours" in caplog.text


def test_pages_keep_their_own_not_found(client: Client) -> None:
    assert client.get("/nowhere/")["Content-Type"].startswith("text/html")


def test_a_refusal_changes_nothing_and_says_why(harbour: Harbour, olive: Program) -> None:
    ben = str(harbour.cast.ben.pk)
    answer = olive.say("compliance-api:assign", harbour.duty("mfa").pk, owner=ben, reviewer=ben)
    assert "cannot review their own evidence" in problem(answer, 422, "refused")["detail"]
    assert harbour.duty("mfa").assignment is None
    assert not connection.needs_rollback
    json.dumps(answer.json())
