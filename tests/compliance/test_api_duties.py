"""What can a program do with a duty, and what does it read of one?"""

import datetime

import pytest

from compliance.models import JournalEntry
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive(harbour: Harbour) -> Program:
    return Program(harbour.cast.olive, harbour.system)


def test_olive_gives_a_duty_to_ben_and_the_journal_has_it(harbour: Harbour, olive: Program) -> None:
    cast, due = harbour.cast, harbour.on + datetime.timedelta(days=20)
    duty = harbour.duty("mfa").pk
    answer = olive.say("compliance-api:assign", duty, owner=cast.ben.pk, reviewer=cast.rita.pk, due_on=due)
    assert answer.status_code == 200, answer.content
    assert answer.json()["owner"] == {"id": str(cast.ben.pk), "name": "Ben Ortiz"}
    row = olive.read("compliance-api:duty", duty)
    assert (row["reviewer"]["name"], row["due_on"], row["standing"]) == ("Rita Shah", str(due), "in-progress")
    entry = JournalEntry.objects.latest("number")
    assert (entry.verb, entry.actor, entry.subject_id) == ("duty.assigned", cast.olive, str(duty))


def test_somebody_outside_the_system_is_as_unknown_as_nobody(harbour: Harbour, olive: Program) -> None:
    """Otto exists. Whoever may only see Harbour must not learn even that."""
    said = {}
    for owner in (str(harbour.cast.otto.pk), "019ab000-0000-7000-8000-000000000000"):
        answer = olive.say("compliance-api:assign", harbour.duty("mfa").pk, owner=owner, reviewer=harbour.cast.rita.pk)
        assert answer.status_code == 400
        said[owner] = answer.content.decode().replace(owner, "somebody")
    assert len(set(said.values())) == 1
    assert "Otto" not in "".join(said.values())


def test_a_service_is_split_off_once_however_often_one_asks(harbour: Harbour, olive: Program) -> None:
    whole = harbour.duty("patching").pk
    first, again = (olive.say("compliance-api:split-off", whole, service="rds").json() for _ in range(2))
    assert first["id"] == again["id"] != str(whole)
    assert first["service"] == "rds"
    assert [row["id"] for row in olive.every("compliance-api:duties", service="rds")] == [first["id"]]
    assert JournalEntry.objects.filter(verb="duty.split").count() == 1


@pytest.mark.parametrize("service", ["made-up", "", None, ["rds"], {"key": "rds"}])
def test_a_service_that_aws_does_not_have_is_refused(harbour: Harbour, olive: Program, service: object) -> None:
    answer = olive.say("compliance-api:split-off", harbour.duty("patching").pk, service=service)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/service"


def test_the_duties_of_one_person(harbour: Harbour, olive: Program) -> None:
    rows = olive.every("compliance-api:duties", owner=harbour.cast.nora.pk)
    assert {row["control"]["key"] for row in rows} == {"encryption-at-rest", "risk-analysis"}


def test_the_duty_of_one_control(olive: Program) -> None:
    assert [row["control"]["title"] for row in olive.every("compliance-api:duties", control="mfa")]
    assert olive.every("compliance-api:duties", control="no-such-control") == []


def test_an_auditor_reads_the_duty_and_not_what_lies_outside_the_audit(harbour: Harbour, olive: Program) -> None:
    duty = harbour.duty("risk-analysis").pk
    ada = Program(harbour.cast.ada, harbour.system)
    assert olive.read("compliance-api:duty", duty)["assessments"] == []
    assert ada.read("compliance-api:duty", duty)["assessments"] is None


def test_a_system_tells_its_boundary_its_people_and_where_it_stands(harbour: Harbour, olive: Program) -> None:
    row = olive.read("compliance-api:system")
    today = row["today"]
    assert (row["key"], row["roles"], today["on"]) == ("harbour", ["officer"], str(harbour.on))
    assert {person["name"]: person["roles"] for person in today["people"]} == {
        "Ben Ortiz": ["owner"],
        "Nora Lind": ["owner"],
        "Olive Park": ["officer"],
        "Rita Shah": ["reviewer"],
    }
    assert [each["title"] for each in today["engagements"]] == ["HIPAA readiness"]
    assert sum(today["duties"].values()) == len(olive.every("compliance-api:duties"))
    assert "example.org" not in str(row)
