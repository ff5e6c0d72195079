"""What differs between AWS Artifact and our record: is it proposed once, settled by a person, and never made up?"""

import datetime

import pytest

from compliance.actions import proposing
from compliance.actions.attesting import record_attestation
from compliance.actions.scoping import create_system
from compliance.attested.artifact import ShownAgreement, ShownReport
from compliance.models import Account, Attestation, JournalEntry, Proposal, ProposalKind, ProposalState
from frameworks.errors import Refused
from frameworks.models import Programme
from tests.compliance.artifact import BAA, DAY, OLDER_BAA, SOC2, agreement, report, shown, states, the_proposal
from tests.compliance.documents import a_report, agreement_ends, current
from tests.factories import ANALYTICS, PRODUCTION, Harbour, an_account

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
REPORT, AGREEMENT, GONE = ProposalKind.REPORT, ProposalKind.AGREEMENT, ProposalKind.GONE
OPEN, TAKEN, DISMISSED, OVERTAKEN = (state.value for state in ProposalState)


def named_on_record(harbour: Harbour, id: str = BAA, accounts: tuple[str, ...] = (PRODUCTION,)) -> Attestation:
    """The officer has recorded the agreement by Artifact's id; Harbour's first one, named freely, has ended."""
    agreement_ends(harbour, harbour.on - DAY)
    return a_report(harbour, id, programme="aws-hipaa-baa", accounts=list(accounts), valid_from=harbour.on - 200 * DAY)


def entries(verb: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(verb=f"proposal.{verb}").order_by("number"))


def test_a_newer_report_is_proposed_with_its_metadata_and_seen_again(harbour: Harbour) -> None:
    shown(harbour, reports=[report(harbour)])
    ref = shown(harbour, reports=[report(harbour)], later=HOUR)
    row = the_proposal(REPORT)
    assert (row.programme.key, row.title, row.account_id, row.state) == ("aws-soc2", report(harbour).title, "", OPEN)
    assert row.facts == {
        "id": SOC2,
        "version": 1,
        "company": "AWS",
        "days": [(harbour.on - days * DAY).isoformat() for days in (395, 30)],
        "seen_in": PRODUCTION,
    }
    assert (row.first_seen_at, row.last_seen_at, row.ref) == (harbour.now, harbour.now + HOUR, ref)
    (entry,) = entries("opened")
    assert (entry.subject_id, entry.actor) == (str(row.pk), None)
    assert entry.after and entry.after["programme"] == "aws-soc2"


@pytest.mark.parametrize(
    "other",
    [
        {"title": "AWS-DEMO SOC 1 Report"},
        {"title": "AWS-DEMO SOC Continued Operations Letter"},
        {"company": "A vendor of monitoring"},
    ],
    ids=["unknown", "letter", "of a vendor"],
)
def test_what_is_no_document_of_a_programme_is_not_proposed(harbour: Harbour, other: dict[str, str]) -> None:
    shown(harbour, reports=[report(harbour, **other)])  # type: ignore[arg-type]
    assert not Proposal.objects.exists()


def test_a_report_on_record_is_not_proposed_whatever_it_is_called_there(harbour: Harbour) -> None:
    held = current("aws-soc2")
    assert held.period_start and held.period_end
    shown(harbour, reports=[report(harbour, days=(held.period_start, held.period_end))])
    a_report(harbour, f"SOC 2, {SOC2} v1", period_start=harbour.on - 3 * DAY, period_end=harbour.on)
    shown(harbour, reports=[report(harbour)])
    assert not Proposal.objects.exists()
    shown(harbour, reports=[report(harbour, version=12)])
    assert the_proposal(REPORT).facts["version"] == 12


