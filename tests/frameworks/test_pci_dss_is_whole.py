"""Is every number of PCI DSS v4.0.1 there, and does it bind whom, since when and how often the standard says?

The counts are those of the standard of June 2024 with its appendices A1 to A3. New in v4.0 and due on 31 March 2025
were 51 numbers: 45 whole, and six by one element of theirs.
"""

from collections import Counter
from datetime import date

import pytest

from frameworks.compiled import shipped
from frameworks.schema import Known, Obligation, Requirement

PCI = shipped().edition("pci-dss")
ROWS = {each.ref: each for each in PCI.requirements}
ASSESSED = [each for each in ROWS.values() if each.assessable]
APPENDICES = ("A1", "A2", "A3")
EVE, DAY = date(2025, 3, 30), date(2025, 3, 31)

PROVIDERS = "service-provider", "multi-tenant-provider"  # whoever is the second is the first as well
PROVIDERS_ONLY = """3.6.1.1 3.7.9 8.2.3 8.3.10 8.3.10.1 10.7.1 11.4.6 11.5.1.1 12.4.1 12.4.2 12.4.2.1 12.5.2.1 12.5.3
    12.9.1 12.9.2"""
IN_APPENDIX_A2 = "A2.1.2 A2.1.3"

LATER = """3.3.2 3.4.2 3.5.1.1 3.5.1.2 4.2.1.1 5.2.3.1 5.3.2.1 5.3.3 5.4.1 6.3.2 6.4.2 6.4.3 7.2.4 7.2.5 7.2.5.1 8.3.6
    8.3.10.1 8.4.2 8.5.1 8.6.1 8.6.2 8.6.3 9.5.1.2.1 10.4.1.1 10.4.2.1 10.7.2 10.7.3 11.3.1.1 11.3.1.2 11.4.7 11.5.1.1
    11.6.1 12.3.1 12.3.3 12.3.4 12.5.2.1 12.5.3 12.6.2 12.6.3.1 12.6.3.2 12.10.4.1 12.10.7 A1.1.1 A1.1.4 A1.2.3"""
PARTLY_LATER = "3.2.1 3.3.3 3.6.1.1 4.2.1 12.10.5 A3.3.1"
SUPERSEDED = {"6.4.1": "6.4.2", "8.3.10": "8.3.10.1", "10.7.1": "10.7.2"}

BY_RISK_ANALYSIS = "5.2.3.1 5.3.2.1 7.2.5.1 8.6.3 9.5.1.2.1 10.4.2.1 11.3.1.1 11.6.1 12.10.4.1"
NOT_CUSTOMIZABLE = "3.3.1 3.3.1.1 3.3.1.2 3.3.1.3 3.3.2 3.5.1.2 11.3.2"

FREQUENCIES = {
    "P1D": "10.4.1",
    "P7D": "11.5.2 11.6.1",
    "P3M": "3.2.1 11.2.1 11.3.1 11.3.2 12.4.2 12.4.2.1 A3.2.1 A3.2.5 A3.3.3",
    "P6M": "1.2.7 7.2.4 11.4.6 12.5.2.1 A1.1.4 A3.2.4 A3.4.1",
    "P1Y": """6.2.2 6.4.1 9.4.1.2 9.4.5.1 11.4.2 11.4.3 11.4.5 12.1.2 12.3.1 12.3.2 12.3.3 12.3.4 12.5.2 12.6.2 12.6.3
    12.8.4 12.10.2 A3.1.1 A3.1.4 A3.2.5.1 A3.3.2""",
}
RETENTIONS = {"P3M": "9.2.1.1 9.3.4", "P1Y": "5.3.4 10.5.1 11.4.1 A1.2.1 A3.3.3"}


def refs(rows: list[Requirement]) -> list[str]:
    return [each.ref for each in rows]


def chapter(each: Requirement) -> str:
    """The principal requirement or the appendix that it belongs to."""
    return each.ref.partition(".")[0]


