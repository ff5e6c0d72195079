"""Where a system stands, on two pages: counts side by side, never added up to a score."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.inheritance.support import Support
from compliance.models import StandingDay
from compliance.posture import URGENCY, DutyPosture, Standing
from compliance.wording import CLASSES
from evidence.asked import Asked
from evidence.reporting.contract import Cover, Part
from evidence.reporting.covering import apart, role_of
from evidence.reporting.drawings import Column, Counts, Drawing, Key, stacked_bars, stacked_columns
from evidence.reporting.tones import STANDING_TONES, SUPPORT_TONES
from evidence.reports.summary.covered import Covered, covered_of
from frameworks.inheritance import InheritanceClass
from frameworks.schema import Edition

BACK: Final = datetime.timedelta(days=89)
ONE_DAY: Final = datetime.timedelta(days=1)
MOST_OWNERS, MOST_PRESSING = 7, 6
"""As many as two pages hold; the rest is counted together."""

CLASS_TONES: Final = {
    InheritanceClass.INHERITED: "aws",
    InheritanceClass.SHARED: "both",
    InheritanceClass.CUSTOMER: "open",
    InheritanceClass.NOT_APPLICABLE: "none",
}
OPEN: Final = tuple(each for each in Standing if each not in {Standing.EVIDENCED, Standing.DECIDED})
STANDINGS: Final = {**STANDING_TONES, Standing.IN_PROGRESS: "plain"}
"""In drawings what is begun and what is decided have to differ."""

SAID: Final = _("Whether that meets %(edition)s is for its reader to conclude.")


@dataclass(frozen=True)
class Gaps:
    """An owner's duties that are not shown by current evidence, by standing."""

    owner: str
    counts: Counts


@dataclass(frozen=True)
class Pressing:
    duty: str
    standing: Standing
    owner: str
    due_on: datetime.date | None

    @property
    def tone(self) -> str:
        return STANDING_TONES[self.standing]


@dataclass(frozen=True)
class Day:
    day: datetime.date
    aws: Counts
    ours: Counts


@dataclass(frozen=True)
class Summary:
    asked: Asked
    edition: Edition
    role: str
    classes: tuple[tuple[str, Counts], ...]
    supports: tuple[tuple[str, Counts], ...]
    duties: tuple[DutyPosture, ...]
    gaps: tuple[Gaps, ...]
    days: tuple[Day, ...]
    covered: Covered | None

    @property
    def cover(self) -> Cover:
        says = gettext("It counts, side by side, what the registers and the readiness report tell one by one.")
        conclude = str(SAID) % {"edition": self.edition.title}
        return Cover(subtitle="", says=f"{says} {conclude}", notes=(apart(),))

    @property
    def parts(self) -> tuple[Part, ...]:
        return (Part("standing", gettext("Where it stands")), Part("moved", gettext("How it moved")))

    @property
    def counts(self) -> Iterator[tuple[str, int]]:
        standings = Counter(each.standing for each in self.duties)
        rows = self.asked.posture.editions.get(self.edition.key, ())
        yield gettext("Requirements that bind"), sum(row.inheritance.unbound is None for row in rows)
        yield gettext("AWS’s part unsupported"), sum(row.support is Support.UNSUPPORTED for row in rows)
        yield gettext("Our duties"), len(self.duties)
        yield gettext("Without an owner"), sum(each.duty.assignment is None for each in self.duties)
        yield gettext("Evidenced"), standings[Standing.EVIDENCED]
        yield gettext("Failing"), standings[Standing.FAILING]

    @property
    def by_framework(self) -> Drawing:
        key = {str(each): (str(CLASSES[each]), tone) for each, tone in CLASS_TONES.items()}
        return stacked_bars(gettext("Requirements by who bears them, framework by framework"), self.classes, key)

    @property
    def by_support(self) -> Drawing:
        key = {str(each): (str(each.label), SUPPORT_TONES[each]) for each in Support if each is not Support.NO_PART}
        return stacked_bars(gettext("How far AWS’s documents reach, where AWS bears a part"), self.supports, key)

    @property
    def by_owner(self) -> Drawing:
        key = {str(each): (str(each.label), STANDINGS[each]) for each in OPEN}
        shown = [(each.owner, each.counts) for each in self.gaps[:MOST_OWNERS]]
        rest: Counter[str] = Counter()
        for each in self.gaps[MOST_OWNERS:]:
            rest.update(each.counts)
        if rest:
            shown.append((gettext("%(n)d others") % {"n": len(self.gaps) - MOST_OWNERS}, rest))
        return stacked_bars(gettext("Open gaps by owner: our duties without current evidence for them"), shown, key)

    @property
    def trends(self) -> Iterator[Drawing]:
        aws = {str(each): (str(each.label), SUPPORT_TONES[each]) for each in Support if each is not Support.NO_PART}
        ours = {str(each): (str(each.label), STANDINGS[each]) for each in Standing}
        yield self._trend(gettext("AWS’s part over ninety days, by requirement"), [each.aws for each in self.days], aws)
        yield self._trend(gettext("Our part over ninety days, by requirement"), [each.ours for each in self.days], ours)

    def _trend(self, title: str, counts: Sequence[Counts], key: Key) -> Drawing:
        """Days on end with the same counts are one column; a day without a record stays blank."""
        first, whole = self.asked.day - BACK, BACK.days + 1
        columns: list[Column] = []
        begun: datetime.date | None = None
        before: Day | None = None
        for day, found in zip(self.days, counts, strict=True):
            at = (day.day - first).days
            goes_on = before and day.day - before.day == ONE_DAY and columns[-1].counts == found
            begun = begun if goes_on and begun else day.day
            label = _days(begun, day.day)
            start = columns.pop().first if goes_on else at / whole
            columns.append(Column(start, (at + 1) / whole, label, found))
            before = day
        ticks = [(0.0, _day(first)), (0.5, _day(first + BACK / 2)), (1.0, _day(self.asked.day))]
        return stacked_columns(title, columns, key, ticks)

    @property
    def pressing(self) -> list[Pressing]:
        """The duties that press most: by standing, then by the day on which they are due."""
        rows = [each for each in self.duties if each.standing in OPEN]
        rows.sort(key=lambda each: (URGENCY[each.standing], _due(each), str(each.duty)))
        return [
            Pressing(
                duty=str(each.duty),
                standing=each.standing,
                owner=_owner(each),
                due_on=each.duty.assignment.due_on if each.duty.assignment else None,
            )
            for each in rows[:MOST_PRESSING]
        ]

    @property
    def data(self) -> Any:
        return {
            "counts": dict(self.counts),
            "by_framework": [{"edition": label, "classes": counts} for label, counts in self.classes],
            "support_of_awss_part": [{"edition": label, "supports": counts} for label, counts in self.supports],
            "open_gaps_by_owner": self.gaps,
            "days": self.days,
            "coverage": self.covered,
            "pressing": self.pressing,
        }


