"""Is every row of HIPAA's Security, Breach Notification and Privacy Rules there, marked as the regulation marks it?

The counts are those of 45 CFR 164.306 to 164.534, and of Appendix A to Subpart C, the matrix of safeguards.
"""

from collections import Counter
from datetime import date

import pytest

from frameworks.compiled import shipped
from frameworks.schema import Obligation, Requirement

HIPAA = shipped().edition("hipaa")
EVERY = {each.ref: each for each in HIPAA.requirements}
ROWS = {ref: each for ref, each in EVERY.items() if ref < "164.4"}
"""Those of the Security Rule, of which most of the stories below are told."""

DAY = date(2026, 11, 22)
STANDARD, SPECIFICATION = "standard", "implementation-specification"
REQUIRED, ADDRESSABLE = Obligation.REQUIRED, Obligation.ADDRESSABLE
ENTITIES = ("covered-entity", "health-plan")  # a health plan is a covered entity with some duties of its own


def section(each: Requirement) -> str:
    return each.ref.partition("(")[0]


def rows(kind: str, *sections: str) -> list[Requirement]:
    return [each for each in ROWS.values() if each.kind == kind and section(each) in sections]


def test_three_rules_have_190_rows() -> None:
    rules = Counter({"3": "security", "4": "breach", "5": "privacy"}[ref[4]] for ref in EVERY)
    assert rules == {"security": 94, "breach": 27, "privacy": 69}
    assert len(EVERY) == 190


@pytest.mark.parametrize(
    ("rule", "sections"),
    [
        ("164.3", "306 308 310 312 314 316"),
        ("164.4", "400 402 404 406 408 410 412 414"),
        ("164.5", "500 501 502 504 506 508 510 512 514 520 522 524 526 528 530 532 534"),
    ],
)
def test_each_rule_has_its_sections_in_the_order_of_the_regulation(rule: str, sections: str) -> None:
    named = [each.ref for each in EVERY.values() if each.kind == "section" and each.ref.startswith(rule)]
    assert named == [f"164.{number}" for number in sections.split()]
    assert list(dict.fromkeys(section(each) for each in EVERY.values() if each.ref.startswith(rule))) == named


@pytest.mark.parametrize(
    ("rule", "standards", "specifications"),
    [("164.3", 22, 51), ("164.4", 6, 12), ("164.5", 33, 16)],
)
def test_each_rule_has_its_standards_and_specifications(rule: str, standards: int, specifications: int) -> None:
    kinds = Counter(each.kind for each in EVERY.values() if each.ref.startswith(rule))
    assert (kinds[STANDARD], kinds[SPECIFICATION]) == (standards, specifications)


def test_addressable_is_a_word_of_the_security_rule_alone() -> None:
    marked = {each.ref for each in EVERY.values() if ADDRESSABLE in {dated.value for dated in each.obligations}}
    assert marked <= ROWS.keys()


@pytest.mark.parametrize(
    ("ref", "roles"),
    [
        ("164.404(a)", ENTITIES),  # whoever holds the relation to the individual tells the individual
        ("164.406(a)", ENTITIES),
        ("164.408(a)", ENTITIES),
        ("164.410(a)", ("business-associate",)),  # and tells the covered entity
        ("164.504(f)", ("health-plan",)),
        ("164.308(b)(2)", ("business-associate",)),
        ("164.314(b)", ("health-plan",)),
        ("164.312(b)", ()),
    ],
)
def test_whom_a_row_binds(ref: str, roles: tuple[str, ...]) -> None:
    assert EVERY[ref].roles == roles


@pytest.mark.parametrize(
    ("rule", "since"),
    [("164.3", date(2005, 4, 20)), ("164.4", date(2013, 9, 23)), ("164.5", date(2003, 4, 14))],
)
def test_a_rule_is_owed_from_its_compliance_date_on(rule: str, since: date) -> None:
    """That of the Breach Notification Rule is the Omnibus Rule's, which wrote anew what a breach is."""
    owed = [each for each in EVERY.values() if each.assessable and each.ref.startswith(rule)]
    assert min(dated.since for each in owed for dated in each.obligations) == since


@pytest.mark.parametrize(
    ("ref", "limit"),
    [
        ("164.404(b)", "60 calendar days after discovery"),
        ("164.404(d)(2)", "90 days"),
        ("164.406(b)", "60 calendar days after discovery"),
        ("164.408(c)", "60 days after the end of the calendar year"),
        ("164.410(b)", "60 calendar days after discovery"),
        ("164.524(b)", "30 days"),
    ],
)
def test_a_time_limit_stands_on_the_link_that_has_to_meet_it(ref: str, limit: str) -> None:
    assert any(limit in link.minimum for link in EVERY[ref].controls)


