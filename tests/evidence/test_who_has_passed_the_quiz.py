"""Does the officer see who has passed the quiz and who has not, on the page, as a list, and through the API?"""

import csv
import datetime
import io
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from compliance.actions.granting import grant
from compliance.models import Role, User
from evidence.actions.training import hand_in
from evidence.models import TrainingAttempt
from evidence.training.quiz import quiz
from evidence.training.standing import team_of
from tests.evidence.training import took
from tests.factories import Harbour
from tests.programs import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]
YEAR = datetime.timedelta(days=366)


def standings(harbour: Harbour, now: datetime.datetime) -> list[tuple[str, str]]:
    return [(each.person.name, each.standing) for each in team_of(harbour.system, now)]


def test_the_whole_team_is_named_whoever_has_not_passed_first(harbour: Harbour) -> None:
    took(harbour.cast.nora, harbour.now)
    took(harbour.cast.ben, harbour.now, wrong=20)
    took(harbour.cast.ada, harbour.now)
    assert standings(harbour, harbour.now) == [
        ("Ben Ortiz", "failed"),
        ("Olive Park", "missing"),
        ("Rita Shah", "missing"),
        ("Nora Lind", "passed"),
    ], "Ada audits, and is not of the team"


def test_a_pass_holds_for_a_year_to_the_second(harbour: Harbour) -> None:
    attempt = took(harbour.cast.nora, harbour.now)
    until = attempt.holds_until
    assert until is not None and until.replace(year=until.year - 1) == harbour.now
    assert ("Nora Lind", "passed") in standings(harbour, until)
    assert ("Nora Lind", "lapsed") in standings(harbour, until + datetime.timedelta(seconds=1))


def test_a_later_failure_does_not_end_a_pass_that_holds(harbour: Harbour) -> None:
    took(harbour.cast.nora, harbour.now)
    took(harbour.cast.nora, harbour.now + datetime.timedelta(hours=1), wrong=20)
    (nora,) = [each for each in team_of(harbour.system, harbour.now + YEAR / 2) if each.person == harbour.cast.nora]
    assert nora.standing == "passed" and nora.shown == nora.counts != nora.latest


def test_the_page_shows_what_waits_for_review_and_says_what_it_is_worth(harbour: Harbour, client: Client) -> None:
    (use,) = hand_in(attempt=took(harbour.cast.nora, harbour.now), now=harbour.now)
    client.force_login(harbour.cast.olive)
    page = client.get(reverse("evidence:trained", args=[harbour.system.pk])).content.decode()
    assert "1 of 4 have passed" in page and "In review" in page
    assert reverse("evidence:item", args=[harbour.system.pk, use.item_id]) in page
    assert "even accepted never shows it as evidenced" in page
    assert reverse("compliance:duty", args=[harbour.system.pk, use.duty_id]) in page
    overview = client.get(reverse("compliance:system", args=[harbour.system.pk])).content.decode()
    assert reverse("evidence:trained", args=[harbour.system.pk]) in overview


@pytest.mark.parametrize("name", ["ben", "rita", "ada"])
def test_who_is_no_officer_does_not_see_the_others(harbour: Harbour, client: Client, name: str) -> None:
    client.force_login(getattr(harbour.cast, name))
    for route in ("evidence:trained", "evidence:trained-export"):
        assert client.get(reverse(route, args=[harbour.system.pk])).status_code == 403
    overview = client.get(reverse("compliance:system", args=[harbour.system.pk])).content.decode()
    assert reverse("evidence:trained", args=[harbour.system.pk]) not in overview


def listed(harbour: Harbour, client: Client) -> list[dict[str, str]]:
    client.force_login(harbour.cast.olive)
    answer = client.get(reverse("evidence:trained-export", args=[harbour.system.pk]))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode(), newline="")))


