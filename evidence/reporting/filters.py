"""How a report writes days, instants, sizes and digests."""

import datetime

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def day(value: datetime.date | None) -> str:
    """3 Jan 2026."""
    return date_format(value, "j M Y") if value else "—"


@register.filter
def instant(value: datetime.datetime | None) -> str:
    """3 Jan 2026, 09:05:07 UTC: to the second, the zone always written."""
    return date_format(value.astimezone(datetime.UTC), "j M Y, H:i:s") + " UTC" if value else "—"


@register.filter
def short(digest: str) -> str:
    """The first twelve characters of a digest: enough to recognise it, not to prove anything."""
    return digest[:12]


@register.filter
def w3c(value: datetime.datetime) -> str:
    """2026-01-03T09:05:07Z, for the file's own dates."""
    return f"{value.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
