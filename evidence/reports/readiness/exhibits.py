"""The evidence by numbers: E-001 for every item, in the order in which the ledger received them."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format

from compliance.posture import DutyPosture
from evidence.models import Item, ItemKind, ItemUse, UseState
from evidence.packs.packed import Packed


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


class Exhibits:
    """Every item of the pack under its number."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        rows = sorted((packed.leaf_of(item).sequence, item) for item in packed.items)
        self.all = tuple(self._exhibit(place, sequence, item) for place, (sequence, item) in enumerate(rows, start=1))
        self._by_id: Mapping[UUID, Exhibit] = {each.item.pk: each for each in self.all}
        self._uses: dict[UUID, list[ItemUse]] = defaultdict(list)
        for use in packed.uses:
            if use.duty_id is not None:
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

    def handed_in(self, row: DutyPosture) -> tuple[tuple[Exhibit, ItemUse], ...]:
        """What was handed in for the duty; each item once, in the order of its number."""
        uses = sorted(self._uses[row.duty.pk], key=self._counts)  # of several uses of an item the one that counts
        found = {use.item_id: use for use in uses if use.item_id in self._by_id}
        return tuple(sorted(((self._by_id[item], use) for item, use in found.items()), key=lambda each: each[0].number))

    def judged(self, row: DutyPosture) -> tuple[tuple[Exhibit, list[str]], ...]:
        """What checks read for the duty and nobody handed in, with their answers; in the order of its number."""
        handed = {use.item_id for use in self._uses[row.duty.pk]}
        outcomes: dict[UUID, list[str]] = defaultdict(list)
        for each in row.assessments:
            if each.ref in self._by_id and each.ref not in handed:
                outcomes[each.ref].append(each.outcome)
        found = ((self._by_id[ref], said) for ref, said in outcomes.items())
        return tuple(sorted(found, key=lambda each: each[0].number))

    def is_reviewed(self, use: ItemUse) -> bool:
        return use.reviewed_at is not None and use.reviewed_at <= self.packed.pack.as_of

    def _counts(self, use: ItemUse) -> bool:
        return self.is_reviewed(use) and use.state == UseState.ACCEPTED


def _instant(moment: datetime.datetime) -> str:
    return date_format(moment.astimezone(datetime.UTC), "j M Y, H:i:s") + " UTC"