@pytest.mark.parametrize("ref", ["164.316(b)(2)(i)", "164.530(j)"])
def test_documents_are_kept_for_six_years(ref: str) -> None:
    assert "P6Y" in {link.retention for link in EVERY[ref].controls}


def test_no_other_period_of_keeping_is_set() -> None:
    assert {link.retention for each in EVERY.values() for link in each.controls} == {"", "P6Y"}


def test_the_one_interval_is_that_of_the_yearly_report_of_small_breaches() -> None:
    set_ = {each.ref: link.frequency for each in EVERY.values() for link in each.controls if link.frequency}
    assert set_ == {"164.408(c)": "P1Y"}


def test_the_security_rule_has_22_standards() -> None:
    standards = Counter(section(each) for each in ROWS.values() if each.kind == STANDARD)
    assert standards == {"164.308": 9, "164.310": 4, "164.312": 5, "164.314": 2, "164.316": 2}


@pytest.mark.parametrize(
    ("name", "required", "addressable"),
    [("164.308", 10, 11), ("164.310", 2, 6), ("164.312", 2, 5), ("164.316", 3, 0)],
)
def test_each_section_has_its_required_and_addressable_specifications(
    name: str, required: int, addressable: int
) -> None:
    marks = Counter(each.obligation(DAY) for each in rows(SPECIFICATION, name))
    assert (marks[REQUIRED], marks[ADDRESSABLE]) == (required, addressable)


def test_appendix_a_has_18_standards_and_36_specifications() -> None:
    matrix = ("164.308", "164.310", "164.312")
    specifications = rows(SPECIFICATION, *matrix)
    marks = Counter(each.obligation(DAY) for each in specifications)
    assert (len(rows(STANDARD, *matrix)), len(specifications)) == (18, 36)
    assert (marks[REQUIRED], marks[ADDRESSABLE]) == (14, 22)


def test_six_standards_of_the_matrix_stand_without_a_specification() -> None:
    parents = {each.parent for each in ROWS.values()}
    alone = [each for each in rows(STANDARD, "164.308", "164.310", "164.312") if each.ref not in parents]
    assert [each.ref for each in alone] == [
        "164.308(a)(2)",
        "164.308(a)(8)",
        "164.310(b)",
        "164.310(c)",
        "164.312(b)",
        "164.312(d)",
    ]
    assert {each.obligation(DAY) for each in alone} == {REQUIRED}


def test_every_standard_and_specification_that_asks_something_can_be_assessed() -> None:
    """Two rows of 164.314 only gather the contract's contents that are listed below them."""
    silent = [each.ref for each in ROWS.values() if each.kind in {STANDARD, SPECIFICATION} and not each.assessable]
    assert silent == ["164.314(a)(2)", "164.314(b)(2)"]
    assert all(any(each.parent == ref for each in ROWS.values()) for ref in silent)


@pytest.mark.parametrize(
    ("ref", "obligation"),
    [
        ("164.308(a)(3)(ii)(B)", ADDRESSABLE),  # several printed copies of the matrix drop its (A)
        ("164.308(a)(1)(ii)(A)", REQUIRED),
        ("164.312(a)(2)(iv)", ADDRESSABLE),
        ("164.312(e)(2)(ii)", ADDRESSABLE),
        ("164.310(d)(2)(i)", REQUIRED),
    ],
)
def test_marks_that_are_often_copied_wrongly(ref: str, obligation: Obligation) -> None:
    assert ROWS[ref].obligation(DAY) is obligation


def test_nothing_was_owed_before_the_rule_was_in_force() -> None:
    assert {each.obligation(date(2003, 2, 19)) for each in ROWS.values()} == {Obligation.NONE}


def test_the_omnibus_rule_added_the_subcontractor_row() -> None:
    row = ROWS["164.308(b)(2)"]
    assert [row.obligation(day) for day in (date(2012, 1, 1), DAY)] == [Obligation.NONE, REQUIRED]


def test_a_standard_is_found_by_the_paragraph_that_carries_its_text() -> None:
    assert shipped().requirement("hipaa", "164.308(a)(1)(i)").ref == "164.308(a)(1)"
    assert shipped().requirement("hipaa", "164.312(e)(1)").ref == "164.312(e)"


def test_every_row_stands_below_what_its_reference_begins_with() -> None:
    for each in EVERY.values():
        assert each.ref.startswith(each.parent)
        assert bool(each.parent) is (each.kind != "section")


def test_every_assessable_row_says_what_it_asks_and_what_would_show_it() -> None:
    for each in EVERY.values():
        assert 20 < len(each.summary) < 600
        if each.assessable:
            assert each.typical_evidence, each.ref
