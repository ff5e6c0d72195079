"""Days that an address asks about."""

import datetime
from typing import Final

from django.http import HttpRequest
from django.utils.dateparse import parse_date

EARLIEST: Final = datetime.date(1970, 1, 1)
LATEST: Final = datetime.date(2199, 12, 31)
"""Between these every day has one before it and one after it, in any time zone; none is asked about outside of them."""


def asked_day(request: HttpRequest, name: str) -> datetime.date | None:
    """The day of the address; what is none counts as not given."""
    try:
        day = parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
    return day if day and EARLIEST <= day <= LATEST else None
