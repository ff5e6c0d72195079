"""Do the pages of findings show where each stands, and offer each person the steps that are theirs?"""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.models import Finding, JournalEntry
from tests.compliance.found import a_finding, a_shared_comment, brought_to, follow, where
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def listed(harbour: Harbour, query: str = "") -> str:
    return reverse("compliance:findings", args=[harbour.system.pk]) + query


def address(harbour: Harbour, finding: Finding) -> str:
    return reverse("compliance:finding", args=[harbour.system.pk, finding.pk])


def step(harbour: Harbour, finding: Finding, kind: str) -> str:
    return reverse("compliance:follow-up", args=[harbour.system.pk, finding.pk, kind])


def test_the_auditor_raises_one_from_a_requirement(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    form = reverse("compliance:raise-finding", args=[harbour.system.pk, harbour.engagement.pk])
    assert (
        'value="hipaa-2013/164.312(b)" selected' in client.get(f"{form}?about=hipaa-2013/164.312(b)").content.decode()
    )
    written = {
        "requirement": "hipaa-2013/164.312(b)",
        "title": "Logs were not reviewed",
        "severity": "high",
        "found": "Nobody looked.",
        "first_day": "",
        "last_day": "",
    }
    answer = client.post(form, written | {"first_day": harbour.on.isoformat()})
    assert answer.status_code == 422 and "Nobody looked." in answer.content.decode()
    answer = client.post(form, written)
    found = Finding.objects.get()
    assert answer.headers["Location"] == address(harbour, found) and found.is_auditors


def test_each_person_is_offered_what_is_theirs(harbour: Harbour, client: Client) -> None:
    found = brought_to(harbour, "response", "action")
    offered = {}
    for name in ("olive", "ben", "nora", "rita", "ada"):
        client.force_login(getattr(harbour.cast, name))
        page = client.get(address(harbour, found)).content.decode()
        offered[name] = [kind for kind in ("action", "done", "retest", "closed") if step(harbour, found, kind) in page]
    assert offered == {"olive": ["action", "done"], "ben": ["done"], "nora": [], "rita": [], "ada": []}


def test_the_whole_way_on_the_page(harbour: Harbour, client: Client) -> None:
    found, cast = a_finding(harbour), harbour.cast
    due = (harbour.on + datetime.timedelta(days=10)).isoformat()
    for who, kind, said in (
        (cast.olive, "response", {"agrees": "yes"}),
        (cast.olive, "action", {"owner": str(cast.ben.pk), "due_on": due}),
        (cast.ben, "done", {}),
        (cast.rita, "retest", {"passed": "yes"}),
        (cast.ada, "closed", {}),
    ):
        client.force_login(who)
        written = {f"{kind}-{name}": value for name, value in {"text": f"Words on {kind}.", **said}.items()}
        assert client.post(step(harbour, found, kind), written).status_code == 302, kind
    page = client.get(address(harbour, found)).content.decode()
    assert where(found).state == "closed" and page.index("Words on closed.") < page.index("Words on response.")


def test_what_is_refused_comes_back_with_what_was_typed(harbour: Harbour, client: Client) -> None:
    found = brought_to(harbour, "response", "action", "done")
    client.force_login(harbour.cast.ben)
    answer = client.post(step(harbour, found, "retest"), {"retest-text": "It works for me.", "retest-passed": "yes"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "who had no part" in page and "It works for me." in page
    assert client.post(step(harbour, found, "forget"), {}).status_code == 404


def test_the_list_is_narrowed(harbour: Harbour, client: Client) -> None:
    brought_to(harbour, "response", "action", finding=a_finding(harbour, title="Keys are old", severity="low"))
    a_finding(harbour)
    client.force_login(harbour.cast.olive)
    for query, there, gone in (
        ("?state=raised", "Logs were not reviewed", "Keys are old"),
        ("?severity=low", "Keys are old", "Logs were not reviewed"),
        (f"?owner={harbour.cast.ben.pk}", "Keys are old", "Logs were not reviewed"),
        ("?q=keys", "Keys are old", "Logs were not reviewed"),
    ):
        page = client.get(listed(harbour, query)).content.decode()
        assert there in page and gone not in page, query
    assert "No finding fits" in client.get(listed(harbour, "?overdue=yes")).content.decode()
    assert "Logs were" in client.get(listed(harbour, f"?audit={harbour.engagement.pk}")).content.decode()


def test_where_nothing_was_found_the_page_says_what_to_do(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    page = client.get(listed(harbour)).content.decode()
    assert "raises a finding in an audit" in page
    assert reverse("compliance:raise-finding", args=[harbour.system.pk, harbour.engagement.pk]) in page


def test_an_auditor_reads_it_and_that_is_noted(harbour: Harbour, client: Client) -> None:
    found = a_finding(harbour)
    client.force_login(harbour.cast.ada)
    client.get(address(harbour, found))
    read = JournalEntry.objects.filter(verb="custody.read", subject_id=str(found.pk))
    assert [entry.actor for entry in read] == [harbour.cast.ada]


def test_team_and_auditor_talk_about_it_in_one_thread(harbour: Harbour, client: Client) -> None:
    found = a_finding(harbour)
    said = a_shared_comment(harbour, found)
    assert list(said.mentions.all()) == [harbour.cast.ada]
    client.force_login(harbour.cast.ada)
    assert "which days did you look at?" in client.get(address(harbour, found)).content.decode()
    thread = reverse("compliance:comments", args=[harbour.system.pk, "finding", found.pk])
    assert client.post(thread, {"text": "@ben, the first ten of each month."}).status_code == 302
    closed = reverse("compliance:comments", args=[harbour.system.pk, "duty", harbour.duty("log-review").pk])
    assert client.get(closed).status_code == 404


def test_a_list_of_twenty_asks_as_many_queries_as_one_of_two(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    counts = []
    for wanted in (2, 20):
        while Finding.objects.count() < wanted:
            brought_to(harbour, "response", "action")
        with CaptureQueriesContext(connection) as captured:
            client.get(listed(harbour))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_one_with_a_long_history_asks_as_many_queries_as_one_with_none(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.rita)
    new, old = a_finding(harbour), brought_to(harbour, "response", "action", "done")
    follow(harbour, old, "retest", passed=False)
    brought_to(harbour, "action", "done", finding=old)
    counts = []
    for found in (new, old):
        with CaptureQueriesContext(connection) as captured:
            client.get(address(harbour, found))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
