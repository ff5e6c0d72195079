"""Can a program give many duties away, and hand over what somebody has?"""

import datetime

import pytest

from compliance.actions.granting import revoke
from compliance.models import Assignment, Membership
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive(harbour: Harbour) -> Program:
    return Program(harbour.cast.olive, harbour.system)


def test_many_duties_go_to_nora_at_once(harbour: Harbour, olive: Program) -> None:
    duties = [harbour.duty(control).pk for control in ("mfa", "backup", "mfa")]
    people = {"owner": harbour.cast.nora.pk, "reviewer": harbour.cast.rita.pk}
    answer = olive.say("compliance-api:assign-many", duties=duties, **people)
    assert answer.status_code == 200, answer.content
    changed = answer.json()["changed"]
    assert {row["control"]["key"] for row in changed} == {"mfa", "backup"}
    assert {row["owner"]["name"] for row in changed} == {"Nora Lind"}
    assert olive.say("compliance-api:assign-many", duties=duties, **people).json() == {"changed": []}


def test_a_refusal_names_the_duty_and_changes_none(harbour: Harbour, olive: Program) -> None:
    answer = olive.say(
        "compliance-api:assign-many",
        duties=[harbour.duty("backup").pk, harbour.duty("mfa").pk],
        owner=harbour.cast.olive.pk,
        reviewer=harbour.cast.olive.pk,
    )
    assert answer.status_code == 422 and answer.json()["detail"].startswith("Backup: Olive Park cannot review")
    assert harbour.duty("mfa").assignment is None


@pytest.mark.parametrize("duties", [[], ["019ab000-0000-7000-8000-000000000000"], "mfa", None])
def test_duties_that_are_not_here_are_refused(harbour: Harbour, olive: Program, duties: object) -> None:
    people = {"owner": harbour.cast.nora.pk, "reviewer": harbour.cast.rita.pk}
    answer = olive.say("compliance-api:assign-many", duties=duties, **people)
    assert answer.status_code == 400 and answer.json()["errors"][0]["pointer"].startswith("#/duties")


def test_what_ben_had_goes_to_nora_though_he_has_left(harbour: Harbour, olive: Program) -> None:
    revoke(membership=Membership.objects.known().get(user=harbour.cast.ben), actor=None, now=harbour.now)
    answer = olive.say("compliance-api:hand-over", person=harbour.cast.ben.pk, to=harbour.cast.nora.pk)
    assert answer.status_code == 200, answer.content
    assert {row["control"]["key"]: row["owner"]["name"] for row in answer.json()["changed"]} == {
        "log-review": "Nora Lind",
        "patching": "Nora Lind",
    }


def test_handed_over_ahead_of_time_it_is_still_bens_today(harbour: Harbour, olive: Program) -> None:
    later = harbour.on + datetime.timedelta(days=7)
    answer = olive.say(
        "compliance-api:hand-over",
        person=harbour.cast.ben.pk,
        to=harbour.cast.nora.pk,
        parts=["owner"],
        duties=[harbour.duty("patching").pk],
        since=later,
    )
    (row,) = answer.json()["changed"]
    assert row["owner"]["name"] == "Ben Ortiz"
    assert olive.read("compliance-api:duty", harbour.duty("patching").pk)["owner"]["name"] == "Ben Ortiz"
    assert Assignment.objects.on(later).get(duty=harbour.duty("patching")).owner == harbour.cast.nora


def test_who_has_no_duty_here_is_as_unknown_as_nobody(harbour: Harbour, olive: Program) -> None:
    said = {}
    for person in (str(harbour.cast.otto.pk), "019ab000-0000-7000-8000-000000000000"):
        answer = olive.say("compliance-api:hand-over", person=person, to=harbour.cast.nora.pk)
        assert answer.status_code == 400
        said[person] = answer.content.decode().replace(person, "somebody")
    assert len(set(said.values())) == 1
