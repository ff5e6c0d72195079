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
    found = _PERIOD.fullmatch(period)
    if not found or not any(found.groups()):
        raise ValueError(f"'{period}' is no period: write one such as P1Y, P3M, P7D or PT24H.")
    years, months, weeks, days, hours, minutes = (int(number or 0) for number in found.groups())
    return moment + relativedelta(years=years, months=months, weeks=weeks, days=days, hours=hours, minutes=minutes)
