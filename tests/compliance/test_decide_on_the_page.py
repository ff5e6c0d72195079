"""Can an owner propose a decision and a reviewer approve it on the page, without a script, and is nothing lost?"""

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import Decision, DecisionState, JournalEntry
from tests.compliance.deciding import ADDRESSABLE, DAY, REQUIRED, answers_also_to, approved, proposed
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def at(harbour: Harbour, route: str, *names: object) -> str:
    return reverse(f"compliance:{route}", args=[harbour.system.pk, *names])


def form_of(harbour: Harbour, kind: str = "addressable-alternative", ref: str = ADDRESSABLE) -> str:
    return at(harbour, "propose-decision", kind, "hipaa-2013", ref)


def written(harbour: Harbour, **other: object) -> dict[str, object]:
    answers = {f"answer-{place}": f"Answer {place} about the archive." for place in range(3)}
    days = {"valid_from": harbour.on, "valid_until": harbour.on + 100 * DAY}
    return {"justification": "Tapes cannot be encrypted here.", **answers, **days} | other


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_requirement_says_what_may_be_decided_here_and_what_not_and_why(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.nora)
    page = read(client, at(harbour, "requirement", "hipaa-2013", ADDRESSABLE))
    for kind in ("not-applicable", "addressable-alternative", "risk-acceptance"):
        assert form_of(harbour, kind) in page
    for kind in ("compensating-control", "customized-approach"):
        assert form_of(harbour, kind) not in page
    assert "Not open here." in page and "This framework does not know it." in page
    page = read(client, at(harbour, "requirement", "hipaa-2013", REQUIRED))
    assert "addressable on this day. This one is not." in page
    assert "On record only: here it changes nothing" in page


def test_who_owns_no_duty_of_it_reads_what_is_open_and_whom_to_ask(harbour: Harbour, client: Client) -> None:
    for person in (harbour.cast.ben, harbour.cast.rita):
        client.force_login(person)
        page = read(client, at(harbour, "requirement", "hipaa-2013", ADDRESSABLE))
        assert "or the owner of a duty of this requirement" in page
        assert form_of(harbour) not in page
    client.force_login(harbour.cast.ben)
    assert "You own no duty of this requirement" in read(client, form_of(harbour))
    answer = client.post(form_of(harbour), written(harbour))
    assert answer.status_code == 422
    assert "Ben Ortiz owns no duty of" in answer.content.decode()


def test_each_thing_that_is_asked_has_a_field_of_its_own(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.nora)
    page = read(client, form_of(harbour))
    asks = next(rule.asks for rule in harbour.catalogue.decisions if rule.kind == "addressable-alternative")
    for place, asked in enumerate(asks):
        assert f'<label class="form-label" for="id_answer-{place}">{asked}</label>' in page
    assert f'value="{harbour.on.isoformat()}"' in page


def test_nora_proposes_and_rita_approves(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.nora)
    page = client.post(form_of(harbour), written(harbour), follow=True).content.decode()
    decision = Decision.objects.get()
    assert "It counts once somebody else has approved it." in page
    assert "Waits for approval" in page and at(harbour, "approve-decision", decision.pk) not in page
    client.force_login(harbour.cast.rita)
    assert "1 waits for you" in read(client, at(harbour, "decisions"))
    page = client.post(at(harbour, "approve-decision", decision.pk), follow=True).content.decode()
    assert "You have approved it." in page and "In force" in page
    assert JournalEntry.objects.latest("number").verb == "decision.approved"
    page = read(client, at(harbour, "requirement", "hipaa-2013", ADDRESSABLE))
    assert "Decided" in page and at(harbour, "decision", decision.pk) in page
    assert "By its evidence alone:" in page


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"answer-1": ""}, "This field is required."),
        ({"valid_until": ""}, "This field is required."),
        ({"valid_until": "2001-01-01"}, "lies before the first day"),
        ({"valid_until": "2099-01-01"}, "is looked at anew by"),
    ],
)
def test_a_refusal_is_a_sentence_and_what_was_written_stays(
    harbour: Harbour, client: Client, other: dict[str, object], sentence: str
) -> None:
    client.force_login(harbour.cast.nora)
    answer = client.post(form_of(harbour), written(harbour, **other))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Tapes cannot be encrypted here." in page and "Answer 2 about the archive." in page
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("kind", "ref"),
    [
        ("compensating-control", ADDRESSABLE),
        ("addressable-alternative", REQUIRED),
        ("wishful-thinking", ADDRESSABLE),
        ("not-applicable", "164.999"),
    ],
)
def test_a_kind_that_is_not_open_has_no_page(harbour: Harbour, client: Client, kind: str, ref: str) -> None:
    client.force_login(harbour.cast.olive)
    assert client.get(form_of(harbour, kind, ref)).status_code == 404
    assert client.post(form_of(harbour, kind, ref), written(harbour)).status_code == 404


