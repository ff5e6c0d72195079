"""Are an auditor's conclusions theirs alone: in their own words, apart from our status, and shared when they say so?"""

import datetime
import hashlib
import json
from typing import Any

import pytest
import rfc8785
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from compliance.actions.concluding import conclude, digest_of, share_conclusions
from compliance.actions.granting import let_in, open_engagement, shut_out
from compliance.audits.seen import conclusions_of
from compliance.models import AuditedEdition, Conclusion, JournalEntry, User
from compliance.posture import posture_of
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Edition
from tests.compliance.audited import adas_window, asked, concluded
from tests.factories import Harbour, a_system

pytestmark = pytest.mark.django_db

AUDIT_CONTROLS, RISK_ANALYSIS = "164.312(b)", "164.308(a)(1)(ii)(A)"
TEAM = ("olive", "ben", "rita")


def page_of(harbour: Harbour, ref: str = "") -> str:
    audit = [harbour.system.pk, harbour.engagement.pk]
    if ref:
        return reverse("compliance:audited-requirement", args=[*audit, "hipaa-2013", ref])
    return reverse("compliance:audit", args=audit)


@pytest.fixture
def ada(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.ada)
    return client


@pytest.mark.parametrize(
    ("edition", "outcomes"),
    [
        ("pci-dss-4.0.1", ["in-place", "in-place-with-ccw", "not-applicable", "not-tested", "not-in-place"]),
        ("hipaa-2013", ["no-exception", "exception", "not-applicable", "not-tested"]),
        ("soc2-2017", ["no-exception", "exception", "not-applicable", "not-tested"]),
    ],
)
def test_each_edition_has_its_assessors_words(edition: str, outcomes: list[str]) -> None:
    assert list(shipped().editions[edition].conclusions) == outcomes


def test_words_of_another_edition_are_refused(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="choose one of theirs"):
        concluded(harbour, AUDIT_CONTROLS, outcome="in-place")


def test_a_pci_audit_takes_the_five_of_the_report_on_compliance(harbour: Harbour) -> None:
    edition = Edition.objects.by_key("pci-dss")
    AuditedEdition.objects.create(system=harbour.system, engagement=harbour.engagement, edition=edition)
    (row,) = conclude(
        engagement=harbour.engagement,
        requirements=[asked("8.3.6", "pci-dss-4.0.1")],
        outcome="in-place-with-ccw",
        note="Worksheet 3 of the appendix.",
        author=harbour.cast.ada,
        on=harbour.on,
        now=harbour.now,
    )
    assert row.outcome == "in-place-with-ccw"


def test_a_second_conclusion_supersedes_the_first_and_edits_nothing(harbour: Harbour) -> None:
    (first,) = concluded(harbour, AUDIT_CONTROLS)
    (second,) = concluded(harbour, AUDIT_CONTROLS, outcome="exception", note="Two days missing.", minutes=5)
    first.refresh_from_db()
    assert (first.outcome, first.superseded_at) == ("no-exception", second.recorded_at)
    assert list(Conclusion.objects.known()) == [second]


def test_saying_the_same_again_records_nothing(harbour: Harbour) -> None:
    concluded(harbour, AUDIT_CONTROLS)
    last = JournalEntry.objects.count()
    assert concluded(harbour, AUDIT_CONTROLS, minutes=5) == []
    assert (JournalEntry.objects.count(), Conclusion.objects.count()) == (last, 1)


@pytest.mark.database
def test_the_database_keeps_one_current_conclusion(harbour: Harbour) -> None:
    (first,) = concluded(harbour, AUDIT_CONTROLS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Conclusion.objects.create(
            system=harbour.system,
            engagement=harbour.engagement,
            requirement=first.requirement,
            outcome="exception",
            author=harbour.cast.ada,
            recorded_at=harbour.now,
        )


@pytest.mark.parametrize("outcome", ["exception", "not-applicable"])
def test_what_does_not_speak_for_itself_needs_a_note(harbour: Harbour, outcome: str) -> None:
    with pytest.raises(Refused, match="needs a note"):
        concluded(harbour, AUDIT_CONTROLS, outcome=outcome, note="  ")
    assert concluded(harbour, AUDIT_CONTROLS, outcome=outcome, note="Seen on site.")


@pytest.mark.parametrize("name", ["olive", "ben", "rita", "otto"])
def test_nobody_else_concludes(harbour: Harbour, client: Client, name: str) -> None:
    person = getattr(harbour.cast, name)
    said = {
        "engagement": harbour.engagement,
        "requirements": [asked(AUDIT_CONTROLS)],
        "outcome": "no-exception",
        "note": "",
        "author": person,
        "on": harbour.on,
        "now": harbour.now,
    }
    with pytest.raises(Refused, match="let in to this audit today"):
        conclude(**said)  # type: ignore[arg-type]
    client.force_login(person)
    typed = {"refs": [AUDIT_CONTROLS], "outcome": "no-exception"}
    assert client.post(page_of(harbour), typed).status_code == (404 if name == "otto" else 403)


def test_nor_does_an_auditor_whose_window_is_shut(harbour: Harbour) -> None:
    shut_out(granted=adas_window(harbour), actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="let in to this audit today"):
        concluded(harbour, AUDIT_CONTROLS)


def test_what_the_audit_does_not_examine_is_refused(harbour: Harbour) -> None:
    for ref, edition in (("8.3.6", "pci-dss-4.0.1"), ("164.308", "hipaa-2013")):
        with pytest.raises(Refused, match="nothing that this audit examines"):
            conclude(
                engagement=harbour.engagement,
                requirements=[asked(ref, edition)],
                outcome="not-tested",
                note="",
                author=harbour.cast.ada,
                on=harbour.on,
                now=harbour.now,
            )


def test_our_status_stays_what_it_is(harbour: Harbour) -> None:
    def standings() -> list[object]:
        return [
            each.standing
            for each in posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now).requirements
        ]

    before = standings()
    concluded(harbour, AUDIT_CONTROLS, RISK_ANALYSIS, outcome="exception", note="Nothing shown.")
    assert standings() == before


