"""Does asking, answering and finding what is asked go through on the pages, for each to the extent of their role?"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.commenting import comment
from compliance.models import JournalEntry
from evidence.actions.reviewing import accept, give_back
from evidence.models import Item, ItemKind, ItemUse, Request, RequestOrigin
from tests.evidence.asked import MINUTE, answered, ask
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour
from tests.pdfs import one_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]


def address(harbour: Harbour, route: str, *args: Any) -> str:
    return reverse(f"evidence:{route}", args=[harbour.system.pk, *args])


def text(client: Client, place: str) -> str:
    answer = client.get(place)
    assert answer.status_code == 200
    return answer.content.decode()


def pdf(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, one_page(), "application/pdf")


def send(harbour: Harbour, client: Client, request: Request, **words: Any) -> Any:
    days = {"observed_from": harbour.on.isoformat(), "observed_until": harbour.on.isoformat()}
    return client.post(address(harbour, "answer-request", request.pk), days | words, follow=True)


def test_olive_asks_from_the_page_of_a_duty_which_fills_in_what_it_knows(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    duty = harbour.duty("risk-analysis")
    form = f"{address(harbour, 'raise-request')}?duty={duty.pk}"
    assert form in text(client, reverse("evidence:timeline", args=[harbour.system.pk, duty.pk]))
    asked = text(client, form)
    assert f'value="{duty.pk}" selected' in asked and 'value="Risk analysis"' in asked
    said = {"title": "Risk analysis", "duty": duty.pk, "due_on": harbour.on.isoformat(), "needs_two": "on"}
    answer = client.post(address(harbour, "raise-request"), said, follow=True)
    assert "“Risk analysis” is asked for." in answer.content.decode()
    request = Request.objects.get()
    assert (request.duty, request.origin, request.needs_two) == (duty, RequestOrigin.OFFICER, True)
    assert request.title in text(client, reverse("evidence:timeline", args=[harbour.system.pk, duty.pk]))


def test_ada_asks_from_the_page_of_a_requirement_and_names_nobody(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    page = reverse("compliance:requirement", args=[harbour.system.pk, "hipaa-2013", "164.308(a)(1)(ii)(A)"])
    assert f"{address(harbour, 'raise-request')}?edition=hipaa-2013&amp;ref=164.308" in text(client, page)
    form = f"{address(harbour, 'raise-request')}?edition=hipaa-2013&ref=164.308(a)(1)(ii)(A)"
    asked = text(client, form)
    assert 'value="164.308(a)(1)(ii)(A)"' in asked and 'name="owner"' not in asked and 'name="needs_two"' not in asked
    said = {
        "title": "Risk analysis",
        "edition": "hipaa-2013",
        "ref": "164.308(a)(1)(ii)(A)",
        "engagement": harbour.engagement.pk,
        "due_on": harbour.on.isoformat(),
        "owner": harbour.cast.ben.pk,
    }
    assert client.post(address(harbour, "raise-request"), said).status_code == 302
    request = Request.objects.get()
    assert (request.origin, request.engagement, request.owner) == (RequestOrigin.AUDITOR, harbour.engagement, None)
    assert request.requirement and request.requirement.ref == "164.308(a)(1)(ii)(A)"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"due_on": "2001-01-01"}, "has passed"),
        ({"edition": "hipaa-2013"}, "name both, or neither"),
        ({"edition": "hipaa-2013", "ref": "164.999"}, "no such requirement"),
        ({}, "Name a duty, a requirement or who is asked"),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    harbour: Harbour, client: Client, said: dict[str, str], sentence: str
) -> None:
    client.force_login(harbour.cast.olive)
    typed = {"title": "The analysis of spring", "due_on": harbour.on.isoformat()} | said
    answer = client.post(address(harbour, "raise-request"), typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode() and "The analysis of spring" in answer.content.decode()


def test_nora_hands_in_two_files_at_once(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.nora)
    request = ask(harbour)
    answer = send(harbour, client, request, files=[pdf("one.pdf"), pdf("two.pdf")], title="Analysis")
    assert "2 files are sealed and wait for review." in answer.content.decode()
    assert sorted(Item.objects.values_list("title", flat=True)) == ["Analysis: one.pdf", "Analysis: two.pdf"]


def test_a_text_and_a_link_are_read_where_they_stand(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.nora)
    request = ask(harbour)
    send(harbour, client, request, text="We do it in May.", title="How we do it")
    send(harbour, client, request, url="https://wiki.example.org/risks", note="The analysis.", title="Wiki")
    written = Item.objects.get(kind=ItemKind.TEXT)
    assert "We do it in May." in text(client, address(harbour, "item", written.pk))
    link = text(client, address(harbour, "item", Item.objects.get(kind=ItemKind.LINK).pk))
    assert 'href="https://wiki.example.org/risks" rel="noopener noreferrer"' in link
    assert "What is behind the link is not" in link


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"title": "Nothing at all"}, "one of the three at a time"),
        ({"title": "Both", "text": "x", "url": "https://wiki.example.org"}, "one of the three at a time"),
        ({"title": "Insecure", "url": "http://wiki.example.org", "note": "Wiki"}, "Only links that begin with https"),
        ({"title": "", "text": "Without a title"}, "Give the evidence a title"),
    ],
)
def test_an_answer_that_is_none_keeps_what_was_typed(
    harbour: Harbour, client: Client, words: dict[str, str], sentence: str
) -> None:
    client.force_login(harbour.cast.nora)
    answer = send(harbour, client, ask(harbour), **words)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page and all(each in page for each in words.values())
    assert not Item.objects.exists()


def test_a_file_that_is_refused_is_named_and_none_comes_in(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.nora)
    bad = SimpleUploadedFile("two.pdf", b"MZ", "application/pdf")
    answer = send(harbour, client, ask(harbour), files=[pdf("one.pdf"), bad])
    assert answer.status_code == 422 and "two.pdf: The file is not readable" in answer.content.decode()
    assert not Item.objects.exists()


def test_rita_returns_it_nora_replaces_it_and_both_versions_are_shown(harbour: Harbour, client: Client) -> None:
    request = ask(harbour)
    (use,) = answered(harbour, request, "first.pdf", now=harbour.now)
    client.force_login(harbour.cast.rita)
    place = address(harbour, "review", use.pk)
    silent = client.post(place, {"verdict": "give-back", "comment": ""})
    assert silent.status_code == 422 and "Say what is missing" in silent.content.decode()
    client.post(place, {"verdict": "give-back", "comment": "Page 3 is blank."})
    client.force_login(harbour.cast.nora)
    page = text(client, address(harbour, "request", request.pk))
    assert "Returned" in page and "Page 3 is blank." in page and f'value="{use.item_id}" selected' in page
    send(harbour, client, request, files=[pdf("second.pdf")], replaces=use.item_id)
    page = text(client, address(harbour, "request", request.pk))
    assert "first.pdf" in page and "second.pdf" in page and "replaced by" in page and "In review" in page


def test_what_is_at_hand_is_offered_with_one_button(harbour: Harbour, client: Client) -> None:
    use = hand_in(harbour)
    accept(use=use, actor=harbour.cast.rita, comment="", now=use.submitted_at)
    request = ask(harbour)
    client.force_login(harbour.cast.nora)
    place = address(harbour, "use-again", request.pk, use.item_id)
    assert place in text(client, address(harbour, "request", request.pk))
    assert "is offered for this request" in client.post(place, follow=True).content.decode()
    again = client.post(place)
    assert again.status_code == 422 and "offered for it already" in again.content.decode()
    assert ItemUse.objects.filter(request=request).count() == 1


def test_ada_sees_answers_once_the_team_has_accepted_them_and_her_look_is_journalled(
    harbour: Harbour, client: Client
) -> None:
    request = ask(harbour, by="ada")
    (use,) = answered(harbour, request, "secret-draft.pdf")
    client.force_login(harbour.cast.ada)
    place = address(harbour, "request", request.pk)
    assert "secret-draft.pdf" not in text(client, place) and "In review" in text(client, place)
    assert "secret-draft.pdf" not in text(client, address(harbour, "timeline", harbour.duty("risk-analysis").pk))
    assert client.get(address(harbour, "item", use.item_id)).status_code == 404
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now + MINUTE)
    assert "secret-draft.pdf" in text(client, place)
    assert JournalEntry.objects.filter(verb="custody.read", subject_id=str(request.pk)).exists()


def test_a_comment_on_a_request_is_read_by_the_auditor_who_sees_it(harbour: Harbour, client: Client) -> None:
    request, internal = ask(harbour, by="ada"), ask(harbour)
    for each in (request, internal):
        comment(
            system=harbour.system,
            kind="request",
            subject=each,
            text="Which year, @ada?",
            author=harbour.cast.olive,
            now=harbour.now,
        )
    client.force_login(harbour.cast.ada)
    assert "Which year, @ada?" in text(client, address(harbour, "request", request.pk))
    about = reverse("compliance:comments", args=[harbour.system.pk, "request", request.pk])
    assert "This one." in client.post(about, {"text": "This one."}, follow=True).content.decode()
    other = reverse("compliance:comments", args=[harbour.system.pk, "request", internal.pk])
    assert client.post(other, {"text": "And here?"}).status_code == 404
    assert client.get(address(harbour, "request", internal.pk)).status_code == 404


def test_the_list_is_narrowed_and_shows_an_auditor_their_own(harbour: Harbour, client: Client) -> None:
    ask(harbour, title="For Nora")
    ask(harbour, "patching", title="For Ben")
    ask(harbour, None, by="ada", title="From Ada", reference="PBC-9")
    place = address(harbour, "requests")
    client.force_login(harbour.cast.ben)
    narrowed = {
        f"?owner={harbour.cast.ben.pk}": {"For Ben"},
        "?owner=nobody": {"From Ada"},
        "?origin=auditor": {"From Ada"},
        f"?audit={harbour.engagement.pk}": {"From Ada"},
        "?state=requested": {"For Nora", "For Ben", "From Ada"},
        "?state=accepted": set(),
        "?due=overdue": set(),
        "?due=30": {"For Nora", "For Ben", "From Ada"},
        "?due=7": set(),
        "?q=pbc-9": {"From Ada"},
    }
    for query, titles in narrowed.items():
        assert {row.request.title for row in client.get(place + query).context["rows"]} == titles, query
    client.force_login(harbour.cast.ada)
    assert [row.request.title for row in client.get(place).context["rows"]] == ["From Ada"]


def test_each_finds_what_is_asked_of_them_on_their_first_page(harbour: Harbour, client: Client) -> None:
    nora = ask(harbour, title="For Nora")
    ask(harbour, None, by="ada", title="For the officers")
    (use,) = answered(harbour, ask(harbour, title="Answered"))
    found = {}
    for name in ("olive", "ben", "nora", "rita", "ada", "otto", "sam"):
        client.force_login(getattr(harbour.cast, name))
        found[name] = [row.request.title for row in client.get(reverse("evidence:asked-of-me")).context["rows"]]
    others: dict[str, list[str]] = {name: [] for name in ("ben", "rita", "ada", "otto", "sam")}
    assert found == others | {"olive": ["For the officers"], "nora": ["For Nora"]}
    client.force_login(harbour.cast.nora)
    assert reverse("evidence:asked-of-me") in text(client, reverse("compliance:dashboard"))
    give_back(use=use, actor=harbour.cast.rita, comment="Blank.", now=harbour.now + MINUTE)
    assert len(client.get(reverse("evidence:asked-of-me")).context["rows"]) == 2
    (load,) = [each for each in client.get(address(harbour, "request-load")).context["loads"] if each.who]
    assert (load.who, load.to_answer, load.returned) == (nora.duty.assignment.owner, 2, 1)


def test_an_officers_day_counts_what_waits_for_an_owner_and_lists_the_rest(harbour: Harbour, client: Client) -> None:
    for control in ("backup", "session-timeout"):
        harbour.duty(control).assignments.all().delete()
        ask(harbour, control, title=f"About {control}")
    ask(harbour, None, by="ada", title="For the officers")
    client.force_login(harbour.cast.olive)
    answer = client.get(reverse("evidence:asked-of-me"))
    assert [row.request.title for row in answer.context["rows"]] == ["For the officers"]
    said = " ".join(answer.content.decode().split())
    assert f'{address(harbour, "requests")}?state=open&amp;owner=nobody">2 requests</a>' in said
    assert f'{reverse("compliance:duties", args=[harbour.system.pk])}?owner=nobody">give their duties away</a>' in said
    assert "About backup" not in said
    client.force_login(harbour.cast.nora)
    assert client.get(reverse("evidence:asked-of-me")).context["unowned"] == []


def test_lists_cost_the_same_for_two_and_for_eight(harbour: Harbour, client: Client) -> None:
    def costs() -> list[int]:
        counts = []
        for place in (
            address(harbour, "requests"),
            address(harbour, "request-load"),
            reverse("evidence:asked-of-me"),
            reverse("evidence:to-review"),
            address(harbour, "timeline", harbour.duty("risk-analysis").pk),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(place).status_code == 200
            counts.append(len(captured))
        return counts

    client.force_login(harbour.cast.olive)
    for control in ("risk-analysis", "patching"):
        answered(harbour, ask(harbour, control, owner=harbour.cast.nora))
    first = costs()
    for control in ("risk-analysis", "log-review", None) * 2:
        answered(harbour, ask(harbour, control, owner=harbour.cast.nora))
    assert costs() == first
    assert max(first[:4]) <= 12 and first[4] <= 24


def test_a_request_costs_the_same_for_one_answer_and_for_five(harbour: Harbour, client: Client) -> None:
    request, counts = ask(harbour), []
    client.force_login(harbour.cast.olive)
    for names in (["a.pdf"], ["b.pdf", "c.pdf", "d.pdf", "e.pdf"]):
        answered(harbour, request, *names)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(harbour, "request", request.pk)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 26
