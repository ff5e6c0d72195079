"""Is every text of the catalogue written for its own place, in words that promise nothing to anybody?

A sentence that stands in two places was written for neither, and one with a few words exchanged was not written at all.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

import pytest

from frameworks.compiled import shipped
from frameworks.schema import Requirement

CATALOGUE = shipped()
ROWS = [each for edition in CATALOGUE.editions.values() for each in edition.requirements]
Placed = tuple[str, str]
"""A text, and where it stands."""

SHINGLE = 4
"""Two texts are compared when they share a run of that many words."""

ALIKE = 0.6
"""From this share of common words in common order on, one summary is the other with some words exchanged."""

SHORT_ALIKE = 0.75
"""One line speaks of fewer things, so that more of its words are those of another by right."""

PROMISING = re.compile(r"\b(ensur\w+ compliance|compliant|certified|as required)\b", re.IGNORECASE)
"""What says nothing, or says of a customer what only an assessor could."""

AMERICAN = re.compile(
    r"\b(\w*(organiz|authoriz|recogniz|minimiz|anonymiz|pseudonymiz|analyz|synchroniz|prioritiz)\w*"
    r"|\w*(behavior|color|defens(?=e))\w*|centers?|catalogs?|licens(?=e\b)\w*|fulfills?|judgment|enrollment|canceled)\b"
)
"""In lower case only: names such as AWS Organizations keep their own spelling."""


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def summaries() -> list[Placed]:
    return [(each.summary, each.ref) for each in ROWS]


def reasons() -> list[Placed]:
    return [(link.why, link.source) for each in ROWS for link in each.controls]


def splits(side: str) -> list[Placed]:
    """What is said on one side, in splits and overrides, where anything is."""
    controls = CATALOGUE.controls.values()
    said = [split for each in controls for split in (*each.splits.values(), *each.overrides.values())]
    return [(getattr(each, side), each.source) for each in said if getattr(each, side)]


def texts() -> Iterator[Placed]:
    """Every sentence that is ours. Titles are left out: they may be the publisher's."""
    yield from summaries()
    yield from reasons()
    for row in ROWS:
        yield from ((text, row.ref) for text in (row.only_if, *row.typical_evidence))
    for control in CATALOGUE.controls.values():
        said = (control.objective, control.good, *control.typical_evidence)
        yield from ((text, control.key) for text in said)
    yield from splits("aws")
    yield from splits("customer")
    yield from ((each.wording, each.number) for each in CATALOGUE.expectations)


def repeated(placed: Iterable[Placed]) -> list[list[str]]:
    """The places of each text that has more than one, whatever its case and punctuation."""
    places = defaultdict(list)
    for text, place in placed:
        places[" ".join(words(text))].append(place)
    return [found for found in places.values() if len(found) > 1]


def near_copies(placed: Iterable[Placed], alike: float) -> list[tuple[str, str]]:
    """The pairs of places whose texts differ in a few words only."""
    read = [(words(text), place) for text, place in placed]
    holding: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, (said, _) in enumerate(read):
        for run in {tuple(said[start : start + SHINGLE]) for start in range(len(said) - SHINGLE + 1)}:
            holding[run].append(index)
    pairs = {(one, other) for found in holding.values() for one in found for other in found if one < other}
    return [
        (read[one][1], read[other][1])
        for one, other in sorted(pairs)
        if SequenceMatcher(None, read[one][0], read[other][0], autojunk=False).ratio() >= alike
    ]


def found_in(pattern: re.Pattern[str], placed: Iterable[Placed]) -> list[Placed]:
    return [(found[0], place) for text, place in placed if (found := pattern.search(text))]


def assessed() -> list[Requirement]:
    return [each for each in ROWS if each.assessable]


def test_whoever_can_be_asked_reads_what_is_asked_what_would_show_it_and_what_is_done_for_it() -> None:
    assert assessed()
    assert [each.ref for each in assessed() if not (each.summary and each.typical_evidence and each.controls)] == []


def test_what_only_gathers_asks_for_nothing() -> None:
    silent = [each for each in ROWS if not each.assessable]
    assert all(each.summary for each in silent)
    assert [each.ref for each in silent if each.typical_evidence or each.controls] == []


def test_no_summary_is_used_twice() -> None:
    assert repeated(summaries()) == []


def test_no_reason_for_a_control_is_used_twice() -> None:
    assert repeated(reasons()) == []


@pytest.mark.parametrize("side", ["aws", "customer"])
def test_no_part_of_a_split_is_used_twice(side: str) -> None:
    assert repeated(splits(side)) == []


def test_no_objective_and_no_picture_of_good_is_used_twice() -> None:
    controls = CATALOGUE.controls.values()
    assert repeated((each.objective, each.key) for each in controls) == []
    assert repeated((each.good, each.key) for each in controls) == []


def test_no_summary_is_another_one_with_words_exchanged() -> None:
    assert near_copies(summaries(), ALIKE) == []


def test_no_reason_for_a_control_is_another_one_with_words_exchanged() -> None:
    assert near_copies(reasons(), SHORT_ALIKE) == []


@pytest.mark.parametrize("side", ["aws", "customer"])
def test_no_part_of_a_split_is_that_of_another_service_or_control_with_names_exchanged(side: str) -> None:
    assert near_copies(splits(side), SHORT_ALIKE) == []


def test_a_copy_with_words_exchanged_would_be_noticed() -> None:
    one = ("Every key in use for stored card data is listed with its owner and its end.", "one")
    other = ("Every certificate in use for sent card data is listed with its owner and its end.", "other")
    third = ("Nobody enters the rooms without a badge, and badges come back.", "third")
    assert near_copies([one, other, third], ALIKE) == [("one", "other")]


def test_no_summary_begins_by_repeating_its_title() -> None:
    assert [each.ref for each in assessed() if words(each.summary)[: len(words(each.title))] == words(each.title)] == []


def test_no_text_says_that_somebody_complies() -> None:
    assert found_in(PROMISING, texts()) == []


def test_the_spelling_is_british() -> None:
    assert found_in(AMERICAN, texts()) == []


def test_there_are_enough_controls_to_be_meant_and_few_enough_to_be_done() -> None:
    assert 110 <= len(CATALOGUE.controls) <= 160


def test_every_theme_has_controls_and_every_control_is_asked_for() -> None:
    assert {each.theme for each in CATALOGUE.controls.values()} == CATALOGUE.themes.keys()
    assert {link.control for each in ROWS for link in each.controls} == CATALOGUE.controls.keys()
