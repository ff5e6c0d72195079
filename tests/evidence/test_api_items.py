"""Evidence through the API: handed in, reviewed, read by those who may, and its bytes as they were sealed."""

import datetime
import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from compliance.models import JournalEntry
from evidence.actions.answering import use_again
from evidence.actions.reviewing import accept, give_back
from evidence.models import Item, ItemUse
from tests.evidence.asked import MINUTE, answered, ask
from tests.evidence.exhibits import POLICY, hand_in, has_a_signing_key
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(harbour: Harbour) -> Program:
    has_a_signing_key()
    return Program(harbour.cast.nora, harbour.system)


def policy(content: bytes = POLICY, media_type: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile("policy.pdf", content, content_type=media_type)


def handed_in(program: Program, harbour: Harbour, **other: Any) -> Any:
    form = {
        "duty": harbour.duty("risk-analysis").pk,
        "title": "Risk analysis 2026",
        "observed_from": harbour.on,
        "observed_until": harbour.on,
        "file": policy(),
    }
    return program.post(program.at("evidence-api:items"), form | other, format="multipart")


def test_nora_hands_in_a_policy_rita_accepts_it_and_it_counts(harbour: Harbour, nora: Program) -> None:
    answer = handed_in(nora, harbour)
    assert answer.status_code == 201, answer.content
    item, (use,) = answer.json(), answer.json()["uses"]
    assert item["digest"] == hashlib.sha256(POLICY).hexdigest()
    assert (item["media_type"], item["submitted_by"]["name"], use["state"]) == (
        "application/pdf",
        "Nora Lind",
        "in-review",
    )
    rita = Program(harbour.cast.rita, harbour.system)
    reviewed = rita.say("evidence-api:review", use["id"], verdict="accept", comment="Read it.")
    assert (reviewed.status_code, reviewed.json()["state"]) == (200, "accepted")
    assert nora.read("compliance-api:duty", use["duty"])["standing"] == "evidenced"


def test_nobody_accepts_what_they_handed_in_themselves(harbour: Harbour) -> None:
    has_a_signing_key()
    olive = Program(harbour.cast.olive, harbour.system)
    use = handed_in(olive, harbour).json()["uses"][0]
    answer = olive.say("evidence-api:review", use["id"], verdict="accept")
    assert answer.status_code == 422
    assert "somebody else has to review it" in answer.json()["detail"]
    assert ItemUse.objects.get().state == "in-review"


def test_giving_back_needs_a_word(harbour: Harbour) -> None:
    use, rita = hand_in(harbour), Program(harbour.cast.rita, harbour.system)
    assert rita.say("evidence-api:review", use.pk, verdict="give-back", comment=" ").status_code == 422
    given = rita.say("evidence-api:review", use.pk, verdict="give-back", comment="Page 3 is missing.")
    assert (given.json()["state"], given.json()["comment"]) == ("returned", "Page 3 is missing.")


def test_ben_cannot_hand_in_for_noras_duty(harbour: Harbour, nora: Program) -> None:
    answer = handed_in(Program(harbour.cast.ben, harbour.system), harbour)
    assert answer.status_code == 422
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("other", "status"),
    [
        ({"file": policy(b"MZ an executable")}, 422),
        ({"file": policy(b"")}, 422),
        ({"file": policy(b"<script>", "text/html")}, 422),
        ({"file": "no file at all"}, 400),
        ({"title": "  "}, 400),
        ({"title": "x" * 201}, 400),
        ({"title": "a\0b"}, 400),
        ({"observed_from": "yesterday"}, 400),
        ({"observed_from": datetime.date.max}, 422),
        ({"duty": "019ab000-0000-7000-8000-000000000000"}, 400),
    ],
)
def test_what_cannot_be_evidence_leaves_nothing_behind(
    harbour: Harbour, nora: Program, other: dict[str, Any], status: int
) -> None:
    assert handed_in(nora, harbour, **other).status_code == status
    assert not Item.objects.exists()


