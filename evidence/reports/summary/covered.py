"""How far evidence covers the period of the edition's audit: occurrences by the month in which they end."""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.models import Engagement
from evidence.asked import Asked
from evidence.coverage.occurrences import OccurrenceState, coverage_of
from evidence.reporting.drawings import Column, Counts, Drawing, stacked_columns

GROUPS: Final = {
    OccurrenceState.ACCEPTED: "accepted",
    OccurrenceState.SEEN: "accepted",
    OccurrenceState.RECEIVED: "received",
    OccurrenceState.TO_JUDGE: "received",
    OccurrenceState.RETURNED: "received",
    OccurrenceState.COULD_NOT_LOOK: "blind",
    OccurrenceState.FAILED: "failed",
    OccurrenceState.MISSING: "missing",
    OccurrenceState.OPEN: "ahead",
    OccurrenceState.AHEAD: "ahead",
}
KEY: Final = {
    "accepted": (_("Accepted, or seen by checks"), "good"),
    "received": (_("Received, not accepted"), "open"),
    "blind": (_("Could not look"), "blind"),
    "failed": (_("A check failed"), "bad"),
    "missing": (_("Missing"), "plain"),
    "ahead": (_("Not yet due"), "none"),
}
"""From the bottom up."""


@dataclass(frozen=True)
class Month:
    """`first`: the first day of the month that lies in the period."""

    first: datetime.date
    last: datetime.date
    counts: Counts


@dataclass(frozen=True)
class Covered:
    """The occurrences that were expected of the team's duties within an audit's period."""

    audit: str
    first: datetime.date
    last: datetime.date
    months: tuple[Month, ...]

    @property
    def drawing(self) -> Drawing:
        whole = (self.last - self.first).days + 1
        columns = [
            Column(
                (each.first - self.first).days / whole,
                ((each.last - self.first).days + 1) / whole,
                date_format(each.first, "F Y"),
                each.counts,
            )
            for each in self.months
        ]
        every = max(1, -(-len(columns) // 7))
        ticks = [
            ((each.first + each.last) / 2, date_format(month.first, "M Y"))
            for each, month in list(zip(columns, self.months, strict=True))[::every]
        ]
        key = {code: (str(label), tone) for code, (label, tone) in KEY.items()}
        title = gettext("Evidence expected in the audit’s period, by the month in which each occurrence ends")
        return stacked_columns(title, columns, key, ticks, gap=3)


def covered_of(asked: Asked) -> Covered | None:
    """Of the edition's audit whose period began last by the report's day; None where there is none."""
    audits = Engagement.objects.filter(
        system=asked.system,
        editions__key=asked.edition.key,
        created_at__lte=asked.as_of,
        period_start__lte=asked.day,
    )
    audit = audits.select_related("system").order_by("-period_start", "-created_at").first()
    if audit is None:
        return None
    found: dict[datetime.date, Counter[str]] = {}
    for duty in coverage_of(audit, asked.catalogue, asked.as_of, asked.as_of).duties:
        for each in duty.asked:
            found.setdefault(each.span.last.replace(day=1), Counter())[GROUPS[each.state]] += 1
    months = tuple(
        Month(max(month, audit.period_start), min(_end(month), audit.period_end), dict(found.get(month, {})))
        for month in _months(audit.period_start, audit.period_end)
    )
    return Covered(audit.title, audit.period_start, audit.period_end, months)


def _months(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _end(month) + datetime.timedelta(days=1)


def _end(month: datetime.date) -> datetime.date:
    return (month + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
