"""Is every article of the GDPR there, with the paragraphs and points that a controller or processor has to show?

The counts are those of Regulation (EU) 2016/679. An article that binds neither is there too, and asks nothing.
"""

from collections import Counter
from datetime import date

import pytest

from frameworks.compiled import shipped
from frameworks.schema import Obligation
from frameworks.searching import search

GDPR = shipped().edition("gdpr")
ROWS = {each.ref: each for each in GDPR.requirements}
ARTICLES = [each for each in ROWS.values() if each.kind == "article"]
GATHERING = {each.parent for each in ROWS.values() if each.parent}
EVE, DAY = date(2018, 5, 24), date(2018, 5, 25)
CONTROLLER, PROCESSOR = ("controller",), ("processor",)
BOTH: tuple[str, ...] = ()


def test_it_has_99_articles_95_paragraphs_and_53_points() -> None:
    assert Counter(each.kind for each in ROWS.values()) == {"article": 99, "paragraph": 95, "point": 53}
    assert len(ROWS) == 247
    assert [each.ref for each in ARTICLES] == [f"Art. {number}" for number in range(1, 100)]


def test_its_eleven_chapters_have_their_articles() -> None:
    chapters = Counter(each.family.partition(" ")[0] for each in ARTICLES)
    assert chapters == {
        "I": 4,
        "II": 7,
        "III": 12,
        "IV": 20,
        "V": 7,
        "VI": 9,
        "VII": 17,
        "VIII": 8,
        "IX": 7,
        "X": 2,
        "XI": 6,
    }


def test_65_articles_ask_nothing_that_one_could_be_asked_to_show() -> None:
    silent = [each for each in ARTICLES if not each.assessable and each.ref not in GATHERING]
    kept_out = [*range(1, 5), 8, 10, 11, 23, 26, 27, 31, *range(40, 44), *range(50, 100)]
    assert [each.ref for each in silent] == [f"Art. {number}" for number in kept_out]
    assert len(silent) == 65
    assert all(each.summary and not each.controls for each in silent)


def test_150_rows_can_be_assessed() -> None:
    assert sum(each.assessable for each in ROWS.values()) == 150
    assert [each.ref for each in ARTICLES if each.assessable] == [f"Art. {number}" for number in (16, 19, 29, 44, 48)]


def test_three_paragraphs_only_gather_their_points() -> None:
    silent = [each.ref for each in ROWS.values() if each.kind != "article" and not each.assessable]
    assert silent == ["Art. 33(3)", "Art. 35(7)", "Art. 39(1)"]
    assert set(silent) <= GATHERING


def test_every_row_stands_below_what_its_reference_begins_with() -> None:
    assert all(each.ref.startswith(f"{each.parent}(") for each in ROWS.values() if each.parent)
    assert [each for each in ROWS.values() if not each.parent] == ARTICLES


@pytest.mark.parametrize(
    ("ref", "bound"),
    [
        ("Art. 5(2)", CONTROLLER),
        ("Art. 15(1)", CONTROLLER),
        ("Art. 28(1)", CONTROLLER),
        ("Art. 28(2)", BOTH),
        ("Art. 28(3)", BOTH),
        ("Art. 28(3)(a)", PROCESSOR),
        ("Art. 28(4)", PROCESSOR),
        ("Art. 29", BOTH),
        ("Art. 30(1)", CONTROLLER),
        ("Art. 30(2)", PROCESSOR),
        ("Art. 32(1)(a)", BOTH),
        ("Art. 33(1)", CONTROLLER),
        ("Art. 33(2)", PROCESSOR),
        ("Art. 35(1)", CONTROLLER),
        ("Art. 37(1)", BOTH),
        ("Art. 44", BOTH),
    ],
)
def test_whose_duty_it_is(ref: str, bound: tuple[str, ...]) -> None:
    assert ROWS[ref].roles == bound


def test_most_duties_are_the_controllers() -> None:
    """Those without a role bind controller and processor alike."""
    assert set(GDPR.roles) == {"controller", "processor"}
    bound = Counter(each.roles for each in ROWS.values() if each.assessable)
    assert bound == {CONTROLLER: 93, BOTH: 40, PROCESSOR: 17}


@pytest.mark.parametrize("asked", ["Art. 32(1)(a)", "Article 32(1)(a)", "32(1)(a)", "art 32(1)(a)"])
def test_a_clause_is_found_however_it_is_written(asked: str) -> None:
    edition, found = search(shipped(), asked).requirements[0]
    assert (edition.key, found.ref) == ("gdpr-2016", "Art. 32(1)(a)")


def test_every_row_is_known_by_its_three_spellings() -> None:
    for ref, row in ROWS.items():
        number = ref.removeprefix("Art. ")
        assert {shipped().requirement("gdpr", spelt).ref for spelt in (ref, f"Article {number}", number)} == {row.ref}


def test_every_assessable_row_is_owed_since_the_day_of_application() -> None:
    owed = {each.ref for each in ROWS.values() if each.obligation(DAY) is Obligation.REQUIRED}
    assert owed == {each.ref for each in ROWS.values() if each.assessable}
    assert {each.obligation(EVE) for each in ROWS.values()} == {Obligation.NONE}


def test_the_regulation_names_no_interval_and_no_period_of_keeping() -> None:
    links = [link for each in ROWS.values() for link in each.controls]
    assert links
    assert [link.source for link in links if link.frequency or link.retention] == []


@pytest.mark.parametrize(
    ("ref", "limit"), [("Art. 12(3)", "one month"), ("Art. 33(1)", "72 hours"), ("Art. 14(3)", "one month")]
)
def test_its_time_limits_stand_on_the_link_that_has_to_meet_them(ref: str, limit: str) -> None:
    assert any(limit in link.minimum for link in ROWS[ref].controls)
