"""A system's records, day by day, as two pictures: AWS's part and ours, apart and never added up."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.inheritance.support import Support
from compliance.models import StandingDay, System
from compliance.posture import Standing
from compliance.web.charts import STANDING_SIGNS, SUPPORT_SIGNS

BACK: Final = datetime.timedelta(days=89)
WIDTH, HEIGHT = 1000, 80
ONE_DAY: Final = datetime.timedelta(days=1)

Counts = Mapping[str, int]

AWSS: Final[Mapping[str, str]] = {code: sign for code, sign in SUPPORT_SIGNS.items() if code != Support.NO_PART}
OURS: Final[Mapping[str, str]] = {**STANDING_SIGNS, Standing.DECIDED: "ours"}
"""What is drawn, from the bottom up. Requirements of which AWS bears nothing are no part of its picture."""


@dataclass(frozen=True)
class Layer:
    label: str
    sign: str
    count: int
    y: int
    height: int


@dataclass(frozen=True)
class Stretch:
    """Days on end with the same counts. Places are parts of a picture; a day without a record leaves it blank."""

    first: datetime.date
    last: datetime.date
    x: int
    width: int
    layers: tuple[Layer, ...]

    @property
    def sentence(self) -> str:
        days = _day(self.first) if self.first == self.last else f"{_day(self.first)} – {_day(self.last)}"
        return f"{days}: " + ", ".join(f"{each.count} {each.label}" for each in self.layers)


@dataclass(frozen=True)
class Picture:
    """`key` tells the pictures of a page apart."""

    key: str
    label: str
    stretches: tuple[Stretch, ...]
    legend: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """The same in words: every stretch of it."""
        return "; ".join(each.sentence for each in self.stretches)


@dataclass(frozen=True)
class Trend:
    first: datetime.date
    last: datetime.date
    recorded: int
    missing: str
    pictures: tuple[Picture, ...]


def trend_of(system: System, edition: str, on: datetime.date) -> Trend:
    """The ninety days up to `on`. One query."""
    first = on - BACK
    rows = list(StandingDay.objects.filter(system=system, edition__key=edition, day__range=(first, on)))
    since = rows[0].day if rows else on
    without = (on - since).days + 1 - len(rows) if rows else 0
    told = ngettext("%(n)d day in between has no record", "%(n)d days in between have no record", without)
    return Trend(
        first=first,
        last=on,
        recorded=len(rows),
        missing=told % {"n": without} if without else "",
        pictures=(
            _picture(
                "aws",
                _("AWS’s part, by requirement"),
                rows,
                lambda row: row.supports,
                {each.value: str(each.label) for each in Support},
                AWSS,
                first,
            ),
            _picture(
                "ours",
                _("Our part, by requirement"),
                rows,
                lambda row: row.standings,
                {each.value: str(each.label) for each in Standing},
                OURS,
                first,
            ),
        ),
    )


def _picture(
    key: str,
    label: str,
    rows: Sequence[StandingDay],
    counts: Callable[[StandingDay], Counts],
    labels: Mapping[str, str],
    signs: Mapping[str, str],
    first: datetime.date,
) -> Picture:
    most = max((sum(counts(row).get(code, 0) for code in signs) for row in rows), default=0)
    stretches = tuple(
        Stretch(
            first=begins,
            last=ends,
            x=_place(begins, first),
            width=_place(ends + ONE_DAY, first) - _place(begins, first),
            layers=tuple(_layers(found, labels, signs, most)),
        )
        for begins, ends, found in _stretches((row.day, counts(row)) for row in rows)
    )
    shown = {each.label: each.sign for stretch in stretches for each in stretch.layers}
    order = [labels[code] for code in signs if labels[code] in shown]
    return Picture(key, label, stretches, tuple((name, shown[name]) for name in order))


def _stretches(days: Iterable[tuple[datetime.date, Counts]]) -> Iterator[tuple[datetime.date, datetime.date, Counts]]:
    begins = ends = None
    found: Counts = {}
    for day, counts in days:
        if begins and ends and day == ends + ONE_DAY and counts == found:
            ends = day
            continue
        if begins and ends:
            yield begins, ends, found
        begins, ends, found = day, day, counts
    if begins and ends:
        yield begins, ends, found


def _layers(counts: Counts, labels: Mapping[str, str], signs: Mapping[str, str], most: int) -> Iterator[Layer]:
    """From the bottom up, in the order of the signs; the height of the picture is the largest day's."""
    below = 0
    for code, sign in signs.items():
        if count := counts.get(code, 0):
            top = (below + count) * HEIGHT // most
            height = top - below * HEIGHT // most
            yield Layer(labels[code], sign, count, HEIGHT - top, height)
            below += count


def _place(day: datetime.date, first: datetime.date) -> int:
    return round((day - first).days * WIDTH / (BACK.days + 1))


def _day(day: datetime.date) -> str:
    return date_format(day, "j M Y")