def test_an_agreement_is_proposed_for_each_account_that_no_record_covers(harbour: Harbour) -> None:
    shown(harbour, agreements=[agreement(harbour)])
    assert not Proposal.objects.exists(), "Harbour's record covers every account, under another name"
    agreement_ends(harbour, harbour.on - DAY)
    for account in harbour.accounts:
        shown(harbour, agreements=[agreement(harbour)], account=account)
    rows = Proposal.objects.filter(kind=AGREEMENT)
    assert {(row.account_id, row.facts["id"], row.state) for row in rows} == {
        (PRODUCTION, BAA, OPEN),
        (ANALYTICS, BAA, OPEN),
    }


def test_what_is_on_record_and_no_longer_active_is_gone_for_that_account(harbour: Harbour) -> None:
    named_on_record(harbour, accounts=(PRODUCTION, ANALYTICS))
    shown(harbour, agreements=[agreement(harbour)])
    shown(harbour, agreements=[], account=harbour.accounts[1])
    row = the_proposal(GONE)
    assert (row.account_id, row.title, row.facts) == (ANALYTICS, BAA, {"identity": BAA})
    assert Proposal.objects.count() == 1


def test_another_agreement_in_its_place_is_both_gone_and_new(harbour: Harbour) -> None:
    named_on_record(harbour, OLDER_BAA)
    shown(harbour, agreements=[agreement(harbour)])
    assert (the_proposal(GONE).title, the_proposal(AGREEMENT).facts["id"]) == (OLDER_BAA, BAA)


def test_what_applies_by_itself_is_not_missed(harbour: Harbour) -> None:
    """The data processing addendum is part of AWS's terms: an account whose list is silent of it has lost nothing."""
    a_report(harbour, "AWS-DEMO-DPA", programme="aws-gdpr-dpa", accounts=[PRODUCTION])
    shown(harbour, agreements=[agreement(harbour)])
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("reports", [None, []], ids=["denied too", "read"])
def test_a_list_that_was_not_read_whole_says_nothing(harbour: Harbour, reports: list[ShownReport] | None) -> None:
    named_on_record(harbour)
    shown(harbour, reports=reports, agreements=None)
    assert not Proposal.objects.exists()
    shown(harbour, reports=[report(harbour)], agreements=[])
    assert (states(GONE), states(REPORT)) == ([OPEN], [OPEN])
    seen = the_proposal(GONE).last_seen_at
    shown(harbour, reports=None, agreements=None, later=HOUR)
    assert (states(GONE), states(REPORT)) == ([OPEN], [OPEN])
    assert the_proposal(GONE).last_seen_at == seen


def test_what_is_no_longer_so_is_overtaken_and_may_come_again(harbour: Harbour) -> None:
    named_on_record(harbour)
    for hours, listed in enumerate([[], [agreement(harbour)], []]):
        shown(harbour, agreements=listed, later=hours * HOUR)
    assert states(GONE) == [OVERTAKEN, OPEN]
    assert [entry.actor for entry in entries("overtaken")] == [None]


def test_only_the_account_that_showed_a_report_last_can_miss_it(harbour: Harbour) -> None:
    production, analytics = harbour.accounts
    shown(harbour, reports=[report(harbour)], account=production)
    shown(harbour, reports=[], account=analytics)
    assert states(REPORT) == [OPEN]
    shown(harbour, reports=[], account=production)
    assert states(REPORT) == [OVERTAKEN]


def test_recording_what_is_proposed_settles_it(harbour: Harbour) -> None:
    agreement_ends(harbour, harbour.on - DAY)
    for account in harbour.accounts:
        shown(harbour, agreements=[agreement(harbour)], reports=[report(harbour)], account=account)
    a_report(harbour, BAA, programme="aws-hipaa-baa", accounts=[PRODUCTION])
    assert sorted(Proposal.objects.open().values_list("kind", "account_id")) == [(AGREEMENT, ANALYTICS), (REPORT, "")]
    days = report(harbour).days
    a_report(harbour, "named otherwise", period_start=days[0], period_end=days[1])
    assert sorted(Proposal.objects.open().values_list("kind", "account_id")) == [(AGREEMENT, ANALYTICS)]
    assert {entry.actor for entry in entries("taken")} == {harbour.cast.olive}
    assert set(Proposal.objects.filter(state=TAKEN).values_list("settled_by", flat=True)) == {harbour.cast.olive.pk}