def test_it_has_366_numbers_and_280_of_them_are_assessed() -> None:
    assert (len(ROWS), len(ASSESSED)) == (366, 280)


def test_twelve_principal_requirements_and_three_appendices_stand_on_top() -> None:
    tops = {each.ref: each.kind for each in ROWS.values() if not each.parent}
    body = {str(number): "principal-requirement" for number in range(1, 13)}
    assert tops == body | dict.fromkeys(APPENDICES, "appendix")
    assert list(tops) == [*body, *APPENDICES]


@pytest.mark.parametrize(
    ("number", "sections", "assessed"),
    [
        ("1", 5, 19),
        ("2", 3, 11),
        ("3", 7, 29),
        ("4", 2, 6),
        ("5", 4, 13),
        ("6", 5, 19),
        ("7", 3, 12),
        ("8", 6, 29),
        ("9", 5, 27),
        ("10", 7, 27),
        ("11", 6, 21),
        ("12", 10, 37),
        ("A1", 2, 7),
        ("A2", 1, 3),
        ("A3", 5, 20),
    ],
)
def test_each_requirement_has_its_sections_and_assessed_numbers(number: str, sections: int, assessed: int) -> None:
    rows = [each for each in ROWS.values() if chapter(each) == number]
    assert sum(each.kind == "section" for each in rows) == sections
    assert sum(each.assessable for each in rows) == assessed


def test_the_body_has_63_sections_and_250_assessed_numbers_on_three_levels() -> None:
    """63 sections x.y, then 205 at x.y.z, 44 at x.y.z.n, and the one number that has five parts."""
    depths = Counter(each.ref.count(".") for each in ROWS.values() if chapter(each) not in APPENDICES)
    assert depths == {0: 12, 1: 63, 2: 205, 3: 44, 4: 1}
    assert refs([each for each in ROWS.values() if each.ref.count(".") == 4]) == ["9.5.1.2.1"]


def test_what_is_assessed_begins_at_three_numbers() -> None:
    assert all(each.assessable is (each.ref.count(".") >= 2) for each in ROWS.values())
    assert all(each.obligation(DAY) is Obligation.NONE for each in ROWS.values() if not each.assessable)


def test_every_number_stands_below_the_one_that_it_prolongs() -> None:
    assert all(each.parent == each.ref.rpartition(".")[0] for each in ROWS.values())


@pytest.mark.parametrize("ref", ["9.5.1.2.1", "10.2.1.4", "A3.3.1.1"])
def test_numbers_that_other_lists_lack_or_write_otherwise(ref: str) -> None:
    assert ROWS[ref].assessable


def test_fifteen_numbers_of_the_body_and_two_of_a2_bind_service_providers_only() -> None:
    bound = [each for each in ASSESSED if each.roles == PROVIDERS]
    assert refs(bound) == [*PROVIDERS_ONLY.split(), *IN_APPENDIX_A2.split()]
    assert len(PROVIDERS_ONLY.split()) == 15


def test_one_number_of_the_body_and_appendix_a1_bind_multi_tenant_providers_only() -> None:
    bound = [each for each in ASSESSED if each.roles == ("multi-tenant-provider",)]
    assert refs(bound) == ["11.4.7", *refs([each for each in ASSESSED if chapter(each) == "A1"])]


def test_all_other_numbers_bind_every_role() -> None:
    assert sum(not each.roles for each in ASSESSED) == 280 - 17 - 8
    assert set(PCI.roles) == {"merchant", *PROVIDERS}


@pytest.mark.parametrize(
    ("appendix", "condition"), [("A2", "SSL or early TLS"), ("A3", "designated the entity for supplemental validation")]
)
def test_two_appendices_bind_under_a_condition_only(appendix: str, condition: str) -> None:
    assert all(condition in each.only_if for each in ROWS.values() if chapter(each) == appendix)