def read(asked: Asked) -> Summary:
    """A fixed number of queries, whatever the number of duties, days and occurrences."""
    posture, edition, titles = asked.posture, asked.edition, asked.catalogue.editions
    serving = {each.duty.pk: each for row in posture.editions.get(edition.key, ()) for each in row.duties}
    duties = tuple(each for each in serving.values() if not each.leaned)
    return Summary(
        asked=asked,
        edition=edition,
        role=role_of(asked, edition),
        classes=tuple((titles[key].title, dict(posture.classes(key))) for key in posture.editions),
        supports=tuple((titles[key].title, dict(posture.supports(key))) for key in posture.editions),
        duties=duties,
        gaps=tuple(_gaps(duties)),
        days=tuple(_recorded(asked)),
        covered=covered_of(asked),
    )


def _gaps(duties: Sequence[DutyPosture]) -> Iterator[Gaps]:
    """Whoever has most of them first; what nobody owns, before that."""
    found: dict[str, Counter[str]] = {}
    for each in duties:
        if each.standing in OPEN:
            found.setdefault(_owner(each), Counter())[str(each.standing)] += 1
    nobody = gettext("nobody")
    for owner, counts in sorted(found.items(), key=lambda row: (row[0] != nobody, -row[1].total(), row[0])):
        yield Gaps(owner, dict(counts))


def _recorded(asked: Asked) -> Iterator[Day]:
    """The ninety days up to the report's, as they were recorded by its instant. One query."""
    rows = StandingDay.objects.filter(
        system=asked.system,
        edition__key=asked.edition.key,
        day__range=(asked.day - BACK, asked.day),
        recorded_at__lte=asked.as_of,
    )
    for row in rows.order_by("day"):
        yield Day(row.day, row.supports, row.standings)


def _owner(each: DutyPosture) -> str:
    return str(each.duty.assignment.owner) if each.duty.assignment else gettext("nobody")


def _due(each: DutyPosture) -> datetime.date:
    due = each.duty.assignment.due_on if each.duty.assignment else None
    return due or datetime.date.max


def _days(first: datetime.date, last: datetime.date) -> str:
    return _day(first) if first == last else f"{_day(first)} – {_day(last)}"


def _day(day: datetime.date) -> str:
    return date_format(day, "j M Y")
