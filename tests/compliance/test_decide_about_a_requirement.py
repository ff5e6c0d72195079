"""Who may decide what about a requirement, for how long, and who has to agree?"""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from compliance.actions.deciding import approve, decline, propose_decision, withdraw_decision
from compliance.actions.ending import end_framework
from compliance.models import Decision, DecisionState, JournalEntry
from frameworks.errors import Refused
from frameworks.models import Edition
from tests.compliance.deciding import ADDRESSABLE, ANSWERS, DAY, REQUIRED, answers_also_to, approved, proposed, where
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

PCI = {"edition": "pci-dss-4.0.1"}


def test_an_owner_writes_it_and_a_reviewer_approves_it(harbour: Harbour) -> None:
    decision = proposed(harbour)
    assert decision.state_on(harbour.on) == DecisionState.PROPOSED
    asks = next(rule.asks for rule in harbour.catalogue.decisions if rule.kind == decision.kind)
    assert [each["asked"] for each in decision.answers] == list(asks)
    assert where(harbour).decision is None
    decision = approve(decision=decision, approver=harbour.cast.rita, on=harbour.on, now=harbour.now)
    assert (decision.state_on(harbour.on), decision.decided_by) == (DecisionState.IN_FORCE, harbour.cast.rita)
    assert decision.changes_status
    assert where(harbour).decision == decision


@pytest.mark.parametrize(
    ("ref", "kind", "said"),
    [
        (REQUIRED, "addressable-alternative", {}),
        (ADDRESSABLE, "compensating-control", {}),
        (ADDRESSABLE, "customized-approach", {}),
        ("3.3.1", "customized-approach", PCI),
        ("8.3.6", "addressable-alternative", PCI),
    ],
)
def test_a_kind_that_the_catalogue_does_not_open_is_refused(
    harbour: Harbour, ref: str, kind: str, said: dict[str, Any]
) -> None:
    answers_also_to(harbour, "pci-dss", "service-provider")
    with pytest.raises(Refused, match="is not open to"):
        proposed(harbour, ref, kind, author=harbour.cast.olive, **said)


def test_nothing_is_decided_about_a_framework_that_the_system_does_not_answer_to(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="does not bind"):
        proposed(harbour, "8.3.6", "compensating-control", author=harbour.cast.olive, **PCI)