def test_declining_needs_a_reason_and_keeps_it(harbour: Harbour, client: Client) -> None:
    decision = proposed(harbour)
    client.force_login(harbour.cast.rita)
    assert client.post(at(harbour, "decline-decision", decision.pk), {}).status_code == 422
    client.post(at(harbour, "decline-decision", decision.pk), {"decline-comment": "Disks could."})
    decision.refresh_from_db()
    assert decision.state_on(harbour.on) == DecisionState.DECLINED
    assert "Disks could." in read(client, at(harbour, "decision", decision.pk))


def test_the_author_is_not_offered_to_approve_and_is_refused(harbour: Harbour, client: Client) -> None:
    decision = proposed(harbour, author=harbour.cast.olive)
    client.force_login(harbour.cast.olive)
    address = at(harbour, "approve-decision", decision.pk)
    assert address not in read(client, at(harbour, "decision", decision.pk))
    answer = client.post(address)
    assert answer.status_code == 422
    assert "Nobody approves or declines a decision of their own" in answer.content.decode()


def test_olive_withdraws_it(harbour: Harbour, client: Client) -> None:
    decision = approved(harbour)
    client.force_login(harbour.cast.olive)
    address = at(harbour, "withdraw-decision", decision.pk)
    assert client.post(address, {"withdraw-comment": " "}).status_code == 422
    page = client.post(address, {"withdraw-comment": "The tapes are gone."}, follow=True).content.decode()
    assert "Withdrawn" in page and "The tapes are gone." in page
    assert client.post(address, {"withdraw-comment": "Again."}).status_code == 422


def test_what_waits_for_the_reader_is_first_and_then_what_ends_first(harbour: Harbour, client: Client) -> None:
    late = approved(harbour)
    soon = approved(harbour, REQUIRED, "not-applicable", author=harbour.cast.olive, valid_until=harbour.on + 5 * DAY)
    mine = proposed(harbour, "164.312(b)", "not-applicable", author=harbour.cast.olive)
    for person, order in ((harbour.cast.rita, [mine, soon, late]), (harbour.cast.olive, [soon, late, mine])):
        client.force_login(person)
        page = read(client, at(harbour, "decisions"))
        places = [page.index(at(harbour, "decision", each.pk)) for each in order]
        assert places == sorted(places)
    assert "5 days left" in page
    only = read(client, f"{at(harbour, 'decisions')}?state=proposed")
    assert at(harbour, "decision", mine.pk) in only and at(harbour, "decision", soon.pk) not in only


def test_an_auditor_reads_what_was_approved_about_the_audited_edition(harbour: Harbour, client: Client) -> None:
    answers_also_to(harbour, "pci-dss", "service-provider")
    shown = approved(harbour)
    hidden = [
        proposed(harbour, "164.312(b)", "not-applicable", author=harbour.cast.olive),
        approved(harbour, "8.3.6", "compensating-control", edition="pci-dss-4.0.1", author=harbour.cast.olive),
    ]
    client.force_login(harbour.cast.ada)
    page = read(client, at(harbour, "decisions"))
    assert at(harbour, "decision", shown.pk) in page
    assert not [each for each in hidden if at(harbour, "decision", each.pk) in page]
    assert [client.get(at(harbour, "decision", each.pk)).status_code for each in hidden] == [404, 404]
    other = read(client, at(harbour, "requirement", "pci-dss-4.0.1", "8.3.6"))
    assert str(hidden[1].pk) not in other
    before = JournalEntry.objects.count()
    page = read(client, at(harbour, "decision", shown.pk))
    assert "Tapes" not in page and "The archive is written once" in page
    assert at(harbour, "withdraw-decision", shown.pk) not in page
    entry = JournalEntry.objects.get(number=before + 1)
    assert (entry.verb, entry.actor, entry.subject_id) == ("custody.read", harbour.cast.ada, str(shown.pk))


def test_where_nothing_is_decided_the_page_says_where_to_begin(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    assert "Nothing is decided." in read(client, at(harbour, "decisions"))


def test_what_is_decided_already_is_followed_from_the_day_after(harbour: Harbour, client: Client) -> None:
    decision = approved(harbour)
    client.force_login(harbour.cast.nora)
    page = read(client, form_of(harbour))
    assert "It is decided already:" in page and at(harbour, "decision", decision.pk) in page
    assert f'value="{(decision.valid_until + DAY).isoformat()}"' in page
    assert "It is decided already:" not in read(client, form_of(harbour, "risk-acceptance", REQUIRED))
