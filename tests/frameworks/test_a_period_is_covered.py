"""Is an audit's period covered by AWS's documents, which days rest on a letter, and where is a gap?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from frameworks.compiled import shipped
from frameworks.inheritance import (
    AccountFact,
    AttestationFact,
    ProgrammeCoverage,
    ReasonCode,
    Span,
    SystemFacts,
    UseFact,
    cover,
)

ACCOUNT, OTHER = "111122223333", "444455556666"
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
NEXT = timedelta(days=1)


def report(first: date, last: date, letter: date | None = None, **more: Any) -> AttestationFact:
    usual = {"id": f"to-{last}", "programme": "aws-soc2", "variant": "type-2", "accepted_on": last}
    return AttestationFact(**(usual | {"period_start": first, "period_end": last, "letter_until": letter} | more))


def agreement(
    first: date, last: date | None = None, *accounts: str, programme: str = "aws-hipaa-baa"
) -> AttestationFact:
    return AttestationFact(
        id=f"from-{first}-{','.join(accounts)}",
        programme=programme,
        valid_from=first,
        valid_until=last,
        accepted_on=first,
        accounts=frozenset(accounts) or None,
    )


SPRING = report(date(2025, 4, 1), date(2026, 3, 31))
AUTUMN = report(date(2025, 10, 1), date(2026, 9, 30), letter=date(2026, 12, 31))


def covered(
    framework: str,
    programme: str,
    *documents: AttestationFact,
    period: Span = YEAR,
    accounts: tuple[str, ...] = (ACCOUNT,),
) -> tuple[ProgrammeCoverage, ...]:
    facts = SystemFacts(accounts=tuple(AccountFact(account_id=each) for each in accounts), attestations=documents)
    return tuple(each for each in cover(shipped(), framework, facts, period) if each.programme == programme)


def soc2(*documents: AttestationFact, period: Span = YEAR) -> ProgrammeCoverage:
    (found,) = covered("soc2", "aws-soc2", *documents, period=period)
    return found


def codes(found: ProgrammeCoverage) -> list[ReasonCode]:
    return [reason.code for reason in found.reasons]


def test_a_calendar_year_is_covered_by_two_reports_and_a_letter_for_its_last_quarter() -> None:
    """The example of the rules of practice."""
    found = soc2(SPRING, AUTUMN)
    assert found.covered
    assert found.examined == (Span(date(2026, 1, 1), date(2026, 9, 30)),)
    assert found.bridged == Span(date(2026, 10, 1), date(2026, 12, 31))
    assert found.gaps == ()
    assert found.attestations == (SPRING.id, AUTUMN.id)


def test_a_letter_reaches_no_further_than_it_says() -> None:
    short = report(AUTUMN.period_start, AUTUMN.period_end, letter=date(2026, 12, 30))  # type: ignore[arg-type]
    found = soc2(SPRING, short)
    assert codes(found) == [ReasonCode.AWAITING_REPORT]
    assert found.gaps == (Span(YEAR.last, YEAR.last),)


@pytest.mark.parametrize(("days", "expected"), [(92, []), (93, [ReasonCode.BRIDGE_TOO_LONG])])
def test_a_letter_bridges_three_months_and_not_a_day_more(days: int, expected: list[ReasonCode]) -> None:
    end = date(2026, 12, 31) - timedelta(days=days)
    found = soc2(report(date(2025, 1, 1), end, letter=date(2027, 6, 30)))
    assert codes(found) == expected
    assert found.bridged is not None
    assert found.bridged.days == 92


@pytest.mark.parametrize("opinion", ["adverse", "disclaimed"])
def test_a_report_with_an_opinion_against_it_covers_nothing(opinion: str) -> None:
    opposed = replace(AUTUMN, opinion=opinion)
    found = soc2(SPRING, opposed)
    assert codes(found) == [ReasonCode.EXCEPTION_OPEN] and not found.covered
    assert [reason.attestation_id for reason in found.reasons] == [AUTUMN.id]
    assert found.gaps == (), "its days were examined, and with that result"
    assert soc2(SPRING, replace(AUTUMN, opinion="qualified")).covered
    assert soc2(SPRING, opposed, period=Span(date(2025, 4, 1), date(2025, 9, 30))).covered


def test_only_the_tail_is_bridged() -> None:
    late = report(date(2026, 3, 1), date(2026, 12, 31), letter=date(2027, 3, 31))
    early = report(date(2025, 1, 1), date(2026, 1, 31), letter=date(2026, 2, 28))
    found = soc2(early, late)
    assert codes(found) == [ReasonCode.PERIOD_GAP]
    assert found.gaps == (Span(date(2026, 2, 1), date(2026, 2, 28)),)


def test_what_was_not_examined_at_the_beginning_is_a_gap() -> None:
    found = soc2(report(date(2026, 1, 2), date(2026, 12, 31)))
    assert codes(found) == [ReasonCode.PERIOD_GAP]
    assert found.gaps == (Span(YEAR.first, YEAR.first),)
    assert soc2(report(YEAR.first, YEAR.last)).covered


def test_three_quarters_of_the_days_must_have_been_examined() -> None:
    """Of a period of 100 days a letter may bridge 25, not 26."""
    period = Span(date(2026, 1, 1), date(2026, 4, 10))
    letter = period.last
    assert soc2(report(date(2025, 6, 1), period.last - timedelta(days=25), letter), period=period).covered
    few = soc2(report(date(2025, 6, 1), period.last - timedelta(days=26), letter), period=period)
    assert codes(few) == [ReasonCode.PERIOD_GAP]
    assert few.gaps == ()


def test_without_a_report_nothing_is_covered() -> None:
    found = soc2()
    assert codes(found) == [ReasonCode.NO_ATTESTATION]
    assert (found.examined_days, found.gaps) == (0, (YEAR,))


@pytest.mark.parametrize(
    "more", [{"variant": "type-1"}, {"accepted_on": None}, {"period_start": None}], ids=["type 1", "unread", "undated"]
)
def test_a_report_that_does_not_count_covers_nothing(more: dict[str, Any]) -> None:
    assert not soc2(report(YEAR.first, YEAR.last, **more)).covered


def test_an_agreement_covers_the_days_on_which_it_was_in_force_account_by_account() -> None:
    documents = (agreement(date(2025, 6, 1), None, ACCOUNT), agreement(date(2026, 2, 1), None, OTHER))
    first, second = covered("hipaa", "aws-hipaa-baa", *documents, accounts=(ACCOUNT, OTHER))
    assert (first.account_id, first.covered) == (ACCOUNT, True)
    assert (second.account_id, second.covered) == (OTHER, False)
    assert second.gaps == (Span(date(2026, 1, 1), date(2026, 1, 31)),)
    assert {reason.account_id for reason in second.reasons} == {OTHER}


def test_two_agreements_without_a_day_between_them_leave_no_gap() -> None:
    first, second = agreement(date(2025, 1, 1), date(2026, 5, 31), ACCOUNT), agreement(date(2026, 6, 1), None, ACCOUNT)
    assert all(each.covered for each in covered("hipaa", "aws-hipaa-baa", first, second))
    late = agreement(date(2026, 6, 2), None, ACCOUNT)
    (found,) = covered("hipaa", "aws-hipaa-baa", first, late)
    assert found.gaps == (Span(date(2026, 6, 1), date(2026, 6, 1)),)


def test_a_report_on_another_partition_of_awss_covers_nothing() -> None:
    """As on a day: what was examined in the usual partition says nothing of GovCloud, nor the other way round."""
    accounts = (AccountFact(account_id=ACCOUNT), AccountFact(account_id=OTHER, partition="aws-us-gov"))
    (usual, gov) = cover(shipped(), "soc2", SystemFacts(accounts=accounts, attestations=(SPRING, AUTUMN)), YEAR)
    assert (usual.partition, usual.covered, gov.partition, gov.covered) == ("aws", True, "aws-us-gov", False)
    assert gov.examined == ()


def test_an_account_is_asked_about_on_the_days_on_which_it_was_the_systems() -> None:
    """Its regions changed in August, so that it has two terms; it came in June, with its agreement."""
    came, changed = date(2026, 6, 1), date(2026, 8, 1)
    terms = (
        AccountFact(account_id=ACCOUNT, valid_from=came, valid_until=changed - NEXT),
        AccountFact(account_id=ACCOUNT, regions=("eu-central-1",), valid_from=changed),
    )
    facts = SystemFacts(accounts=terms, attestations=(agreement(came, None, ACCOUNT),))
    (found,) = (each for each in cover(shipped(), "hipaa", facts, YEAR) if each.programme == "aws-hipaa-baa")
    assert found.covered and found.asked == (Span(came, YEAR.last),)
    late = replace(facts, attestations=(agreement(came + NEXT, None, ACCOUNT),))
    (found,) = (each for each in cover(shipped(), "hipaa", late, YEAR) if each.programme == "aws-hipaa-baa")
    assert found.gaps == (Span(came, came),)


def test_an_agreement_is_asked_for_where_the_data_is_and_from_its_first_day_on() -> None:
    first = date(2026, 3, 1)
    uses = (
        UseFact(service="s3", account_id=ACCOUNT, touches={"phi": "touches"}, valid_from=first),
        UseFact(service="s3", account_id=OTHER, touches={"phi": "affects"}),
    )
    accounts = (AccountFact(account_id=ACCOUNT), AccountFact(account_id=OTHER))
    for begins, gaps in ((first, ()), (first + NEXT, (Span(first, first),))):
        facts = SystemFacts(accounts=accounts, uses=uses, attestations=(agreement(begins, None, ACCOUNT),))
        (found,) = (each for each in cover(shipped(), "hipaa", facts, YEAR) if each.programme == "aws-hipaa-baa")
        assert (found.account_id, found.gaps, found.covered) == (ACCOUNT, gaps, not gaps)


def test_an_attestation_valid_on_the_day_of_the_review_stays_valid_for_that_assessment() -> None:
    """PCI SSC FAQ 1601: the day on which the assessor looked is what counts."""
    made = AttestationFact(
        id="aoc", programme="aws-pci-dss", valid_from=date(2025, 12, 1), accepted_on=YEAR.first, edition="pci-dss-4.0.1"
    )
    facts = SystemFacts(accounts=(AccountFact(account_id=ACCOUNT),), attestations=(made,))
    (in_time,) = cover(shipped(), "pci-dss", facts, YEAR, reviewed_on=date(2026, 12, 1))
    (too_late,) = cover(shipped(), "pci-dss", facts, YEAR, reviewed_on=date(2026, 12, 2))
    assert (in_time.covered, too_late.covered) == (True, False)


def test_an_attestation_to_another_edition_covers_nothing() -> None:
    made = AttestationFact(
        id="aoc", programme="aws-pci-dss", valid_from=date(2026, 6, 1), accepted_on=YEAR.last, edition="pci-dss-3.2.1"
    )
    (found,) = covered("pci-dss", "aws-pci-dss", made)
    assert codes(found) == [ReasonCode.NO_ATTESTATION]
