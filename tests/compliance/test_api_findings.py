"""What can a program do with a finding, and what does it read of one?"""

import pytest

from compliance.models import JournalEntry
from tests.compliance.found import AUDIT_CONTROLS, DAY, a_finding, brought_to
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db

RAISED = {"edition": "hipaa", "ref": AUDIT_CONTROLS, "severity": "high", "title": "Logs", "found": "Nobody looked."}


@pytest.fixture
def ada(harbour: Harbour) -> Program:
    return Program(harbour.cast.ada, harbour.system)


@pytest.fixture
def olive(harbour: Harbour) -> Program:
    return Program(harbour.cast.olive, harbour.system)


def test_ada_raises_olive_responds_and_plans_ben_acts(harbour: Harbour, ada: Program, olive: Program) -> None:
    answer = ada.say("compliance-api:findings", engagement=str(harbour.engagement.pk), **RAISED)
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert (row["number"], row["state"], row["is_auditors"], row["steps"]) == (1, "raised", True, [])
    pk, ben = row["id"], Program(harbour.cast.ben, harbour.system)
    olive.say("compliance-api:follow-up", pk, kind="response", text="We agree.", agrees=True)
    due = (harbour.on + 5 * DAY).isoformat()
    planned = {"kind": "action", "text": "Two reviewers.", "owner": str(harbour.cast.ben.pk), "due_on": due}
    row = olive.say("compliance-api:follow-up", pk, **planned).json()
    assert (row["state"], row["steps"][1]["owner"]["name"], row["is_overdue"]) == ("acting", "Ben Ortiz", False)
    row = ben.say("compliance-api:follow-up", pk, kind="done", text="They take turns.").json()
    assert row["state"] == "done"
    answer = ben.say("compliance-api:follow-up", pk, kind="retest", text="Works.", passed=True)
    assert answer.status_code == 422 and "had no part" in answer.json()["detail"]


def test_a_step_is_asked_what_its_kind_needs_and_no_more(harbour: Harbour, olive: Program) -> None:
    found = a_finding(harbour)
    answer = olive.say("compliance-api:follow-up", found.pk, kind="response", text="Yes.", passed=True)
    assert answer.status_code == 400
    assert {each["pointer"] for each in answer.json()["errors"]} == {"#/agrees", "#/passed"}


def test_an_audit_that_one_does_not_see_is_none(harbour: Harbour, olive: Program) -> None:
    answer = olive.say("compliance-api:findings", engagement=str(harbour.system.pk), **RAISED)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/engagement")
    ben = Program(harbour.cast.ben, harbour.system)
    assert ben.say("compliance-api:findings", engagement=str(harbour.engagement.pk), **RAISED).status_code == 403


def test_the_list_is_narrowed(harbour: Harbour, olive: Program) -> None:
    mine, other = brought_to(harbour, "response", "action"), a_finding(harbour, severity="low")

    def ids(**asked: object) -> list[str]:
        return [row["id"] for row in olive.read("compliance-api:findings", **asked)["results"]]

    assert ids() == [str(mine.pk), str(other.pk)]
    assert ids(state="acting") == ids(owner=str(harbour.cast.ben.pk)) == ids(severity="high") == [str(mine.pk)]
    assert ids(overdue="true") == []


def test_what_an_auditor_reads_is_noted(harbour: Harbour, ada: Program) -> None:
    found = a_finding(harbour)
    assert ada.read("compliance-api:finding", found.pk)["title"] == "Logs were not reviewed"
    assert JournalEntry.objects.filter(verb="custody.read", subject_id=str(found.pk)).count() == 1
