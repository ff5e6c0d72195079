"""The evidence by numbers: E-001 for every item, in the order in which the ledger received them."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext

from compliance.models import Outcome
from compliance.posture import DutyPosture
from evidence.models import Item, ItemKind, ItemUse, UseState
from evidence.packed import Packed


@dataclass(frozen=True)
class Exhibit:
    """One item. `observed` is a day or days for what a person handed in, the instants of the look for the rest."""

    number: str
    item: Item
    observed: str
    sequence: int
    stale: bool

    @property
    def collected(self) -> bool:
        return self.item.kind == ItemKind.COLLECTED


@dataclass(frozen=True)
class Shown:
    """An exhibit as a duty's evidence. `word` is the reviewer's, or what checks found in it; `by` says whose."""

    exhibit: Exhibit
    word: str
    by: str
    tone: str


class Exhibits:
    """Every item of the pack under its number."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        rows = sorted((packed.leaf_of(item).sequence, item) for item in packed.items)
        self.all = tuple(self._exhibit(place, sequence, item) for place, (sequence, item) in enumerate(rows, start=1))
        self._by_id: Mapping[UUID, Exhibit] = {each.item.pk: each for each in self.all}
        self._uses: dict[UUID, list[ItemUse]] = defaultdict(list)
        for use in packed.uses:
            self._uses[use.duty_id].append(use)

    def _exhibit(self, place: int, sequence: int, item: Item) -> Exhibit:
        stale = item.valid_until is not None and item.valid_until < self.packed.pack.as_of
        return Exhibit(f"E-{place:03d}", item, self._observed(item), sequence, stale)

    def _observed(self, item: Item) -> str:
        day = self.packed.pack.system.day_of
        first, last = day(item.observed_from), day(item.observed_until)
        if first != last:
            return f"{date_format(first, 'j M Y')} – {date_format(last, 'j M Y')}"
        if item.kind != ItemKind.COLLECTED:
            return date_format(first, "j M Y")
        return _instant(item.observed_from)

    def of_duty(self, row: DutyPosture) -> tuple[Shown, ...]:
        """What was handed in for the duty, and what its checks read; each item once, in the order of its number."""
        found = {use.item_id: self._reviewed(use) for use in self._uses[row.duty.pk] if use.item_id in self._by_id}
        outcomes: dict[UUID, list[str]] = defaultdict(list)
        for assessment in row.assessments:
            outcomes[assessment.ref].append(assessment.outcome)
        for ref, said in outcomes.items():
            if ref in self._by_id and ref not in found:
                found[ref] = self._judged(self._by_id[ref], said)
        return tuple(sorted(found.values(), key=lambda each: each.exhibit.number))

    def _reviewed(self, use: ItemUse) -> Shown:
        """The review as it was known at the pack's instant."""
        exhibit = self._by_id[use.item_id]
        done = use.reviewed_at is not None and use.reviewed_at <= self.packed.pack.as_of
        if not done or use.reviewed_by is None:
            by = gettext("handed in by %(name)s") % {"name": use.submitted_by}
            return Shown(exhibit, str(UseState.IN_REVIEW.label), by, "open")
        names = {"submitter": use.submitted_by, "reviewer": use.reviewed_by}
        by = gettext("handed in by %(submitter)s, reviewed by %(reviewer)s") % names
        tone = "good" if use.state == UseState.ACCEPTED else "bad"
        return Shown(exhibit, str(UseState(use.state).label), by, tone)

    def _judged(self, exhibit: Exhibit, outcomes: Iterable[str]) -> Shown:
        said = list(outcomes)
        counts = [(outcome, said.count(outcome)) for outcome in Outcome if outcome in said]
        word = ", ".join(f"{outcome.label} {count}" for outcome, count in counts)
        bad = {Outcome.FAIL: "bad", Outcome.ERROR: "blind"}
        tone = next((bad[outcome] for outcome in bad if outcome in said), "good" if Outcome.PASS in said else "none")
        return Shown(exhibit, word, gettext("read by checks"), tone)


def _instant(moment: datetime.datetime) -> str:
    return date_format(moment.astimezone(datetime.UTC), "j M Y, H:i:s") + " UTC"
