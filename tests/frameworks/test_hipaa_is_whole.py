"""Is every row of the HIPAA Security Rule there, and marked as the regulation marks it?

The counts are those of 45 CFR 164.306 to 164.316 and of Appendix A to Subpart C, the matrix of safeguards.
"""

import re
from collections import Counter
from datetime import date

import pytest

from frameworks.compiled import shipped
from frameworks.schema import Obligation, Requirement

HIPAA = shipped().edition("hipaa")
ROWS = {each.ref: each for each in HIPAA.requirements}
DAY = date(2026, 11, 22)
STANDARD, SPECIFICATION = "standard", "implementation-specification"
REQUIRED, ADDRESSABLE = Obligation.REQUIRED, Obligation.ADDRESSABLE


def section(each: Requirement) -> str:
    return each.ref.partition("(")[0]


def rows(kind: str, *sections: str) -> list[Requirement]:
    return [each for each in ROWS.values() if each.kind == kind and section(each) in sections]


def test_it_has_94_rows_in_six_sections() -> None:
    assert len(ROWS) == 94
    assert list(dict.fromkeys(section(each) for each in ROWS.values())) == [
        "164.306",
        "164.308",
        "164.310",
        "164.312",
        "164.314",
        "164.316",
    ]


def test_it_has_22_standards() -> None:
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
    for each in ROWS.values():
        assert each.ref.startswith(each.parent)
        assert bool(each.parent) is (each.kind != "section")


def test_every_assessable_row_says_what_it_asks_and_what_would_show_it() -> None:
    for each in ROWS.values():
        assert 20 < len(each.summary) < 600
        if each.assessable:
            assert each.typical_evidence, each.ref
            assert not re.search(r"\b(compliant|certified)\b", each.summary)
