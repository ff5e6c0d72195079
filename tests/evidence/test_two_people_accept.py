"""Where two people have to accept evidence, is it two, and does nothing count before the second?"""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from compliance.actions.asking_for_two import ask_for_two
from compliance.models import Assessment, JournalEntry
from evidence.actions.reviewing import accept, give_back
from evidence.models import ItemUse, Review, UseState
from frameworks.errors import Refused
from tests.evidence.asked import MINUTE, answered, ask
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]


@pytest.fixture
def use(harbour: Harbour) -> ItemUse:
    (use,) = answered(harbour, ask(harbour, needs_two=True))
    return use


def test_the_first_acceptance_counts_for_nothing_and_the_second_settles_it(harbour: Harbour, use: ItemUse) -> None:
    rita, olive, now = harbour.cast.rita, harbour.cast.olive, harbour.now
    first = accept(use=use, actor=rita, comment="Complete.", now=now)
    assert (first.state, first.reviewed_by) == (UseState.IN_REVIEW, None) and not Assessment.objects.exists()
    with pytest.raises(Refused, match="You have accepted this already"):
        accept(use=use, actor=rita, comment="", now=now)
    second = accept(use=use, actor=olive, comment="Seen too.", now=now + MINUTE)
    assert (second.state, second.reviewed_by, second.comment) == (UseState.ACCEPTED, olive, "Seen too.")
    assert Assessment.objects.count() == 1
    said = [(each.reviewer, each.accepts, each.comment) for each in Review.objects.filter(use=use)]
    assert said == [(rita, True, "Complete."), (olive, True, "Seen too.")]
    verbs = JournalEntry.objects.filter(subject_id=str(use.pk)).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["evidence.submitted", "evidence.accepted-first", "evidence.accepted"]


def test_one_return_returns_it(harbour: Harbour, use: ItemUse) -> None:
    accept(use=use, actor=harbour.cast.olive, comment="", now=harbour.now)
    given = give_back(use=use, actor=harbour.cast.rita, comment="Page 3.", now=harbour.now + MINUTE)
    assert (given.state, given.reviewed_by) == (UseState.RETURNED, harbour.cast.rita)
    with pytest.raises(Refused, match="reviewed already"):
        accept(use=use, actor=harbour.cast.olive, comment="", now=harbour.now)


def test_the_database_itself_keeps_submitter_and_reviewer_apart_and_each_to_one_review(
    harbour: Harbour, use: ItemUse
) -> None:
    said = {"system": harbour.system, "use": use, "submitter": use.submitted_by, "accepts": True}
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    for reviewer in (use.submitted_by, harbour.cast.rita):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(**said, reviewer=reviewer, said_at=harbour.now)


def test_an_officer_asks_for_two_on_a_duty_from_then_on(harbour: Harbour) -> None:
    duty, before = harbour.duty("risk-analysis"), hand_in(harbour)
    with pytest.raises(Refused, match="A compliance officer says how many"):
        ask_for_two(duty=duty, needs_two=True, actor=harbour.cast.nora, now=harbour.now)
    ask_for_two(duty=duty, needs_two=True, actor=harbour.cast.olive, now=harbour.now)
    ask_for_two(duty=duty, needs_two=True, actor=harbour.cast.olive, now=harbour.now)
    assert (before.needs_two, hand_in(harbour).needs_two) == (False, True)
    entry = JournalEntry.objects.get(verb="duty.needs-two")
    assert (entry.before, entry.after) == ({"needs_two": False}, {"needs_two": True})


def test_the_page_says_that_a_second_person_is_needed(harbour: Harbour, client: Client, use: ItemUse) -> None:
    client.force_login(harbour.cast.rita)
    address = reverse("evidence:review", args=[harbour.system.pk, use.pk])
    text = client.post(address, {"verdict": "accept", "comment": "Fine."}, follow=True).content.decode()
    assert "A second person has to accept it as well before it counts." in text
    assert "1 more person has to accept it" in text and "accepted by Rita Shah" in text
    assert 'name="verdict"' not in text, "Rita has said what she has to say"


def test_olive_asks_for_two_on_the_duty_s_page(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    duty = harbour.duty("risk-analysis")
    address = reverse("compliance:two-reviewers", args=[harbour.system.pk, duty.pk])
    assert (
        "two people accept what is handed in"
        in client.post(address, {"needs_two": "yes"}, follow=True).content.decode()
    )
    client.post(address, {"needs_two": "no"})
    duty.refresh_from_db()
    assert not duty.needs_two
    client.force_login(harbour.cast.nora)
    assert client.post(address, {"needs_two": "yes"}).status_code == 403
