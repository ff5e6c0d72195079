"""Are all Trust Services Criteria there, in their categories, and never leaned on AWS's report where it is silent?

The counts are those of AICPA TSP section 100, criteria of 2017; the revision of 2022 changed points of focus only.
"""

from collections import Counter
from datetime import date

import pytest

from frameworks.compiled import shipped
from frameworks.inheritance import AccountFact, AttestationFact, ReasonCode, SystemFacts, UseFact, inherit
from frameworks.schema import Obligation, Requirement

SOC2 = shipped().edition("soc2")
ROWS = {each.ref: each for each in SOC2.requirements}
CRITERIA = [each for each in ROWS.values() if each.kind == "criterion"]
ACCOUNT, DAY = "111122223333", date(2026, 11, 22)


def series(each: Requirement) -> str:
    """CC6 of CC6.1; the eight series of privacy are called P1.0 to P8.0."""
    return each.ref.partition(".")[0]


def test_it_has_61_criteria_in_20_series() -> None:
    assert Counter(each.kind for each in ROWS.values()) == {"criterion": 61, "series": 20}
    assert [each for each in ROWS.values() if each.assessable] == CRITERIA


def test_33_criteria_are_common() -> None:
    common = [each for each in CRITERIA if series(each).startswith("CC")]
    assert len(common) == 33
    assert list(Counter(map(series, common)).values()) == [5, 3, 4, 2, 3, 8, 5, 1, 2]


@pytest.mark.parametrize(
    ("category", "count"),
    [("security", 33), ("availability", 3), ("confidentiality", 2), ("processing-integrity", 5), ("privacy", 18)],
)
def test_each_category_has_its_criteria(category: str, count: int) -> None:
    assert sum(each.category == category for each in CRITERIA) == count


def test_privacy_has_eight_series() -> None:
    counted = Counter(each.parent for each in CRITERIA if each.category == "privacy")
    assert list(counted.items()) == [
        ("P1.0", 1),
        ("P2.0", 1),
        ("P3.0", 2),
        ("P4.0", 3),
        ("P5.0", 2),
        ("P6.0", 7),
        ("P7.0", 1),
        ("P8.0", 1),
    ]


def test_security_is_in_every_report_and_the_other_four_are_chosen() -> None:
    assert {category.key: category.optional for category in SOC2.categories} == {
        "security": False,
        "availability": True,
        "confidentiality": True,
        "processing-integrity": True,
        "privacy": True,
    }


def test_every_criterion_stands_below_its_series_and_in_its_category() -> None:
    for each in CRITERIA:
        above = ROWS[each.parent]
        assert (above.kind, above.category) == ("series", each.category)
        assert series(above) == series(each)
    assert not any(each.parent for each in ROWS.values() if each.kind == "series")


def test_every_criterion_is_owed_by_the_service_organisation_once_its_category_is_chosen() -> None:
    assert set(SOC2.roles) == {"service-organisation"}
    assert {each.obligation(DAY) for each in CRITERIA} == {Obligation.REQUIRED}


def test_the_criteria_name_no_interval_period_or_value() -> None:
    links = [link for each in CRITERIA for link in each.controls]
    assert links
    assert [link.source for link in links if link.frequency or link.retention or link.minimum] == []


def test_the_report_of_aws_covers_no_processing_integrity() -> None:
    (rule,) = shipped().rules_for("soc2")
    assert (rule.programme, rule.role) == ("aws-soc2", "necessary")
    assert rule.never_covers == tuple(each.ref for each in CRITERIA if each.category == "processing-integrity")


def test_not_even_the_newest_report_of_aws_supports_a_criterion_of_processing_integrity() -> None:
    report = AttestationFact(
        id="soc2",
        programme="aws-soc2",
        variant="type-2",
        period_start=date(2025, 10, 1),
        period_end=date(2026, 9, 30),
        letter_until=date(2026, 12, 31),
        accepted_on=date(2026, 11, 20),
        in_scope={"s3": True},
    )
    facts = SystemFacts(
        accounts=(AccountFact(account_id=ACCOUNT),),
        uses=(UseFact(service="s3", account_id=ACCOUNT),),
        attestations=(report,),
    )
    stored = {each.ref: each.aws for each in inherit(shipped(), "soc2", facts, DAY)}
    integrity, availability = stored["PI1.5"], stored["A1.2"]
    assert integrity and availability
    assert (integrity.supported, availability.supported) == (False, True)
    assert {reason.code for reason in integrity.reasons} == {ReasonCode.PROGRAMME_NEVER_COVERS}
