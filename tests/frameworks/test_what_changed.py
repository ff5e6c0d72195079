"""What changed between two days, on which days can anything change, and what was only learnt later?"""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.compiled import Catalogue
from frameworks.inheritance import (
    Inheritance,
    InheritanceClass,
    ReasonCode,
    ScopeFact,
    SystemFacts,
    changes,
    inherit,
    turning_points,
)
from tests.frameworks.facts import DAY, contract, facts, report, use

NEXT = timedelta(days=1)
LAST = date(2026, 12, 31)


def answers(catalogue: Catalogue, about: SystemFacts, on: date = DAY) -> tuple[Inheritance, ...]:
    return inherit(catalogue, "care", about, on)


def test_between_two_days_on_which_all_is_alike_nothing_changed(small: Catalogue) -> None:
    about = facts(contract(), report())
    assert changes(answers(small, about), answers(small, about, DAY + NEXT)) == ()


def test_an_agreement_that_ends_takes_the_support_and_says_why(small: Catalogue) -> None:
    about = facts(contract(valid_until=DAY))
    found = {each.ref: each for each in changes(answers(small, about), answers(small, about, DAY + NEXT))}
    assert set(found) == {"1.1", "1.2"}  # 1.3 is the customer's whole: nothing of AWS's to lapse
    assert (found["1.2"].was_supported, found["1.2"].is_supported) == (True, False)
    assert [reason.code for reason in found["1.2"].gained] == [ReasonCode.LAPSED]
    assert found["1.2"].lost == ()


def test_a_service_that_comes_is_named_and_may_change_the_class(small: Catalogue) -> None:
    before = answers(small, facts(contract(), uses=(use("s3"),)))
    after = answers(small, facts(contract(), uses=(use("s3"), use("ec2"))))
    found = {each.ref: each for each in changes(before, after)}
    assert found["1.2"].services == {"ec2"}
    assert (found["1.2"].before, found["1.2"].after) == (InheritanceClass.INHERITED, InheritanceClass.SHARED)


def test_before_the_first_use_there_was_no_answer(small: Catalogue) -> None:
    about = facts(contract(), uses=(use(valid_from=DAY),))
    found = changes(answers(small, about, DAY - NEXT), answers(small, about))
    assert {(each.ref, each.before) for each in found} == {("1.1", None), ("1.2", None), ("1.3", None)}


def test_a_document_accepted_later_restates_the_answer_for_an_earlier_day(small: Catalogue) -> None:
    """The same day, known then and known now: nothing else tells a restatement from a change."""
    known_then, known_now = facts(contract(accepted_on=None)), facts(contract())
    found = {each.ref: each for each in changes(answers(small, known_then), answers(small, known_now))}
    assert (found["1.2"].was_supported, found["1.2"].is_supported) == (False, True)
    assert [reason.code for reason in found["1.2"].lost] == [ReasonCode.NOT_YET_REVIEWED]


def test_a_last_day_that_means_never_is_no_turning_point(small: Catalogue) -> None:
    about = facts(contract(valid_until=date.max), report())
    assert date.max not in turning_points(small, "care", about, DAY, date.max)


def test_the_days_on_which_something_may_change_are_known_beforehand(small: Catalogue) -> None:
    about = facts(contract(valid_until=date(2026, 6, 30)), uses=(use(), use("s3", valid_from=date(2026, 4, 1))))
    points = turning_points(small, "care", about, DAY, LAST)
    assert {date(2026, 4, 1), date(2026, 7, 1)} <= set(points)
    assert points == tuple(sorted(points))
    assert DAY not in points


days = st.integers(0, 360).map(lambda number: date(2026, 1, 1) + timedelta(days=number))


@settings(deadline=None, max_examples=20)  # each walks through a year
@given(until=days, begin=days, letter=st.none() | days, assessment=st.sampled_from(["", "type-1"]))
def test_on_no_other_day_does_an_answer_change(
    small: Catalogue, until: date, begin: date, letter: date | None, assessment: str
) -> None:
    """Walks each day of the year and looks whether the answer moved on a day that was not announced."""
    about = facts(
        contract(valid_from=date(2025, 1, 1), valid_until=until),
        report(letter_until=letter),
        uses=(use(), use("rds", valid_from=begin)),
        scopes=(ScopeFact(edition="care-2020", assessment=assessment),),
    )
    announced = set(turning_points(small, "care", about, date(2026, 1, 1), LAST))
    day = date(2026, 1, 1)
    before = answers(small, about, day)
    while day < LAST:
        day += NEXT
        after = answers(small, about, day)
        assert day in announced or not changes(before, after)
        before = after


@settings(deadline=None)
@given(on=days, accepted=st.booleans())
def test_what_is_recorded_later_changes_no_answer_asked_with_the_earlier_knowledge(
    small: Catalogue, on: date, accepted: bool
) -> None:
    """Facts known then are passed as they were: a later document cannot be among them."""
    then = facts(contract(accepted_on=None if not accepted else date(2026, 1, 5)))
    later = replace(then, attestations=(*then.attestations, report()))
    assert answers(small, then, on) == answers(small, replace(later, attestations=then.attestations), on)