def test_who_owns_no_duty_of_it_does_not_propose(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="Ben Ortiz owns no duty of"):
        proposed(harbour, author=harbour.cast.ben)
    assert proposed(harbour, author=harbour.cast.olive).author == harbour.cast.olive


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"justification": " \n"}, "Write the justification"),
        ({"answers": ["One", "Two"]}, "answer all 3 questions"),
        ({"answers": ["One", "Two", "  "]}, "answer all 3 questions"),
        ({"justification": "x" * 10_001}, "at most 10000 characters"),
    ],
)
def test_everything_that_the_kind_asks_is_answered(harbour: Harbour, said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        proposed(harbour, **said)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("kind", ANSWERS)
def test_no_kind_lasts_longer_than_a_year(harbour: Harbour, kind: str) -> None:
    answers_also_to(harbour, "pci-dss", "service-provider")
    ref, said = (ADDRESSABLE, {}) if kind == "addressable-alternative" else ("8.3.6", PCI)
    first = datetime.date(harbour.on.year + 1, 3, 1)
    year = first.replace(year=first.year + 1) - DAY
    facts: dict[str, Any] = {"author": harbour.cast.olive, "valid_from": first, **said}
    with pytest.raises(Refused, match=f"looked at anew by {year}"):
        proposed(harbour, ref, kind, valid_until=year + DAY, **facts)
    assert proposed(harbour, ref, kind, valid_until=year, **facts).valid_until == year


def test_a_decision_does_not_reach_back(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="does not reach back"):
        proposed(harbour, valid_from=harbour.on - DAY)
    with pytest.raises(Refused, match="lies before the first day"):
        proposed(harbour, valid_until=harbour.on - DAY)


def test_approved_late_it_begins_late(harbour: Harbour) -> None:
    decision = proposed(harbour)
    later = harbour.now + 10 * DAY
    decision = approve(decision=decision, approver=harbour.cast.rita, on=harbour.on + 10 * DAY, now=later)
    assert decision.valid_from == harbour.on + 10 * DAY
    assert where(harbour, on=harbour.on + 9 * DAY).decision is None
    assert where(harbour, on=harbour.on + 10 * DAY).decision == decision


def test_approved_after_its_last_day_it_never_begins(harbour: Harbour) -> None:
    decision = proposed(harbour, valid_until=harbour.on + DAY)
    with pytest.raises(Refused, match="has passed unapproved"):
        approve(decision=decision, approver=harbour.cast.rita, on=harbour.on + 2 * DAY, now=harbour.now + 2 * DAY)


def test_nobody_approves_or_declines_their_own(harbour: Harbour) -> None:
    mine = proposed(harbour, author=harbour.cast.olive)
    for act, more in ((approve, {}), (decline, {"comment": "No."})):
        with pytest.raises(Refused, match="decision of their own"):
            act(decision=mine, approver=harbour.cast.olive, on=harbour.on, now=harbour.now, **more)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(decided_by=harbour.cast.olive, approved_at=harbour.now)


@pytest.mark.parametrize("name", ["ben", "ada", "otto", "sam"])
def test_only_officers_and_reviewers_of_the_system_approve(harbour: Harbour, name: str) -> None:
    with pytest.raises(Refused, match="is neither officer nor reviewer"):
        approve(decision=proposed(harbour), approver=getattr(harbour.cast, name), on=harbour.on, now=harbour.now)


def test_what_was_declined_says_why_and_is_declined_for_good(harbour: Harbour) -> None:
    decision = proposed(harbour)
    with pytest.raises(Refused, match="Say why"):
        decline(decision=decision, approver=harbour.cast.rita, comment=" ", on=harbour.on, now=harbour.now)
    decline(decision=decision, approver=harbour.cast.rita, comment="Disks could.", on=harbour.on, now=harbour.now)
    decision.refresh_from_db()
    assert (decision.state_on(harbour.on), decision.comment) == (DecisionState.DECLINED, "Disks could.")
    with pytest.raises(Refused, match="It waits for nobody: it is declined"):
        approve(decision=decision, approver=harbour.cast.olive, on=harbour.on, now=harbour.now)
    with pytest.raises(Refused, match="nothing to withdraw"):
        withdraw_decision(decision=decision, actor=harbour.cast.olive, comment="x", on=harbour.on, now=harbour.now)


def test_an_officer_withdraws_and_the_days_before_stay_true(harbour: Harbour) -> None:
    decision, later, on = approved(harbour), harbour.now + 5 * DAY, harbour.on + 5 * DAY
    with pytest.raises(Refused, match="A compliance officer"):
        withdraw_decision(decision=decision, actor=harbour.cast.rita, comment="x", on=on, now=later)
    withdraw_decision(decision=decision, actor=harbour.cast.olive, comment="Tapes are gone.", on=on, now=later)
    assert where(harbour, on=on).decision is None
    assert where(harbour, on=on - DAY).decision == decision
    assert where(harbour, on=on, known_at=later - DAY).decision == decision


def test_a_requirement_is_decided_once_at_a_time(harbour: Harbour) -> None:
    first = approved(harbour)
    with pytest.raises(Refused, match=f"decided already.*begin after {first.valid_until}"):
        proposed(harbour, kind="not-applicable")
    after = approved(
        harbour,
        kind="not-applicable",
        valid_from=first.valid_until + DAY,
        valid_until=first.valid_until + 30 * DAY,
    )
    assert where(harbour, on=first.valid_until).decision == first
    assert where(harbour, on=first.valid_until + DAY).decision == after


def test_of_two_that_wait_only_one_is_approved(harbour: Harbour) -> None:
    one, other = proposed(harbour), proposed(harbour, kind="not-applicable")
    approve(decision=one, approver=harbour.cast.rita, on=harbour.on, now=harbour.now)
    with pytest.raises(Refused, match="decided already"):
        approve(decision=other, approver=harbour.cast.rita, on=harbour.on, now=harbour.now)


def test_a_customized_approach_and_a_compensating_control_never_stand_together(harbour: Harbour) -> None:
    answers_also_to(harbour, "pci-dss", "service-provider")
    said = PCI | {"author": harbour.cast.olive}
    approved(harbour, "8.3.6", "compensating-control", **said)
    with pytest.raises(Refused, match="never stand together"):
        proposed(harbour, "8.3.6", "customized-approach", **said)


def test_what_does_not_bind_any_more_is_not_approved(harbour: Harbour) -> None:
    decision, later = proposed(harbour), harbour.now + 2 * DAY
    hipaa = Edition.objects.by_key("hipaa")
    end_framework(system=harbour.system, edition=hipaa, after=harbour.on, actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="does not bind"):
        approve(decision=decision, approver=harbour.cast.rita, on=harbour.on + 2 * DAY, now=later)


def test_the_journal_tells_who_decided_and_not_what_they_wrote(harbour: Harbour) -> None:
    last = JournalEntry.objects.count()
    decision = approved(harbour)
    withdraw_decision(
        decision=decision, actor=harbour.cast.olive, comment="Tapes are gone.", on=harbour.on, now=harbour.now
    )
    entries = list(JournalEntry.objects.filter(number__gt=last).order_by("number"))
    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("decision.proposed", harbour.cast.nora),
        ("decision.approved", harbour.cast.rita),
        ("decision.withdrawn", harbour.cast.olive),
    ]
    assert {entry.subject_id for entry in entries} == {str(decision.pk)}
    assert entries[0].after is not None
    assert entries[0].after["requirement"] == ADDRESSABLE
    assert len(entries[0].after["sha256"]) == 64
    assert "archive" not in str([entry.after for entry in entries])


def test_a_reference_with_a_space_goes_into_the_journal_as_well(harbour: Harbour) -> None:
    answers_also_to(harbour, "gdpr", "processor")
    decision = proposed(harbour, "Art. 32(1)(a)", "risk-acceptance", edition="gdpr-2016", author=harbour.cast.olive)
    entry = JournalEntry.objects.get(subject_id=str(decision.pk))
    assert entry.after is not None
    assert entry.after["requirement"] == "Art._32(1)(a)"


def test_an_unknown_kind_is_refused(harbour: Harbour) -> None:
    decision = proposed(harbour)
    with pytest.raises(Refused, match="is not open to"):
        propose_decision(
            system=harbour.system,
            requirement=decision.requirement,
            kind="wishful-thinking",
            justification="x",
            answers=["x"],
            valid_from=harbour.on,
            valid_until=harbour.on,
            author=harbour.cast.olive,
            on=harbour.on,
            now=harbour.now,
        )