def test_until_they_are_shared_the_team_sees_nothing_and_no_count(harbour: Harbour, client: Client) -> None:
    concluded(harbour, AUDIT_CONTROLS, outcome="exception", note="Two days missing.")
    pages = (page_of(harbour), page_of(harbour, AUDIT_CONTROLS))

    def seen(name: str) -> list[str]:
        client.force_login(getattr(harbour.cast, name))
        return [client.get(page).content.decode().split("<main")[1] for page in pages]

    for name in TEAM:
        assert not conclusions_of(harbour.engagement, harbour.viewer(getattr(harbour.cast, name)))
        audit, requirement = seen(name)
        assert "have not shared their conclusions" in audit and "Exception noted" not in audit
        assert "Two days missing" not in requirement and "Exception noted" not in requirement
    share_conclusions(engagement=harbour.engagement, actor=harbour.cast.ada, on=harbour.on, now=harbour.now)
    concluded(harbour, RISK_ANALYSIS, minutes=9)
    for name in TEAM:
        audit, requirement = seen(name)
        assert "Exception noted" in audit and "No exception noted" in audit
        assert "Two days missing" in requirement


def test_the_journal_keeps_that_something_was_concluded_and_no_word_of_it(harbour: Harbour) -> None:
    concluded(harbour, AUDIT_CONTROLS, RISK_ANALYSIS, outcome="exception", note="Two days missing.")
    entry = JournalEntry.objects.latest("number")
    assert (entry.verb, entry.actor, entry.subject_id) == (
        "conclusions.recorded",
        harbour.cast.ada,
        str(harbour.engagement.pk),
    )
    told = json.dumps(entry.after)
    assert "exception" not in told and "164." not in told
    assert entry.after is not None
    assert set(entry.after["sha256"]) == {str(row.pk) for row in Conclusion.objects.all()}


def test_nobody_guesses_from_the_journal_which_of_the_few_outcomes_it_was(harbour: Harbour) -> None:
    (row,) = concluded(harbour, AUDIT_CONTROLS)
    entry = JournalEntry.objects.latest("number")
    assert entry.after is not None
    guesses = set()
    for outcome in shipped().editions["hipaa-2013"].conclusions:
        guess: dict[str, Any] = {
            "id": str(row.pk),
            "requirement": row.requirement_id,
            "outcome": outcome.value,
            "note": "",
        }
        guesses.add(hashlib.sha256(rfc8785.dumps(guess)).hexdigest())
    assert entry.after["sha256"][str(row.pk)] not in guesses
    assert entry.after["sha256"][str(row.pk)] == digest_of(row)


def test_a_draft_that_was_superseded_before_sharing_stays_the_auditors_own(harbour: Harbour, client: Client) -> None:
    concluded(harbour, AUDIT_CONTROLS, outcome="exception", note="A first thought.")
    concluded(harbour, AUDIT_CONTROLS, outcome="exception", note="What I stand by.", minutes=1)
    on, later = harbour.on, harbour.now + datetime.timedelta(minutes=2)
    share_conclusions(engagement=harbour.engagement, actor=harbour.cast.ada, on=on, now=later)
    concluded(harbour, AUDIT_CONTROLS, outcome="exception", note="Seen anew.", minutes=3)

    def seen(person: User) -> list[bool]:
        client.force_login(person)
        text = client.get(page_of(harbour, AUDIT_CONTROLS)).content.decode()
        return [words in text for words in ("A first thought", "What I stand by", "Seen anew")]

    assert seen(harbour.cast.olive) == [False, True, True]
    assert seen(harbour.cast.ada) == [True, True, True]