def test_45_numbers_were_best_practice_until_the_31st_of_march_2025() -> None:
    assert [each.ref for each in ASSESSED if each.obligation(EVE) is Obligation.BEST_PRACTICE] == LATER.split()
    assert {ROWS[ref].obligation(DAY) for ref in LATER.split()} == {Obligation.REQUIRED}
    assert len(LATER.split()) == 45


def test_six_numbers_were_owed_at_once_but_for_one_element() -> None:
    rows = [each for each in ASSESSED if each.later]
    assert refs(rows) == PARTLY_LATER.split()
    for each in rows:
        assert each.obligation(EVE) is Obligation.REQUIRED
        assert {part.since for part in each.later} == {DAY}
        assert all(part.part for part in each.later)


def test_all_others_were_owed_from_the_first_day_of_the_edition() -> None:
    owed = [each for each in ASSESSED if each.obligation(PCI.effective_from) is Obligation.REQUIRED]
    assert PCI.effective_from == date(2024, 6, 11)
    assert len(owed) == 280 - 45


def test_three_numbers_gave_way_to_the_stricter_one_beside_them() -> None:
    assert {each.ref: each.superseded_by for each in ROWS.values() if each.superseded_by} == SUPERSEDED
    for old, new in SUPERSEDED.items():
        assert [ROWS[ref].obligation(EVE) for ref in (old, new)] == [Obligation.REQUIRED, Obligation.BEST_PRACTICE]
        assert [ROWS[ref].obligation(DAY) for ref in (old, new)] == [Obligation.NONE, Obligation.REQUIRED]


def test_nine_numbers_leave_their_frequency_to_a_targeted_risk_analysis() -> None:
    """None of them has a frequency of its own but 11.6.1, where the standard offers one week instead of an analysis."""
    rows = [each for each in ASSESSED if each.targeted_risk_analysis]
    assert refs(rows) == BY_RISK_ANALYSIS.split()
    assert [each.ref for each in rows if any(link.frequency for link in each.controls)] == ["11.6.1"]


def test_the_customized_approach_is_closed_to_seven_numbers_of_the_body_and_to_two_appendices() -> None:
    closed = [each for each in ASSESSED if each.customized_approach is Known.NO]
    assert refs(closed) == [
        *NOT_CUSTOMIZABLE.split(),
        *refs([each for each in ASSESSED if chapter(each) in ("A2", "A3")]),
    ]


def test_it_is_open_to_all_others_that_are_assessed() -> None:
    assert Counter(each.customized_approach for each in ASSESSED) == {Known.YES: 250, Known.NO: 30}
    assert {each.customized_approach for each in ROWS.values() if not each.assessable} == {None}


def test_a_link_sets_a_frequency_where_the_standard_does_and_nowhere_else() -> None:
    set_ = {(link.frequency, each.ref) for each in ROWS.values() for link in each.controls if link.frequency}
    assert set_ == {(period, ref) for period, named in FREQUENCIES.items() for ref in named.split()}


def test_a_link_sets_a_retention_where_the_standard_does_and_nowhere_else() -> None:
    set_ = {(link.retention, each.ref) for each in ROWS.values() for link in each.controls if link.retention}
    assert set_ == {(period, ref) for period, named in RETENTIONS.items() for ref in named.split()}


@pytest.mark.parametrize(
    ("ref", "value"),
    [
        ("6.3.3", "one month after release"),
        ("8.2.6", "90 days"),
        ("8.2.8", "15 idle minutes"),
        ("8.3.4", "10 failed attempts at most, for at least 30 minutes"),
        ("8.3.6", "12 characters"),
        ("8.3.7", "last four"),
        ("8.3.9", "90 days"),
        ("10.5.1", "12 months, the latest 3 of them immediately available"),
        ("11.3.2.1", "CVSS 4.0"),
    ],
)
def test_a_link_names_the_least_value_that_the_standard_sets(ref: str, value: str) -> None:
    assert any(value in link.minimum for link in ROWS[ref].controls)
