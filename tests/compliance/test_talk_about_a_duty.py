"""Does the team talk about a duty among itself, and does nobody else hear it?"""

import json
from types import MappingProxyType

import pytest
from django.test import Client
from django.urls import reverse

from compliance import threads
from compliance.actions.commenting import LONGEST_COMMENT, comment, withdraw_comment
from compliance.models import Comment, JournalEntry, User
from compliance.threads import Kind, audience_of, mentioned, subject_of, thread_of
from frameworks.errors import Refused
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def say(harbour: Harbour, author: User, text: str) -> Comment:
    return comment(
        system=harbour.system,
        kind="duty",
        subject=harbour.duty("patching"),
        text=text,
        author=author,
        now=harbour.now,
    )


def address(harbour: Harbour) -> str:
    return reverse("compliance:comments", args=[harbour.system.pk, "duty", harbour.duty("patching").pk])


def test_ben_answers_olive_below_the_duty(harbour: Harbour, client: Client) -> None:
    say(harbour, harbour.cast.olive, "@ben did the window move?")
    client.force_login(harbour.cast.ben)
    answer = client.post(address(harbour), {"text": "It did, to Sunday. <b>Really</b> https://example.org/7"})
    page = reverse("compliance:duty", args=[harbour.system.pk, harbour.duty("patching").pk])
    assert answer.headers["Location"] == f"{page}#comments"
    text = client.get(page).content.decode()
    assert text.index("did the window move?") < text.index("It did, to Sunday.")
    assert "&lt;b&gt;Really&lt;/b&gt;" in text and 'href="https://example.org/7"' not in text
    assert "Mentioned: Ben Ortiz" in text


def test_the_journal_knows_that_and_about_what_never_what_was_said(harbour: Harbour) -> None:
    said = say(harbour, harbour.cast.olive, "@Rita Shah please look; Nora Lind is away.")
    entry = JournalEntry.objects.first()
    assert entry is not None and (entry.verb, entry.subject_id) == ("comment.written", str(said.pk))
    assert entry.after == {
        "kind": "duty",
        "about": str(harbour.duty("patching").pk),
        "mentions": [str(harbour.cast.rita.pk)],
    }
    assert "away" not in json.dumps(entry.after)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@ben look", ["ben"]),
        ("Hallo @Ben, look", ["ben"]),
        ("(@BEN ORTIZ) and @nora.", ["ben", "nora"]),
        ("@Ben @ben @Ben Ortiz", ["ben"]),
        ("write to x@ben or ben@example.org", []),
        ("@benedict and @otto and @ada", []),
        ("nobody", []),
    ],
)
def test_whom_a_comment_calls(harbour: Harbour, text: str, meant: list[str]) -> None:
    """People of the system only: Otto works elsewhere, and Ada audits."""
    people = audience_of(harbour.system, "duty", harbour.duty("patching").pk, harbour.now)
    assert mentioned(text, people) == [getattr(harbour.cast, name) for name in meant]


def test_of_two_who_are_called_the_same_both_are_meant(harbour: Harbour) -> None:
    people = [User(email="ben@example.org", name="Ben Ortiz"), User(email="b.kahn@example.org", name="Ben Kahn")]
    assert mentioned("@ben", people) == people and mentioned("@Ben Kahn", people) == people[1:]
    assert mentioned("@ben", []) == []


def test_who_is_mentioned_finds_it_until_it_is_withdrawn(harbour: Harbour) -> None:
    said = say(harbour, harbour.cast.olive, "@ben look")
    assert Comment.objects.mentioning(harbour.cast.ben).get() == said
    withdraw_comment(comment=said, actor=harbour.cast.olive, now=harbour.now)
    assert not Comment.objects.mentioning(harbour.cast.ben).exists()


def test_its_author_takes_it_back_and_its_place_stays(harbour: Harbour, client: Client) -> None:
    said = say(harbour, harbour.cast.ben, "Ask the gardener.")
    withdraw = reverse("compliance:withdraw-comment", args=[harbour.system.pk, said.pk])
    client.force_login(harbour.cast.olive)
    refused = client.post(withdraw)
    assert refused.status_code == 422 and "Only who wrote a comment takes it back." in refused.content.decode()
    client.force_login(harbour.cast.ben)
    text = client.post(withdraw, follow=True).content.decode()
    assert "gardener" not in text and "withdrawn</p>" in text
    assert [each.pk for each in thread_of(harbour.system, "duty", harbour.duty("patching").pk)] == [said.pk]
    entry = JournalEntry.objects.first()
    assert entry is not None and (entry.verb, entry.actor) == ("comment.withdrawn", harbour.cast.ben)
    assert client.post(withdraw).status_code == 422


@pytest.mark.parametrize(("text", "sentence"), [("  ", "nothing to say"), ("x" * (LONGEST_COMMENT + 1), "at most")])
def test_refused_and_nothing_typed_is_lost(harbour: Harbour, client: Client, text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        say(harbour, harbour.cast.ben, text)
    client.force_login(harbour.cast.ben)
    answer = client.post(address(harbour), {"text": text})
    assert answer.status_code == 422 and sentence in answer.content.decode() and text.strip() in answer.content.decode()
    assert not Comment.objects.exists()


def test_an_auditor_sees_the_duty_and_never_the_teams_thread(harbour: Harbour, client: Client) -> None:
    say(harbour, harbour.cast.olive, "Before Ada looks, mend the fence.")
    client.force_login(harbour.cast.ada)
    page = client.get(reverse("compliance:duty", args=[harbour.system.pk, harbour.duty("patching").pk]))
    assert page.status_code == 200
    assert "fence" not in page.content.decode() and "Comments" not in page.content.decode()
    assert client.get(address(harbour)).status_code == 404
    assert client.post(address(harbour), {"text": "Me too"}).status_code == 404
    assert not subject_of(harbour.viewer(harbour.cast.ada), harbour.system, "duty", harbour.duty("patching").pk)


def test_about_what_is_unknown_nobody_talks(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    about = harbour.duty("patching").pk
    for kind, pk in (("weather", about), ("duty", harbour.system.pk)):
        place = reverse("compliance:comments", args=[harbour.system.pk, kind, pk])
        assert client.get(place).status_code == client.post(place, {"text": "x"}).status_code == 404


def test_a_shared_thread_is_read_by_auditors_who_see_its_subject(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the thread of an audit would be: Ada is let in to this one, and to no other."""
    shared = {"audit": Kind("compliance.Engagement", "compliance:system", is_shared=True)}
    monkeypatch.setattr(threads, "KINDS", MappingProxyType(shared))
    ada, pk = harbour.cast.ada, harbour.engagement.pk
    assert subject_of(harbour.viewer(ada), harbour.system, "audit", pk) == harbour.engagement
    assert subject_of(harbour.viewer(harbour.cast.otto), harbour.system, "audit", pk) is None
    assert ada in audience_of(harbour.system, "audit", pk, harbour.now)
    assert ada not in audience_of(harbour.system, "audit", harbour.system.pk, harbour.now), "what she does not see"