def test_recording_the_end_settles_what_is_gone(harbour: Harbour) -> None:
    held = named_on_record(harbour)
    shown(harbour, agreements=[])
    said = {"identity": BAA, "issuer": held.issuer, "valid_from": held.valid_from, "accounts": [PRODUCTION]}
    words = {"programme": held.programme, "actor": harbour.cast.olive, "now": harbour.now + HOUR, **said}
    record_attestation(**words, valid_until=harbour.on + DAY)  # type: ignore[arg-type]
    assert states(GONE) == [OPEN], "it still covers today"
    record_attestation(**words, valid_until=harbour.on - DAY)  # type: ignore[arg-type]
    shown(harbour, agreements=[], later=2 * HOUR)
    assert states(GONE) == [TAKEN]


def test_a_report_recorded_in_words_that_nothing_recognises_is_not_proposed_again(harbour: Harbour) -> None:
    shown(harbour, reports=[report(harbour)])
    record_attestation(
        programme=Programme.objects.by_key("aws-soc2"),
        identity="the one we got by mail",
        issuer="Example & Example LLP",
        valid_from=harbour.on,
        proposed=the_proposal(REPORT),
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    shown(harbour, reports=[report(harbour)])
    assert states(REPORT) == [TAKEN]


def test_what_was_dismissed_stays_so_while_it_is_shown(harbour: Harbour) -> None:
    named_on_record(harbour)
    shown(harbour, agreements=[])
    proposing.dismiss(proposal=the_proposal(GONE), actor=harbour.cast.olive, now=harbour.now)
    shown(harbour, agreements=[], later=HOUR)
    assert states(GONE) == [DISMISSED] and [entry.actor for entry in entries("dismissed")] == [harbour.cast.olive]
    with pytest.raises(Refused, match="settled already"):
        proposing.dismiss(proposal=the_proposal(GONE), actor=harbour.cast.olive, now=harbour.now)
    for hours, listed in ((2, [agreement(harbour)]), (3, [])):
        shown(harbour, agreements=listed, later=hours * HOUR)
    assert states(GONE) == [OVERTAKEN, OPEN], "it was back, and is gone anew"


def test_a_demonstration_and_the_real_thing_are_never_compared(harbour: Harbour) -> None:
    made_up = a_made_up_account(harbour)
    shown(harbour, reports=[report(harbour)], agreements=[agreement(harbour)], account=made_up)
    assert set(Proposal.objects.values_list("kind", "is_demonstration")) == {(REPORT, True), (AGREEMENT, True)}
    shown(harbour, reports=[report(harbour)], agreements=[agreement(harbour)])
    assert Proposal.objects.filter(kind=REPORT).count() == 2, "the real one is no repetition of the made-up one"
    a_report(harbour, f"{SOC2} v1")
    assert set(Proposal.objects.open().values_list("is_demonstration", flat=True)) == {True}
    a_report(harbour, "AWS-DEMO-MADE-UP", programme="aws-hipaa-baa", is_demonstration=True)
    shown(harbour, agreements=[agreement(harbour)], later=HOUR)
    assert not Proposal.objects.filter(kind=GONE).exists()


def a_made_up_account(harbour: Harbour) -> Account:
    system = create_system(
        key="shown",
        name="Shown",
        purpose="To be shown.",
        time_zone="UTC",
        data_classes=["phi"],
        actor=harbour.cast.sam,
        now=harbour.now,
        is_demonstration=True,
    )
    return an_account(system, "777788889999", "Made up", actor=harbour.cast.sam, now=harbour.now, services={})


def test_each_change_is_one_entry_and_a_repetition_none(harbour: Harbour) -> None:
    before = JournalEntry.objects.count()
    listed: list[ShownAgreement] = [agreement(harbour)]
    for hours in range(3):
        shown(harbour, reports=[report(harbour)], agreements=listed, later=hours * HOUR)
    assert JournalEntry.objects.count() == before + 1