def test_a_form_that_is_far_too_large_is_not_read(harbour: Harbour, nora: Program, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1000
    just_over, far_over = policy(POLICY + bytes(1000)), policy(POLICY + bytes(100_000))
    assert handed_in(nora, harbour, file=just_over).status_code == 422
    assert handed_in(nora, harbour, file=far_over).status_code == 413
    assert not Item.objects.exists()


def test_the_bytes_come_back_as_a_file_to_keep(harbour: Harbour, nora: Program) -> None:
    item = hand_in(harbour, title='Risk "analysis"; filename=../é.html').item
    answer = nora.get(nora.at("evidence-api:item-content", item.pk), HTTP_ACCEPT="application/pdf")
    assert answer.getvalue() == POLICY
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == f'attachment; filename="demarc-item-{item.pk}.pdf"'
    assert "no-store" in answer["Cache-Control"]


def test_an_auditors_read_is_journalled_and_the_teams_is_not(harbour: Harbour, nora: Program) -> None:
    item = hand_in(harbour).item
    ada = Program(harbour.cast.ada, harbour.system)
    for program in (nora, ada):
        assert program.get(program.at("evidence-api:item-content", item.pk)).status_code == 200
    reads = JournalEntry.objects.filter(verb="custody.read")
    assert [(read.actor, read.subject_id) for read in reads] == [(harbour.cast.ada, str(item.pk))]


def test_an_auditor_sees_only_what_meets_the_period_of_the_audit(harbour: Harbour, nora: Program) -> None:
    inside = hand_in(harbour).item
    before = harbour.engagement.period_start - datetime.timedelta(days=1)
    earlier = handed_in(nora, harbour, observed_from=before, observed_until=before).json()["id"]
    ada = Program(harbour.cast.ada, harbour.system)
    assert {row["id"] for row in nora.every("evidence-api:items")} == {str(inside.pk), earlier}
    assert {row["id"] for row in ada.every("evidence-api:items")} == {str(inside.pk)}
    for route in ("evidence-api:item", "evidence-api:item-content"):
        assert ada.get(ada.at(route, earlier)).status_code == 404


def test_evidence_is_found_by_its_kind_its_duty_and_its_review(harbour: Harbour, nora: Program) -> None:
    older, newer = (str(hand_in(harbour, title=title).item.pk) for title in ("2025", "2026"))
    duty, other = harbour.duty("risk-analysis").pk, harbour.duty("mfa").pk
    found = {
        question: [row["id"] for row in nora.every("evidence-api:items", limit=1, **dict([question]))]
        for question in (("duty", duty), ("duty", other), ("kind", "collected"), ("review", "in-review"))
    }
    assert list(found.values()) == [[newer, older], [], [], [newer, older]]
    assert nora.get(nora.at("evidence-api:items"), {"kind": "hearsay"}).status_code == 400
    assert nora.get(nora.at("evidence-api:items"), {"duty": "mine"}).status_code == 400


def test_an_auditor_reads_no_answer_that_the_team_has_not_accepted_and_none_to_another_audit(harbour: Harbour) -> None:
    """One item, offered for Ada's request and accepted, and for two requests that are none of hers."""
    has_a_signing_key()
    mine, internal = ask(harbour, by="ada"), ask(harbour, title="Before the board meets")
    (use,) = answered(harbour, mine)
    accept(use=use, actor=harbour.cast.rita, comment="Read it.", now=harbour.now)
    again = use_again(request=internal, item=use.item, actor=harbour.cast.nora, on=harbour.on, now=harbour.now)
    give_back(use=again, actor=harbour.cast.rita, comment="The board wants another one.", now=harbour.now)

    def uses(name: str) -> list[str]:
        program = Program(getattr(harbour.cast, name), harbour.system)
        listed = program.read("evidence-api:items")["results"]
        told = program.read("evidence-api:item", use.item_id)
        assert next(each for each in listed if each["id"] == told["id"])["uses"] == told["uses"]
        return sorted(each["id"] for each in told["uses"])

    assert uses("olive") == sorted([str(use.pk), str(again.pk)])
    assert uses("ada") == [str(use.pk)]


def test_an_auditor_is_not_told_what_a_version_that_they_do_not_see_is_called(harbour: Harbour, client: Client) -> None:
    has_a_signing_key()
    request = ask(harbour, by="ada")
    (use,) = answered(harbour, request, "draft-of-the-cfo.pdf")
    give_back(use=use, actor=harbour.cast.rita, comment="Sign it.", now=use.submitted_at + MINUTE)
    (signed,) = answered(harbour, request, "signed.pdf", replaces=use.item, now=use.submitted_at + 2 * MINUTE)
    accept(use=signed, actor=harbour.cast.rita, comment="", now=signed.submitted_at + MINUTE)
    pages = [
        reverse("evidence:request", args=[harbour.system.pk, request.pk]),
        reverse("evidence:item", args=[harbour.system.pk, signed.item_id]),
    ]
    for person, told in ((harbour.cast.olive, True), (harbour.cast.ada, False)):
        client.force_login(person)
        assert all(("draft-of-the-cfo" in client.get(page).content.decode()) == told for page in pages)
