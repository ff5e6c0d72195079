"""What shows a duty: a line for each thing that somebody handed in, and one for all that a collector read for it.

One cell of a run is one item, and an estate has hundreds of them: listed one by one they would hide what they show.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext

from compliance.models import Outcome
from compliance.posture import DutyPosture
from evidence.collecting.shipped import collectors
from evidence.models import ItemUse, UseState
from evidence.reports.readiness.exhibits import Exhibit, Exhibits

MOST_NAMED: Final = 12
"""Numbers of exhibits in one line; the evidence index has all of them."""

PRESSING: Final = (Outcome.FAIL, Outcome.ERROR, Outcome.MANUAL, Outcome.PASS, Outcome.NOT_APPLICABLE)
TONES: Final = {Outcome.FAIL: "bad", Outcome.ERROR: "blind", Outcome.PASS: "good"}

Read = tuple[Exhibit, Sequence[str]]
"""An item with what checks answered about it."""


@dataclass(frozen=True)
class Shown:
    """`word` is the reviewer's, or what checks found; `by` says whose. `exhibits`: the items that it stands for."""

    title: str
    exhibits: tuple[Exhibit, ...]
    word: str
    by: str
    tone: str

    @property
    def first(self) -> Exhibit:
        return self.exhibits[0]

    @property
    def named(self) -> tuple[Exhibit, ...]:
        return self.exhibits[:MOST_NAMED]

    @property
    def more(self) -> int:
        return len(self.exhibits) - len(self.named)

    @property
    def valid_until(self) -> datetime.datetime | None:
        """Of the one that ends first."""
        return min((each.item.valid_until for each in self.exhibits if each.item.valid_until), default=None)

    @property
    def stale(self) -> bool:
        return any(each.stale for each in self.exhibits)


def shown_of(row: DutyPosture, exhibits: Exhibits) -> tuple[Shown, ...]:
    """What was handed in for the duty, in the order of its numbers; then what its checks read."""
    handed = [_reviewed(exhibit, use, exhibits.is_reviewed(use)) for exhibit, use in exhibits.handed_in(row)]
    return (*handed, *_read_by_checks(exhibits.judged(row)))


def _reviewed(exhibit: Exhibit, use: ItemUse, is_reviewed: bool) -> Shown:
    """The review as it was known at the pack's instant."""
    title, of = exhibit.item.title, (exhibit,)
    if not is_reviewed or use.reviewed_by is None:
        by = gettext("handed in by %(name)s") % {"name": use.submitted_by}
        return Shown(title, of, str(UseState.IN_REVIEW.label), by, "open")
    names = {"submitter": use.submitted_by, "reviewer": use.reviewed_by}
    by = gettext("handed in by %(submitter)s, reviewed by %(reviewer)s") % names
    return Shown(title, of, str(UseState(use.state).label), by, "good" if use.state == UseState.ACCEPTED else "bad")


def _read_by_checks(found: Iterable[Read]) -> list[Shown]:
    """By collector; those that found nothing to look at in one line, the last. What a tool said, file by file."""
    groups: dict[str, list[Read]] = defaultdict(list)
    for exhibit, said in found:
        groups[exhibit.item.source if exhibit.collected else exhibit.number].append((exhibit, said))
    lines = [(_title(source, rows), rows) for source, rows in groups.items()]
    empty = [line for line in lines if _outcomes(line[1]) == {Outcome.NOT_APPLICABLE}]
    shown = [
        _line(title, rows) for title, rows in sorted(lines, key=lambda line: line[0]) if (title, rows) not in empty
    ]
    if empty:
        names = ", ".join(sorted({title.partition(":")[0] for title, _ in empty}))
        shown.append(_line(names, [row for _, rows in empty for row in rows]))
    return shown


def _title(source: str, rows: Sequence[Read]) -> str:
    known = collectors().get(source.removeprefix("aws."))
    return known.title if known else rows[0][0].item.title


def _outcomes(rows: Iterable[Read]) -> set[str]:
    return {outcome for _, said in rows for outcome in said}


def _line(title: str, rows: Iterable[Read]) -> Shown:
    rows = sorted(rows, key=lambda row: row[0].number)
    said = [outcome for _, answers in rows for outcome in answers]
    counts = [(outcome, said.count(outcome)) for outcome in PRESSING if outcome in said]
    return Shown(
        title=title,
        exhibits=tuple(exhibit for exhibit, _ in rows),
        word=", ".join(f"{outcome.label} {count}" for outcome, count in counts),
        by=gettext("read by checks"),
        tone=next((tone for outcome, tone in TONES.items() if outcome in said), "none"),
    )
