"""Every item of evidence that serves one edition, as known at the report's instant: the evidence index."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext

from compliance.models import Assessment
from evidence.asked import Asked
from evidence.models import ErasedFor, Item, ItemKind, ItemUse, LedgerEntry, UseState
from evidence.packs.packed import ITEM_LEAVES
from evidence.reporting.charts import Chart, chart
from evidence.reporting.contract import Cover, Heading, Part
from evidence.reporting.covering import asked_fact, role_fact
from evidence.reporting.stretches import Stretch, stretches
from frameworks.schema import Edition


@dataclass(frozen=True)
class Use:
    """What an item was handed in for, and what a reviewer had said of that by then."""

    what: str
    state: UseState
    submitted_by: str
    reviewed_by: str


@dataclass(frozen=True)
class ItemRow:
    """One item. `observed` is a day or days for what a person handed in, instants for what was read.

    `leaf`: its number in the ledger. `digest`: SHA-256 of its bytes; empty once they are erased, and `erased` says why.
    """

    number: str
    id: str
    title: str
    kind: str
    source: str
    size: int
    observed: str
    collected_at: datetime.datetime
    received_at: datetime.datetime
    valid_until: datetime.datetime | None
    stale: bool
    digest: str
    leaf: int | None
    erased: str
    erased_at: datetime.datetime | None
    controls: tuple[str, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class ControlRow:
    """A control that the edition rests on, with the items that show something of it."""

    control: str
    requirements: int
    items: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    asked: Asked
    edition: Edition
    role: tuple[tuple[str, str], ...]
    months: tuple[Stretch[ItemRow], ...]
    controls: tuple[ControlRow, ...]

    @property
    def rows(self) -> list[ItemRow]:
        return [row for month in self.months for row in month.rows]

    @property
    def without(self) -> list[ControlRow]:
        return [row for row in self.controls if not row.items]

    @property
    def cover(self) -> Cover:
        says = gettext(
            "It says which evidence is kept for %(edition)s, since when, what it is for and what a reviewer said of it."
            " Whether it is enough is for its reader to conclude."
        )
        return Cover(
            subtitle=gettext("Every item, with its times and its digest"),
            says=says % {"edition": self.edition.title},
            facts=(*self.role, asked_fact(self.asked)),
            notes=(gettext("Items are listed, not shown: the bytes themselves are in the evidence pack."),),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        months = tuple(Heading(each.anchor, each.title) for each in self.months)
        return (
            Part("summary", gettext("What this index says")),
            Part("controls", gettext("By control")),
            Part("items", gettext("The items"), months),
            Part("without", gettext("Controls without an item")),
        )

    @property
    def counts(self) -> Iterator[tuple[str, int]]:
        rows = self.rows
        yield gettext("Items"), len(rows)
        yield gettext("Controls shown"), len(self.controls) - len(self.without)
        yield gettext("Controls without an item"), len(self.without)
        yield gettext("Stale"), sum(row.stale for row in rows)
        yield gettext("Erased"), sum(bool(row.erased) for row in rows)

    @property
    def charts(self) -> Iterator[Chart]:
        kinds = Counter(row.kind for row in self.rows)
        shown = [(str(each.label), kinds[str(each.label)], "plain") for each in ItemKind]
        yield chart(gettext("Items by kind"), shown)
        states = Counter(use.state for row in self.rows for use in row.uses)
        tones = {UseState.ACCEPTED: "good", UseState.IN_REVIEW: "open", UseState.RETURNED: "bad"}
        yield chart(
            gettext("What was handed in, by its review"),
            [(str(each.label), states[each], tones[each]) for each in tones],
        )

    @property
    def data(self) -> Any:
        return {"items": self.rows, "controls": self.controls}


def read(asked: Asked) -> Index:
    """Four queries, whatever the number of items."""
    edition, catalogue = asked.edition, asked.catalogue
    serving = Counter(link.control for each in edition.requirements for link in each.controls)
    uses, shown_by = _uses(asked, serving), _shown_by(asked, serving)
    for item, found in uses.items():
        shown_by[item].update(use.duty.control.key for use in found if use.duty and use.duty.control.key in serving)
    items = Item.objects.filter(system=asked.system, received_at__lte=asked.as_of).defer("nonce")
    kept = [item for item in items.order_by("received_at", "pk") if item.pk in shown_by]
    leaves = _leaves(kept)
    titles = {key: catalogue.controls[key].title for key in serving}
    width = max(3, len(str(len(kept))))
    rows = [
        _row(
            f"E-{place:0{width}d}", item, asked, leaves, sorted(titles[key] for key in shown_by[item.pk]), uses[item.pk]
        )
        for place, item in enumerate(kept, start=1)
    ]
    return Index(
        asked=asked,
        edition=edition,
        role=role_fact(asked, edition),
        months=tuple(months_of(rows)),
        controls=tuple(_controls(rows, titles, serving)),
    )


def _uses(asked: Asked, serving: Mapping[str, int]) -> dict[UUID, list[ItemUse]]:
    """What people handed in for the edition's controls."""
    found: dict[UUID, list[ItemUse]] = defaultdict(list)
    uses = ItemUse.objects.filter(
        system=asked.system, duty__control__key__in=serving, submitted_at__lte=asked.as_of
    ).select_related("duty__control", "duty__service", "duty__programme", "submitted_by", "reviewed_by")
    for use in uses.order_by("submitted_at", "pk"):
        found[use.item_id].append(use)
    return found


