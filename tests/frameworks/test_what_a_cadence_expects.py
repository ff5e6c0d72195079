"""How often is something expected in a period: which weeks, months, quarters and years of it?"""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks import periods
from frameworks.cadences import occurrences, requested
from frameworks.compiled import shipped
from frameworks.inheritance import Span

UNHURRIED = settings(deadline=None)  # a busy machine may stall for longer than any deadline
DAY = timedelta(days=1)
YEAR = date(2026, 1, 1), date(2026, 12, 31)
STRICT_TO_LAX = ("P1W", "P1M", "P3M", "P6M", "P1Y", "P2Y")

cadences = st.sampled_from((*STRICT_TO_LAX, "P2W", "P7D", "P2M", "P4M", "P10D", "P90D", "P18M", "P12M", "P5M"))
days = st.integers(0, 3000).map(lambda number: date(2023, 1, 1) + number * DAY)
spans = st.tuples(days, st.integers(0, 900)).map(lambda each: (each[0], each[0] + each[1] * DAY))


def said(cadence: str, first: date, last: date) -> list[str]:
    return [f"{each.first}/{each.last}" for each in occurrences(cadence, first, last)]


def test_a_year_has_its_quarters_its_halves_and_its_months() -> None:
    assert said("P3M", *YEAR) == [
        "2026-01-01/2026-03-31",
        "2026-04-01/2026-06-30",
        "2026-07-01/2026-09-30",
        "2026-10-01/2026-12-31",
    ]
    assert said("P6M", *YEAR) == ["2026-01-01/2026-06-30", "2026-07-01/2026-12-31"]
    assert [len(occurrences(each, *YEAR)) for each in ("P1M", "P2M", "P4M", "P1Y", "P12M")] == [12, 6, 3, 1, 1]
    assert said("P1M", *YEAR)[1] == "2026-02-01/2026-02-28"


def test_weeks_are_those_of_iso_8601() -> None:
    assert said("P7D", date(2026, 1, 1), date(2026, 1, 31)) == [
        "2025-12-29/2026-01-04",
        "2026-01-05/2026-01-11",
        "2026-01-12/2026-01-18",
        "2026-01-19/2026-01-25",
    ]
    assert said("P1W", *YEAR) == said("P7D", *YEAR) and len(said("P1W", *YEAR)) == 52
    assert all(each.first.isocalendar().weekday == 1 for each in occurrences("P2W", *YEAR))


def test_a_part_at_the_end_is_expected_where_it_ends_within() -> None:
    """February to November: the first quarter ends within, the fourth does not."""
    assert said("P3M", date(2026, 2, 15), date(2026, 11, 15)) == [
        "2026-01-01/2026-03-31",
        "2026-04-01/2026-06-30",
        "2026-07-01/2026-09-30",
    ]


def test_a_year_is_counted_back_from_the_last_day() -> None:
    assert said("P1Y", date(2025, 10, 1), date(2026, 9, 30)) == ["2025-10-01/2026-09-30"]
    assert said("P1Y", date(2025, 4, 1), date(2026, 9, 30)) == ["2024-10-01/2025-09-30", "2025-10-01/2026-09-30"]
    assert said("P1Y", date(2024, 3, 1), date(2028, 2, 29))[-1] == "2027-03-01/2028-02-29"


def test_ninety_days_ask_for_one_of_what_comes_twice_a_year() -> None:
    first, last = date(2026, 8, 24), date(2026, 11, 22)
    assert said("P6M", first, last) == ["2026-05-23/2026-11-22"]
    assert said("P1Y", first, last) == ["2025-11-23/2026-11-22"]
    assert said("P3M", first, last) == ["2026-07-01/2026-09-30"]
    assert said("P1M", last, last) == ["2026-10-23/2026-11-22"]


def test_nobody_is_asked_day_by_day() -> None:
    assert [occurrences(each, *YEAR) for each in ("P1D", "P6D", "PT1H")] == [(), (), ()]
    assert requested(["P1Y", "P1D", "P3M", "P1M"]) == "P1M"
    assert requested(["P1D", "PT24H"]) == requested([]) == ""


def test_no_days_expect_nothing_and_no_period_is_refused() -> None:
    assert occurrences("P1M", date(2026, 2, 1), date(2026, 1, 1)) == ()
    with pytest.raises(ValueError, match="'quarterly' is no period"):
        occurrences("quarterly", *YEAR)


@UNHURRIED
@given(cadences, spans)
def test_each_ends_within_and_none_is_left_out_or_twice(cadence: str, period: tuple[date, date]) -> None:
    found = occurrences(cadence, *period)
    assert found
    for each in found:
        assert each.first <= each.last and period[0] <= each.last <= period[1]
    for one, next_ in itertools.pairwise(found):
        assert next_.first == one.last + DAY
    assert period[1] < periods.after(found[-1].last + DAY, cadence)
    assert found[0].first <= period[0] or found[0].last < periods.after(period[0], cadence)


@UNHURRIED
@given(st.sampled_from(STRICT_TO_LAX), st.sampled_from(STRICT_TO_LAX), spans)
def test_the_stricter_never_expects_less(one: str, other: str, period: tuple[date, date]) -> None:
    strict, lax = sorted((one, other), key=STRICT_TO_LAX.index)
    assert len(occurrences(strict, *period)) >= len(occurrences(lax, *period))
    assert requested([lax, strict]) == strict


@UNHURRIED
@given(cadences, spans, st.integers(0, 400))
def test_a_longer_period_expects_no_less(cadence: str, period: tuple[date, date], more: int) -> None:
    first, last = period
    longer = occurrences(cadence, first - more * DAY, last)
    assert len(longer) >= len(occurrences(cadence, first, last))


@UNHURRIED
@given(st.sampled_from(("P1W", "P1M", "P3M", "P6M")), spans, spans)
def test_what_the_calendar_cuts_is_the_same_in_every_audit(
    cadence: str, one: tuple[date, date], other: tuple[date, date]
) -> None:
    """Unless it is the one that ends with its own period."""
    cut = [{each for each in occurrences(cadence, *period) if each.last != period[1]} for period in (one, other)]
    both = Span(*one).within(Span(*other))
    if both is not None:
        ends = [{each for each in found if both.first <= each.last < both.last} for found in cut]
        assert ends[0] == ends[1]


def test_every_cadence_of_the_catalogue_is_answered() -> None:
    controls = shipped().controls.values()
    links = (link for edition in shipped().editions.values() for each in edition.requirements for link in each.controls)
    written = {each.cadence for each in controls} | {link.frequency for link in links if link.frequency}
    assert {each: len(occurrences(each, *YEAR)) for each in written} == {
        "P1D": 0,
        "P7D": 52,
        "P1M": 12,
        "P3M": 4,
        "P6M": 2,
        "P1Y": 1,
    }
