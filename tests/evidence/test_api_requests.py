"""Requests through the API: asked, answered with several files, reviewed, found by where they stand."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from evidence.actions.reviewing import accept
from evidence.models import Item, Request
from tests.evidence.asked import MINUTE, answered, ask
from tests.evidence.exhibits import POLICY, hand_in, has_a_signing_key
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db


def program(harbour: Harbour, name: str) -> Program:
    has_a_signing_key()
    return Program(getattr(harbour.cast, name), harbour.system)


def policy(name: str, content: bytes = POLICY) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def send(harbour: Harbour, person: Program, request: object, **words: Any) -> Any:
    days = {"observed_from": harbour.on, "observed_until": harbour.on}
    return person.post(person.at("evidence-api:answer-request", request), days | words, format="multipart")


def test_from_ada_s_question_to_the_accepted_answer(harbour: Harbour) -> None:
    ada, nora, rita = (program(harbour, name) for name in ("ada", "nora", "rita"))
    asked = ada.say(
        "evidence-api:requests",
        title="Risk analysis",
        due_on=harbour.on.isoformat(),
        engagement=str(harbour.engagement.pk),
        duty=str(harbour.duty("risk-analysis").pk),
        edition="hipaa",
        requirement="164.308(a)(1)(ii)(A)",
        reference="PBC-1",
    )
    assert asked.status_code == 201, asked.content
    request = asked.json()
    assert (request["state"], request["is_overdue"], request["origin"]) == ("requested", False, "auditor")
    assert (request["edition"], request["asked_of"]["name"]) == ("hipaa-2013", "Nora Lind")
    given = send(harbour, nora, request["id"], file=[policy("one.pdf"), policy("two.pdf")])
    assert given.status_code == 201, given.content
    assert [use["request"] for use in given.json()] == [request["id"]] * 2
    assert ada.read("evidence-api:request", request["id"])["state"] == "in-review"
    for use in given.json():
        said = rita.say("evidence-api:review", use["id"], verdict="accept", comment="Read it.").json()
        assert (said["state"], said["reviews"][0]["reviewer"]["name"]) == ("accepted", "Rita Shah")
    assert ada.read("evidence-api:request", request["id"])["state"] == "accepted"
    assert {row["title"] for row in ada.every("evidence-api:items", request=request["id"])} == {"one.pdf", "two.pdf"}


def test_a_text_a_link_and_what_is_at_hand_answer_as_well(harbour: Harbour) -> None:
    nora, request = program(harbour, "nora"), ask(harbour)
    use = hand_in(harbour)
    accept(use=use, actor=harbour.cast.rita, comment="", now=use.submitted_at)
    text = send(harbour, nora, request.pk, text="In May.", title="When")
    link = send(harbour, nora, request.pk, url="https://wiki.example.org", note="The wiki.", title="Wiki")
    again = nora.say("evidence-api:use-again", request.pk, item=str(use.item_id))
    assert [each.status_code for each in (text, link, again)] == [201, 201, 201], again.content
    assert again.json()[0]["item"] == str(use.item_id)
    assert Item.objects.filter(uses__request=request).count() == 3


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({}, 400),
        ({"text": "x", "url": "https://wiki.example.org", "title": "Both"}, 400),
        ({"url": "http://wiki.example.org", "note": "x", "title": "Wiki"}, 422),
        ({"text": "x"}, 422),
        ({"file": [policy("one.pdf"), policy("two.pdf", b"MZ")]}, 422),
        ({"text": "x", "title": "y", "observed_from": "yesterday"}, 400),
        ({"text": "x", "title": "y", "replaces": "019ab000-0000-7000-8000-000000000000"}, 400),
    ],
)
def test_what_is_no_answer_leaves_nothing_behind(harbour: Harbour, words: dict[str, Any], status: int) -> None:
    answer = send(harbour, program(harbour, "nora"), ask(harbour).pk, **words)
    assert answer.status_code == status, answer.content
    assert not Item.objects.exists()


def test_several_files_may_be_as_large_together_as_each_may_be(harbour: Harbour, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 50_000
    nora, whole = program(harbour, "nora"), POLICY + b"\n" * 40_000
    files = [policy(f"{n}.pdf", whole) for n in range(4)]
    assert send(harbour, nora, ask(harbour).pk, file=files).status_code == 201
    assert send(harbour, nora, ask(harbour).pk, file=[policy("x.pdf", POLICY * 2000)]).status_code in {413, 422}


def test_an_officer_hands_it_over_and_who_asked_withdraws_it(harbour: Harbour) -> None:
    olive, ada, request = program(harbour, "olive"), program(harbour, "ada"), ask(harbour, by="ada")
    given = olive.say("evidence-api:hand-request", request.pk, owner=str(harbour.cast.ben.pk))
    assert given.json()["owner"]["name"] == "Ben Ortiz"
    assert olive.say("evidence-api:hand-request", request.pk, owner=None).json()["owner"] is None
    assert ada.say("evidence-api:hand-request", request.pk, owner=None).status_code == 403
    done = ada.say("evidence-api:withdraw-request", request.pk, reason="Seen on site.").json()
    assert (done["state"], done["withdrawn_by"]["name"]) == ("withdrawn", "Ada Moreau")
    assert olive.say("evidence-api:withdraw-request", request.pk, reason="Too.").status_code == 422


def test_an_auditor_names_their_audit_and_nobody_of_the_team(harbour: Harbour) -> None:
    ada = program(harbour, "ada")
    said = {"title": "Anything", "due_on": harbour.on.isoformat()}
    assert ada.say("evidence-api:requests", **said).status_code == 422
    mine = {**said, "engagement": str(harbour.engagement.pk)}
    assert ada.say("evidence-api:requests", **mine, owner=str(harbour.cast.ben.pk)).status_code == 422
    assert program(harbour, "nora").say("evidence-api:requests", **said).status_code == 403
    assert ada.say("evidence-api:requests", **mine, edition="hipaa", requirement="1.2.3").status_code == 400
    assert not Request.objects.exists()


def test_requests_are_found_by_where_they_stand_at_a_constant_cost(
    harbour: Harbour, django_assert_max_num_queries
) -> None:
    olive, ada = program(harbour, "olive"), program(harbour, "ada")
    waiting, mine = ask(harbour), ask(harbour, "patching", by="ada")
    answered(harbour, waiting, now=harbour.now + MINUTE)

    def found(person: Program, **query: Any) -> set[str]:
        return {row["id"] for row in person.every("evidence-api:requests", **query)}

    both = {str(waiting.pk), str(mine.pk)}
    assert found(olive) == both and found(ada) == {str(mine.pk)}
    assert found(olive, state="in-review") == {str(waiting.pk)} == found(olive, duty=waiting.duty_id)
    assert found(olive, origin="auditor") == {str(mine.pk)} == found(olive, engagement=harbour.engagement.pk)
    assert found(olive, is_overdue="true") == set() == found(olive, due_until=harbour.on)
    assert olive.get(olive.at("evidence-api:requests"), {"state": "lost"}).status_code == 400
    assert ada.get(ada.at("evidence-api:request", waiting.pk)).status_code == 404
    for control in ("log-review", "risk-analysis", None):
        ask(harbour, control, owner=harbour.cast.nora)
    with django_assert_max_num_queries(8):
        assert len(olive.read("evidence-api:requests")["results"]) == 5
