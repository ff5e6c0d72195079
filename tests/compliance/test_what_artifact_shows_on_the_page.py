"""Does an officer see what AWS Artifact shows, and record or dismiss it, without typing what the metadata says?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import Attestation, Proposal, ProposalKind, ProposalState
from tests.compliance.artifact import BAA, DAY, SOC2, agreement, report, shown, states, the_proposal
from tests.compliance.documents import a_report, agreement_ends, current
from tests.factories import ANALYTICS, PRODUCTION, Harbour

pytestmark = pytest.mark.django_db

LIST, DASHBOARD = "compliance:attestations", "compliance:dashboard"
REPORT, AGREEMENT, GONE = ProposalKind.REPORT, ProposalKind.AGREEMENT, ProposalKind.GONE


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def address(verb: str, kind: ProposalKind) -> str:
    return reverse(f"compliance:{verb}-shown", args=[the_proposal(kind).pk])


def gone(harbour: Harbour, accounts: list[str] | None) -> Attestation:
    """An agreement on record for those accounts, that production no longer shows since today."""
    agreement_ends(harbour, harbour.on - DAY)
    row = a_report(harbour, BAA, programme="aws-hipaa-baa", accounts=accounts, valid_from=harbour.on - 200 * DAY)
    shown(harbour, agreements=[])
    return row


def test_it_is_listed_for_officers_and_for_nobody_else(harbour: Harbour, client: Client) -> None:
    gone(harbour, [PRODUCTION])
    shown(harbour, reports=[report(harbour)])
    told = {}
    for name in ("olive", "ben", "ada"):
        client.force_login(getattr(harbour.cast, name))
        page, first = (client.get(reverse(route)).content.decode() for route in (LIST, DASHBOARD))
        told[name] = ("AWS Artifact shows" in page, SOC2 in page, "no longer active in 1 account" in first)
    assert told == {"olive": (True, True, True), "ben": (False, False, False), "ada": (False, False, False)}


def test_where_nothing_differs_nothing_is_said(harbour: Harbour, olive: Client) -> None:
    shown(harbour, reports=[], agreements=[agreement(harbour)])
    assert "AWS Artifact shows" not in olive.get(reverse(LIST)).content.decode()
    assert "no longer active" not in olive.get(reverse(DASHBOARD)).content.decode()


def test_a_report_is_recorded_from_its_metadata(harbour: Harbour, olive: Client) -> None:
    shown(harbour, reports=[report(harbour)])
    answer = olive.get(address("record", REPORT))
    form = answer.context["form"]
    names = ("identity", "period_start", "period_end", "variant", "issuer", "categories")
    said = {name: form[name].value() for name in names}
    first, last = report(harbour).days
    assert said == {
        "identity": f"{SOC2} v1",
        "period_start": first,
        "period_end": last,
        "variant": "type-2",
        "issuer": None,
        "categories": ["security", "availability", "confidentiality", "privacy"],
    }
    filled = {"issuer": "Example & Example LLP", "opinion": "unqualified", "partition": "aws"}
    where = address("record", REPORT)
    slip = olive.post(where, said | filled | {"issuer": ""})
    assert slip.status_code == 422 and states(REPORT) == ["open"]
    assert "It counts once it is accepted." in olive.post(where, said | filled, follow=True).content.decode()
    row = Attestation.objects.known().get(identity=f"{SOC2} v1")
    assert (row.period_end, row.is_demonstration) == (last, False)
    taken = the_proposal(REPORT)
    assert (taken.state, taken.settled_by) == (ProposalState.TAKEN, harbour.cast.olive)
    assert olive.get(where).status_code == 404


def test_a_made_up_report_is_recorded_as_made_up(harbour: Harbour, olive: Client) -> None:
    shown(harbour, reports=[report(harbour)])
    Proposal.objects.update(is_demonstration=True)
    assert "Demonstration" in olive.get(reverse(LIST)).content.decode()
    first, last = report(harbour).days
    said = {"identity": f"{SOC2} v1", "issuer": "Nobody", "period_start": first, "period_end": last}
    filled = {"variant": "type-2", "opinion": "unqualified", "partition": "aws", "categories": ["security"]}
    olive.post(address("record", REPORT), said | filled)
    assert Attestation.objects.known().get(identity=f"{SOC2} v1").is_demonstration


def test_an_agreement_of_the_organisation_is_recorded_once_for_all_accounts_that_show_it(
    harbour: Harbour, olive: Client
) -> None:
    agreement_ends(harbour, harbour.on - DAY)
    for account in harbour.accounts:
        shown(harbour, agreements=[agreement(harbour)], account=account)
    where = reverse("compliance:record-shown", args=[Proposal.objects.open()[0].pk])
    form = olive.get(where).context["form"]
    names = ("identity", "valid_from", "accounts", "partition")
    said = {name: form[name].value() for name in names}
    assert said == {
        "identity": BAA,
        "valid_from": harbour.on - 200 * DAY,
        "accounts": f"{PRODUCTION}\n{ANALYTICS}",
        "partition": "aws",
    }
    olive.post(where, said | {"issuer": "Amazon Web Services, Inc. (fictitious)"})
    assert Attestation.objects.known().get(identity=BAA).accounts == [PRODUCTION, ANALYTICS]
    assert states(AGREEMENT) == ["taken", "taken"]


def test_an_account_that_joined_later_is_added_to_the_record(harbour: Harbour, olive: Client) -> None:
    agreement_ends(harbour, harbour.on - DAY)
    a_report(harbour, BAA, programme="aws-hipaa-baa", accounts=[PRODUCTION], valid_from=harbour.on - 200 * DAY)
    shown(harbour, agreements=[agreement(harbour)], account=harbour.accounts[1])
    where = address("record", AGREEMENT)
    form = olive.get(where).context["form"]
    assert form["accounts"].value() == f"{PRODUCTION}\n{ANALYTICS}"
    said = {name: form[name].value() for name in ("identity", "issuer", "valid_from", "accounts", "partition")}
    olive.post(where, said)
    assert Attestation.objects.known().get(identity=BAA).accounts == [PRODUCTION, ANALYTICS]
    assert states(AGREEMENT) == ["taken"]


def test_the_end_of_an_agreement_is_recorded_with_the_day_before_it_was_missed(harbour: Harbour, olive: Client) -> None:
    gone(harbour, [PRODUCTION])
    text = olive.get(reverse(LIST)).content.decode()
    assert f"in account {PRODUCTION}, AWS Artifact lists no such active agreement" in text
    where = address("record", GONE)
    form = olive.get(where).context["form"]
    assert form["valid_until"].value() == harbour.now.date() - DAY
    names = ("identity", "issuer", "valid_from", "valid_until", "accounts", "partition")
    olive.post(where, {name: form[name].value() for name in names})
    assert current_agreement(BAA).valid_until == harbour.now.date() - DAY
    assert states(GONE) == ["taken"]


@pytest.mark.parametrize("accounts", [[PRODUCTION, ANALYTICS], None], ids=["listed", "every account"])
def test_where_it_holds_for_others_the_account_alone_is_taken_off(
    harbour: Harbour, olive: Client, accounts: list[str] | None
) -> None:
    gone(harbour, accounts)
    where = address("record", GONE)
    answer = olive.get(where)
    form = answer.context["form"]
    assert "this one is taken off the list" in answer.content.decode()
    assert (form["accounts"].value(), form["every_account"].value()) == (ANALYTICS, False)
    assert form["valid_until"].value() is None
    said = {name: form[name].value() for name in ("identity", "issuer", "valid_from", "accounts", "partition")}
    olive.post(where, said)
    assert (current_agreement(BAA).accounts, states(GONE)) == ([ANALYTICS], ["taken"])


def current_agreement(identity: str) -> Attestation:
    return Attestation.objects.known().get(identity=identity)


def test_what_is_dismissed_leaves_the_list_and_twice_is_said(harbour: Harbour, olive: Client) -> None:
    shown(harbour, reports=[report(harbour)])
    where = address("dismiss", REPORT)
    assert SOC2 not in olive.post(where, follow=True).content.decode()
    assert states(REPORT) == ["dismissed"]
    assert "settled already" in olive.post(where, follow=True).content.decode()


def test_the_sealed_list_is_a_click_away_where_one_may_open_it(harbour: Harbour, olive: Client) -> None:
    ref = shown(harbour, reports=[report(harbour)])
    link = reverse("evidence:item", args=[harbour.system.pk, ref])
    assert link in olive.get(reverse(LIST)).content.decode()


def test_a_record_of_another_programme_is_left_alone(harbour: Harbour, olive: Client) -> None:
    shown(harbour, reports=[report(harbour)])
    held = current("aws-soc2")
    assert held.period_end != report(harbour).days[1]
    a_report(harbour, "AWS-DEMO-ISO", programme="aws-iso27001", valid_until=harbour.on + datetime.timedelta(days=900))
    assert states(REPORT) == ["open"]