def test_the_list_leaves_as_csv(harbour: Harbour, client: Client) -> None:
    hand_in(attempt=took(harbour.cast.nora, harbour.now, wrong=3), now=harbour.now)
    rows = {row["person"]: row for row in listed(harbour, client)}
    nora, rita = rows["Nora Lind"], rows["Rita Shah"]
    asked = str(len(quiz().questions))
    assert (nora["standing"], nora["roles"], nora["asked"], nora["evidence"]) == ("passed", "owner", asked, "in-review")
    assert nora["correct"] == str(len(quiz().questions) - 3)
    assert (nora["finished_on"], nora["questions_sha256"]) == (harbour.on.isoformat(), quiz().digest)
    assert (rita["standing"], rita["correct"], rita["holds_until"]) == ("missing", "", "")


def test_no_name_runs_as_a_formula_in_a_spreadsheet(harbour: Harbour, client: Client) -> None:
    User.objects.filter(pk=harbour.cast.ben.pk).update(name='=HYPERLINK("https://example.org")')
    assert '\'=HYPERLINK("https://example.org")' in {row["person"] for row in listed(harbour, client)}


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_twenty_people_cost_as_many_queries_as_four(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("evidence:trained", args=[harbour.system.pk])
    before = queries(client, address)
    for number in range(16):
        person = User.objects.create_user(f"person-{number}@example.org", name=f"Person {number}")
        grant(
            system=harbour.system,
            user=person,
            role=Role.OWNER,
            since=harbour.on,
            actor=harbour.cast.sam,
            now=harbour.now,
        )
        if number < 4:
            hand_in(attempt=took(person, harbour.now), now=harbour.now)
    assert queries(client, address) == before <= 12


def test_a_person_s_page_costs_the_same_after_many_attempts(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.nora)
    address, counts = reverse("evidence:training"), []
    for _ in range(2):
        hand_in(attempt=took(harbour.cast.nora, timezone.now()), now=timezone.now())
        counts.append(queries(client, address))
    assert counts[0] == counts[1] <= 12
    question = reverse("evidence:training-question", args=[next(iter(quiz().questions))])
    assert queries(client, question) <= 8


def test_the_api_tells_where_one_stands_and_no_answer(harbour: Harbour) -> None:
    ben = Program(harbour.cast.ben, harbour.system)

    def own() -> Any:
        return ben.get(reverse("evidence-api:training")).json()

    fresh = own()
    assert (fresh["asked"], fresh["pass_percent"], fresh["holds_for"]) == (len(quiz().questions), 80, "P1Y")
    assert (fresh["passed_until"], fresh["attempts"]) == (None, [])
    attempt = took(harbour.cast.ben, harbour.now, wrong=1)
    told = own()
    assert told["attempts"][0]["id"] == str(attempt.pk) and told["attempts"][0]["passed"] is True
    assert told["passed_until"] is not None
    said = json.dumps(told)
    assert not any(each.because in said or each.key in said for each in quiz().questions.values())


def test_the_api_tells_an_officer_who_is_missing(harbour: Harbour) -> None:
    hand_in(attempt=took(harbour.cast.nora, harbour.now), now=harbour.now)
    rows = Program(harbour.cast.olive, harbour.system).every("evidence-api:trained", limit=3)
    assert [(row["person"]["name"], row["training"], row["review"]) for row in rows] == [
        ("Ben Ortiz", "missing", None),
        ("Olive Park", "missing", None),
        ("Rita Shah", "missing", None),
        ("Nora Lind", "passed", "in-review"),
    ]
    assert rows[0]["finished_at"] is None and rows[3]["correct"] == len(quiz().questions)
    ben = Program(harbour.cast.ben, harbour.system)
    assert ben.get(ben.at("evidence-api:trained")).status_code == 403


def test_administrators_look_at_attempts_and_read_no_answers(harbour: Harbour, client: Client) -> None:
    attempt = took(harbour.cast.nora, harbour.now, wrong=1)
    harbour.cast.sam.is_superuser = True
    harbour.cast.sam.save(update_fields=["is_superuser"])
    client.force_login(harbour.cast.sam)
    page = client.get(reverse("admin:evidence_trainingattempt_change", args=[attempt.pk])).content.decode()
    assert "Nora Lind" in page and "ec2-operating-system" not in page
    assert not re.search(r'name="_save"', page)
    assert TrainingAttempt.objects.get() == attempt