def test_sharing_is_once_journalled_and_needs_something_to_share(harbour: Harbour, ada: Client) -> None:
    address = reverse("compliance:share-conclusions", args=[harbour.system.pk, harbour.engagement.pk])
    empty = ada.post(address)
    assert (empty.status_code, "nothing to share yet" in empty.content.decode()) == (422, True)
    concluded(harbour, AUDIT_CONTROLS)
    assert ada.post(address).status_code == 302
    assert JournalEntry.objects.filter(verb="conclusions.shared", actor=harbour.cast.ada).count() == 1
    again = ada.post(address)
    assert (again.status_code, "shared already" in again.content.decode()) == (422, True)


def test_the_auditors_page_lists_what_binds_and_apart_what_does_not(harbour: Harbour, ada: Client) -> None:
    text = ada.get(page_of(harbour)).content.decode()
    inside, _, outside = text.partition("What does not bind this system")
    assert AUDIT_CONTROLS in inside and AUDIT_CONTROLS not in outside
    unbound = [
        each.requirement.ref
        for each in posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now, leaving=True).requirements
        if each.inheritance.unbound
    ]
    assert unbound and all(f">{ref}</span>" in outside for ref in unbound)
    assert not [ref for ref in unbound if f'value="{ref}"' in inside]


def test_many_are_concluded_from_the_list(harbour: Harbour, ada: Client) -> None:
    typed = {"refs": [AUDIT_CONTROLS, RISK_ANALYSIS], "outcome": "not-tested", "note": ""}
    text = ada.post(f"{page_of(harbour)}?q=a", typed, follow=True).content.decode()
    assert "2 conclusions are recorded." in text
    assert Conclusion.objects.known().filter(outcome="not-tested").count() == 2
    few = ada.get(f"{page_of(harbour)}?concluded=not-tested").content.decode()
    assert few.count('name="refs"') == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"outcome": "not-tested"}, "Choose at least one requirement"),
        ({"outcome": "exception", "refs": [AUDIT_CONTROLS]}, "needs a note"),
        ({"outcome": "not-tested", "refs": ["999"]}, "no requirement of this audit"),
        ({"outcome": "", "note": "kept", "refs": [AUDIT_CONTROLS]}, ">kept</textarea>"),
    ],
)
def test_what_is_refused_comes_back_as_it_was_ticked(
    harbour: Harbour, ada: Client, typed: dict[str, object], said: str
) -> None:
    answer = ada.post(page_of(harbour), typed)
    text = answer.content.decode()
    assert (answer.status_code, said in text.replace("\n", "")) == (422, True)
    if AUDIT_CONTROLS in typed.get("refs", []):  # type: ignore[operator]
        assert f'value="{AUDIT_CONTROLS}" aria-label="{AUDIT_CONTROLS} Audit controls" checked' in text


def test_one_is_concluded_on_its_own_page_which_keeps_what_was_said_before(harbour: Harbour, ada: Client) -> None:
    concluded(harbour, AUDIT_CONTROLS)
    address = page_of(harbour, AUDIT_CONTROLS)
    answer = ada.post(address, {"outcome": "exception", "note": "Two days missing."}, follow=True)
    text = answer.content.decode()
    assert "Two days missing." in text and "Concluded before" in text and "No exception noted" in text
    wrong = ada.post(address, {"outcome": "exception", "note": ""})
    assert (wrong.status_code, "needs a note" in wrong.content.decode()) == (422, True)


def test_a_requirement_that_is_not_examined_has_no_page(harbour: Harbour, ada: Client) -> None:
    for edition, ref in (("pci-dss-4.0.1", "8.3.6"), ("hipaa-2013", "164.308"), ("made-up", "1")):
        audit = [harbour.system.pk, harbour.engagement.pk, edition, ref]
        assert ada.get(reverse("compliance:audited-requirement", args=audit)).status_code == 404


def test_an_auditor_of_another_system_reaches_no_audit_of_this_one(harbour: Harbour, client: Client) -> None:
    """Ada audits Quay as well: below Quay's address Harbour's audit does not exist."""
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    other = open_engagement(
        system=quay,
        examined={Edition.objects.by_key("hipaa"): ""},
        title="Quay",
        period_start=harbour.on,
        period_end=harbour.on,
        actor=None,
        now=harbour.now,
    )
    let_in(engagement=other, auditor=harbour.cast.ada, since=harbour.on, until=harbour.on, actor=None, now=harbour.now)
    client.force_login(harbour.cast.ada)
    typed = {"refs": [AUDIT_CONTROLS], "outcome": "not-tested"}
    for address in (page_of(harbour), page_of(harbour, AUDIT_CONTROLS)):
        wrong = address.replace(str(harbour.system.pk), str(quay.pk))
        assert (client.get(wrong).status_code, client.post(wrong, typed).status_code) == (404, 404)
    assert not Conclusion.objects.exists()
