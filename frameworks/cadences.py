"""Which occurrences a cadence expects of a period: P3M in a year are its four quarters.

A convention of ours on the timeframes of PCI DSS v4.0.1 (section 7: weekly is every seven days, monthly once a month,
every three months 90 to 92 days, every six 180 to 184, yearly 365 or 366; "on the n-th day of each third month" will
do as well). Weeks are ISO 8601's. Two occurrences that were both met may lie nearly twice a cadence apart, one at the
beginning of its quarter and the next at the end of its own: only who reads their days sees that.
"""

import datetime
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Final

from frameworks import periods
from frameworks.inheritance import Span

ONE_DAY: Final = datetime.timedelta(days=1)
WEEK: Final = 7
YEAR: Final = 12  # months
ANY_DAY: Final = datetime.date(2001, 1, 1)
"""Cadences are compared by how far they reach from one and the same day."""


def occurrences(cadence: str, first: datetime.date, last: datetime.date) -> tuple[Span, ...]:
    """Those of the ISO 8601 period `cadence` that end within `first`..`last`, both inclusive, in their order.

    Weeks begin on Mondays; months that divide a year are its months, quarters, halves. Whatever else, a year above
    all, is counted back from the last day: an audit asks for one in each twelve months up to the period's end. Where
    none ends within, as no half-year does in a period of ninety days, one is expected that ends with the period: so a
    stricter cadence never expects less than a laxer one. An occurrence is whole, and may begin before the period.
    Of less than a week there is none (`requested`). ValueError for what is no period.
    """
    if last < first or not _is_a_week_or_more(cadence):
        return ()
    months, weeks = periods.whole_months(cadence), periods.whole_weeks(cadence)
    found: Iterable[Span] = ()
    if weeks:
        found = _weeks(weeks, first, last)
    elif months and months < YEAR and YEAR % months == 0:
        found = _parts_of_years(months, first, last)
    return tuple(found) or tuple(_counted_back(cadence, first, last))[::-1]


def requested(cadences: Iterable[str]) -> str:
    """The strictest for which people are asked: of a week or more; "" where there is none.

    What happens each day, or all the time, is collected and not asked for day by day: the evidence of each longer
    occurrence has to speak for all its days.
    """
    return min(filter(_is_a_week_or_more, cadences), key=_reach, default="")


def _is_a_week_or_more(cadence: str) -> bool:
    return _reach(cadence) >= ANY_DAY + WEEK * ONE_DAY


def _reach(cadence: str) -> datetime.date:
    return periods.after(datetime.datetime.combine(ANY_DAY, datetime.time.min), cadence).date()


def _weeks(weeks: int, first: datetime.date, last: datetime.date) -> Iterator[Span]:
    """From Monday to Sunday; of several weeks at a time from the first Monday that a date can have."""
    days = weeks * WEEK
    begins = datetime.date.fromordinal((first.toordinal() - 1) // days * days + 1)
    while (ends := begins + (days - 1) * ONE_DAY) <= last:
        yield Span(begins, ends)
        begins = ends + ONE_DAY


def _parts_of_years(months: int, first: datetime.date, last: datetime.date) -> Iterator[Span]:
    begins = datetime.date(first.year, (first.month - 1) // months * months + 1, 1)
    while (after := periods.after(begins, f"P{months}M")) - ONE_DAY <= last:
        yield Span(begins, after - ONE_DAY)
        begins = after


def _counted_back(cadence: str, first: datetime.date, last: datetime.date) -> Iterator[Span]:
    """The latest first. Each boundary is counted from the day after the last one, so that months keep their ends."""
    ends = last
    for times in count(1):
        begins = periods.before(last + ONE_DAY, cadence, times)
        yield Span(begins, ends)
        ends = begins - ONE_DAY
        if ends < first:
            return
