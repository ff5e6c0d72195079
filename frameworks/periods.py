"""Periods such as P1Y or PT24H (ISO 8601 durations of whole units), as cadences and freshness are written."""

import datetime
import re
from typing import TypeVar

from dateutil.relativedelta import relativedelta

D = TypeVar("D", bound=datetime.date)

_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")


def after(moment: D, period: str) -> D:
    """The day or instant one `period` after `moment`.

    Calendar years and months, so that P1M after 31 January is 28 February. ValueError for what is no period.
    """
    return moment + _length(period)


def before(moment: D, period: str, times: int = 1) -> D:
    """The day or instant so many periods before `moment`, counted from `moment` at once and not one by one."""
    return moment - _length(period) * times


def whole_months(period: str) -> int:
    """How many months it is, years counted as twelve; 0 where it is not made of months alone."""
    length = _length(period)
    months = length.years * 12 + length.months
    return months if length == relativedelta(months=months) else 0


def whole_weeks(period: str) -> int:
    """How many weeks it is; 0 where it is not made of whole weeks alone."""
    length = _length(period)
    return length.days // 7 if length == relativedelta(days=length.days // 7 * 7) else 0


def _length(period: str) -> relativedelta:
    found = _PERIOD.fullmatch(period)
    if not found or not any(found.groups()):
        raise ValueError(f"'{period}' is no period: write one such as P1Y, P3M, P7D or PT24H.")
    years, months, weeks, days, hours, minutes = (int(number or 0) for number in found.groups())
    return relativedelta(years=years, months=months, weeks=weeks, days=days, hours=hours, minutes=minutes)
