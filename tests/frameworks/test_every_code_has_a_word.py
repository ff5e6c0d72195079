"""Is there a word for whatever code of the catalogue a page may have to show?"""

from collections.abc import Iterator, Mapping

import pytest
from django.template import Context, Template

from frameworks import wording
from frameworks.compiled import shipped
from frameworks.schema import Bearer, Conclusion, Coverage, Mark, Obligation, ServiceModel


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (wording.OBLIGATIONS, set(Obligation)),
        (wording.BEARERS, set(Bearer)),
        (wording.CONCLUSIONS, set(Conclusion)),
        (wording.COVERAGES, set(Coverage)),
        (wording.MODELS, set(ServiceModel)),
        (wording.MODEL_SENTENCES, set(ServiceModel)),
        (wording.MARKS, set(Mark)),
    ],
)
def test_each_code_has_one_and_no_word_is_left_over(words: Mapping[str, object], codes: set[str]) -> None:
    assert words.keys() == codes
    said = [str(word).strip() for word in words.values()]
    assert all(said) and len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("P1Y", "1 year"),
        ("P6Y", "6 years"),
        ("P1M", "1 month"),
        ("P18M", "18 months"),
        ("P1W", "1 week"),
        ("P2W", "2 weeks"),
        ("P1D", "1 day"),
        ("P90D", "90 days"),
        ("P1Y6M", "1 year 6 months"),
        ("P1DT2H", "P1DT2H"),
        ("PT30M", "PT30M"),
        ("", ""),
    ],
)
def test_a_length_of_time_is_said_in_words(duration: str, words: str) -> None:
    assert wording.length(duration) == words


def durations() -> Iterator[str]:
    for control in shipped().controls.values():
        yield control.cadence
    for edition in shipped().editions.values():
        for requirement in edition.requirements:
            for link in requirement.controls:
                yield from filter(None, (link.frequency, link.retention))


def test_no_length_of_the_catalogue_is_shown_as_a_code() -> None:
    assert {each for each in durations() if wording.length(each) == each} == set()


@pytest.mark.parametrize("bearer", Bearer)
def test_the_picture_of_the_line_has_its_word_beside_it(bearer: Bearer) -> None:
    drawn = Template("{% load catalogue %}{% borne_by code %}").render(Context({"code": bearer}))
    assert str(wording.BEARERS[bearer]) in drawn
    assert ("side-aws" in drawn, "side-ours" in drawn) == (bearer != "customer", bearer != "aws")


@pytest.mark.parametrize("mark", Mark)
def test_how_sure_we_are_is_said(mark: Mark) -> None:
    assert Template("{% load catalogue %}{% mark code %}").render(Context({"code": mark})) == str(wording.MARKS[mark])