def _shown_by(asked: Asked, serving: Mapping[str, int]) -> dict[UUID, set[str]]:
    """The edition's controls of which checks said something, by the item that they read."""
    said = Assessment.objects.filter(system=asked.system, control__key__in=serving, recorded_at__lte=asked.as_of)
    found: dict[UUID, set[str]] = defaultdict(set)
    for item, control in said.values_list("ref", "control__key").distinct():
        found[item].add(control)
    return found


def _leaves(items: Iterable[Item]) -> dict[str, int]:
    entries = LedgerEntry.objects.filter(kind__in=ITEM_LEAVES, subject_id__in=[str(item.pk) for item in items])
    return dict(entries.values_list("subject_id", "sequence"))


def _row(
    number: str, item: Item, asked: Asked, leaves: Mapping[str, int], controls: list[str], uses: list[ItemUse]
) -> ItemRow:
    gone = item.erased_at is not None and item.erased_at <= asked.as_of
    return ItemRow(
        number=number,
        id=str(item.pk),
        title=item.title,
        kind=str(ItemKind(item.kind).label),
        source=item.source if item.kind == ItemKind.COLLECTED else "",
        size=item.size,
        observed=_observed(item, asked),
        collected_at=item.collected_at,
        received_at=item.received_at,
        valid_until=item.valid_until,
        stale=not gone and item.valid_until is not None and item.valid_until < asked.as_of,
        digest=item.digest,
        leaf=leaves.get(str(item.pk)),
        erased=str(ErasedFor(item.erased_for).label) if gone else "",
        erased_at=item.erased_at if gone else None,
        controls=tuple(controls),
        uses=tuple(_use(each, asked.as_of) for each in uses),
    )


def _observed(item: Item, asked: Asked) -> str:
    first, last = asked.system.day_of(item.observed_from), asked.system.day_of(item.observed_until)
    if first != last:
        return f"{date_format(first, 'j M Y')} – {date_format(last, 'j M Y')}"
    if item.kind != ItemKind.COLLECTED:
        return date_format(first, "j M Y")
    return date_format(item.observed_from.astimezone(datetime.UTC), "j M Y, H:i:s") + " UTC"


def _use(use: ItemUse, as_of: datetime.datetime) -> Use:
    reviewed = use.reviewed_at is not None and use.reviewed_at <= as_of
    return Use(
        what=str(use.duty),
        state=UseState(use.state) if reviewed else UseState.IN_REVIEW,
        submitted_by=str(use.submitted_by),
        reviewed_by=str(use.reviewed_by) if reviewed else "",
    )


def months_of(rows: list[ItemRow]) -> Iterator[Stretch[ItemRow]]:
    """By the month in which they were received, in UTC."""
    for (year, month), group in groupby(rows, key=lambda row: _month(row.received_at)):
        title = gettext("Received in %(month)s") % {"month": date_format(datetime.date(year, month, 1), "F Y")}
        yield from stretches(f"received-{year}-{month}", title, tuple(group), lambda row: row.number)


def _month(moment: datetime.datetime) -> tuple[int, int]:
    utc = moment.astimezone(datetime.UTC)
    return utc.year, utc.month


def _controls(rows: list[ItemRow], titles: Mapping[str, str], serving: Mapping[str, int]) -> Iterator[ControlRow]:
    numbers: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for title in row.controls:
            numbers[title].append(row.number)
    for title, key in sorted((title, key) for key, title in titles.items()):
        yield ControlRow(title, serving[key], tuple(numbers[title]))
