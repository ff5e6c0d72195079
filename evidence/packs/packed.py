"""What goes into a pack: chosen once, from rows that the pack's own instants freeze."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from compliance.models import JournalEntry, Outcome, System
from compliance.posture import Posture, posture_of
from evidence import blobs
from evidence.audited import speaks_for
from evidence.models import (
    Checkpoint,
    Item,
    ItemQuerySet,
    ItemUse,
    Job,
    LedgerEntry,
    Observation,
    Pack,
    Population,
    PopulationQuerySet,
    Run,
)
from evidence.packing.verify import INDEX
from evidence.packs.choices import narrowed, with_what_stands_below
from evidence.signing import KEY_LEAVES
from frameworks.compiled import Catalogue
from frameworks.models import Requirement

OUT_OF_SCOPE, ERASED = "out-of-scope", "erased"
ITEM_LEAVES = ("item.collected", "item.uploaded")
ERASURES = ("item.erased",)


@dataclass(frozen=True)
class Packed:
    """One reading of everything a pack holds. Each property is one query or a pure function of others."""

    pack: Pack

    @property
    def system(self) -> System:
        return self.pack.system

    @property
    def as_of(self) -> datetime.datetime:
        return self.pack.as_of

    @property
    def day(self) -> datetime.date:
        return self.system.day_of(self.as_of)

    @cached_property
    def catalogue(self) -> Catalogue:
        return self.pack.catalogue.catalogue()

    @cached_property
    def posture(self) -> Posture:
        """Where the system stood at the pack's instant, by what was known then; of chosen requirements no more than
        them and the duties behind them."""
        as_of = self.pack.as_of
        whole = posture_of(self.pack.system, self.catalogue, self.day, now=as_of, known_at=as_of, leaving=True)
        return narrowed(whole, self.pack.edition.key, self.refs) if self.pack.refs else whole

    @cached_property
    def refs(self) -> frozenset[str]:
        """The references that the pack is about: all of its edition, or the chosen ones with what stands below them."""
        requirements = self.catalogue.edition(self.pack.edition.key).requirements
        return with_what_stands_below(self.pack.refs, requirements)

    @cached_property
    def reasons(self) -> Mapping[UUID, str]:
        """By item that an officer left out, the code of why."""
        return {UUID(each["item"]): each["reason"] for each in self.pack.left_out}

    @cached_property
    def _written(self) -> Mapping[str, Any] | None:
        """The index, once it is written: from then on it says what is in the pack, whatever a later catalogue links to
        what and whoever looks."""
        if INDEX not in self.pack.written:
            return None
        with blobs.open_blob(self.pack.written[INDEX][0]) as content:
            index: Mapping[str, Any] = json.load(content)
        return index

    @cached_property
    def runs(self) -> list[Run]:
        """Closed runs in which at least one item of the pack was collected."""
        if self._written is not None:
            kept = Run.objects.filter(pk__in=[each["run"] for each in self._written["runs"]])
            return list(kept.select_related("catalogue").order_by("opened_at", "pk"))
        chosen = self.scope().filter(run=OuterRef("pk"))
        runs = Run.objects.filter(Exists(chosen), system=self.pack.system_id, closed_at__lte=self.pack.as_of)
        runs = runs.select_related("catalogue").order_by("opened_at", "pk")
        sealed = self._sealed(("run.closed",), [str(run.pk) for run in runs])
        return [run for run in runs if str(run.pk) in sealed]

    @cached_property
    def items(self) -> list[Item]:
        """The items shown: what the engagement shows of its edition (`for_engagement`), as known at the instant,
        without those that an officer left out."""
        if self._written is not None:
            kept = [each["item"] for each in self._written["items"] if "withheld" not in each]
            return list(Item.objects.filter(pk__in=kept).select_related("job").order_by("received_at", "pk"))
        return [item for item in self._sealed_items if str(item.pk) not in self.erased and item.pk not in self.reasons]

    @cached_property
    def _sealed_items(self) -> list[Item]:
        rows = self.scope().filter(Q(run=None) | Q(run__in=self.runs))
        rows = rows.select_related("job").order_by("received_at", "pk")
        sealed = self._sealed(ITEM_LEAVES, [str(item.pk) for item in rows])
        return [item for item in rows if str(item.pk) in sealed]

    @cached_property
    def numbers(self) -> Mapping[UUID, str]:
        """E-001 for every item shown, in the order in which the ledger received them."""
        rows = sorted(self.items, key=lambda item: self.leaf_of(item).sequence)
        return {item.pk: f"E-{place:03d}" for place, item in enumerate(rows, start=1)}

    @cached_property
    def populations(self) -> list[Population]:
        """What was entered for samples of this edition, with the samples drawn by the instant."""
        rows = self._populations().select_related("requirement", "control", "item").prefetch_related("samples")
        return list(rows.order_by("entered_at", "pk"))

    @cached_property
    def withheld(self) -> list[Item]:
        """Named, so that nobody can miss one unseen: items of the runs shown that lie outside the pack's scope, what
        was erased and what an officer left out."""
        if self._written is not None:
            kept = [each["item"] for each in self._written["items"] if "withheld" in each]
            return list(Item.objects.filter(pk__in=kept).select_related("job").order_by("pk"))
        shown = {item.pk for item in self.items}
        apart = [item.pk for item in self._sealed_items if item.run_id is None and item.pk not in shown]
        rows = Item.objects.filter(Q(run__in=self.runs) | Q(pk__in=apart)).select_related("job").order_by("pk")
        return [item for item in rows if item.pk not in shown]

    @cached_property
    def erased(self) -> set[str]:
        """The ids of the system's items that were erased before the pack was chosen, by the ledger."""
        gone = Item.objects.filter(system=self.pack.system_id).exclude(erased_at=None)
        return self._sealed(ERASURES, [str(pk) for pk in gone.values_list("pk", flat=True)])

    def why_withheld(self, item: Item) -> str:
        return ERASED if str(item.pk) in self.erased else self.reasons.get(item.pk, OUT_OF_SCOPE)

    @cached_property
    def uses(self) -> list[ItemUse]:
        uses = ItemUse.objects.filter(item__in=self.items, submitted_at__lte=self.pack.as_of)
        return list(uses.select_related("duty__control", "duty__service", "item").order_by("submitted_at", "pk"))

    @cached_property
    def observations(self) -> list[Observation]:
        """What checks saw in its items, findings of other tools too, and what could not be looked at in its runs."""
        shown = Q(item__in=self.items) | Q(run__in=self.runs, item=None)
        rows = Observation.objects.known(self.as_of).filter(shown)
        return list(rows.select_related("item").order_by("run", "account", "region", "check_key", "resource", "pk"))

    @cached_property
    def blind(self) -> list[Observation]:
        """What could not be looked at."""
        return [each for each in self.observations if each.outcome == Outcome.ERROR]

    @cached_property
    def jobs(self) -> list[Job]:
        return list(Job.objects.filter(run__in=self.runs).select_related("item").order_by("run", "id"))

    @cached_property
    def journal(self) -> list[JournalEntry]:
        """The system's sealed journal up to the pack's instant."""
        last = self._ledger().filter(kind="journal").order_by("sequence").last()
        entries = JournalEntry.objects.filter(
            system=self.pack.system_id, at__lte=self.pack.as_of, number__lte=int(last.subject_id) if last else 0
        )
        return list(entries.order_by("number"))

    @cached_property
    def leaves(self) -> dict[tuple[str, str], LedgerEntry]:
        """Every leaf behind what the pack shows, by its kind and subject."""
        runs = [str(run.pk) for run in self.runs]
        items = [str(item.pk) for item in [*self.items, *self.withheld]]
        numbers = [str(entry.number) for entry in self.journal]
        rows = LedgerEntry.objects.filter(
            Q(kind__in=ITEM_LEAVES, subject_id__in=items)
            | Q(kind__in=ERASURES, subject_id__in=self.erased.intersection(items))
            | Q(kind__in=("run.opened", "run.closed", "gap"), subject_id__in=runs)
            | Q(kind="journal", subject_id__in=numbers)
            | Q(kind="pack", subject_id=str(self.pack.pk))
            | Q(sequence__in=self._ledger().filter(kind__in=KEY_LEAVES).values("sequence"))
        )
        kinds = dict.fromkeys(ITEM_LEAVES, "item")
        return {(kinds.get(row.kind, row.kind), _subject(row)): row for row in rows.order_by("sequence")}

    @property
    def checkpoint(self) -> Checkpoint:
        if self.pack.checkpoint is None:
            raise ValueError("The pack has no checkpoint yet: it is built by its job.")
        return self.pack.checkpoint

    def leaf_of(self, item: Item) -> LedgerEntry:
        return self.leaves["item", str(item.pk)]

    @cached_property
    def _own_leaf(self) -> LedgerEntry | None:
        return LedgerEntry.objects.filter(kind="pack", subject_id=str(self.pack.pk)).first()

    def _ledger(self) -> QuerySet[LedgerEntry]:
        """The ledger before the pack's own leaf.

        An instant alone freezes nothing: what a slow transaction wrote may bear an earlier instant and yet come into
        sight later. Its leaf comes later too.
        """
        rows = LedgerEntry.objects.all()
        return rows.filter(sequence__lt=self._own_leaf.sequence) if self._own_leaf else rows

    def _sealed(self, kinds: Sequence[str], subjects: Sequence[str]) -> set[str]:
        found = self._ledger().filter(kind__in=kinds, subject_id__in=subjects)
        return set(found.values_list("subject_id", flat=True))

    def scope(self) -> ItemQuerySet:
        """The items that the pack is about, whether they are shown in the end or withheld."""
        pack = self.pack
        shown = Item.objects.for_engagement(pack.engagement, pack.edition, pack.as_of)
        if pack.refs:
            shown = shown.filter(speaks_for(pack.engagement, self._requirements()))
        sampled = self._populations().exclude(item=None)
        rows = Item.objects.filter(Q(pk__in=shown.values("pk")) | Q(pk__in=sampled.values("item")))
        return rows.filter(system=pack.system_id, received_at__lte=pack.as_of)

    def _requirements(self) -> QuerySet[Requirement]:
        rows = Requirement.objects.filter(edition=self.pack.edition_id)
        return rows.filter(ref__in=self.refs) if self.pack.refs else rows

    def _populations(self) -> PopulationQuerySet:
        """One that names neither requirement nor control serves the whole audit, and no choice out of it."""
        pack = self.pack
        mine = self._requirements()
        about = Q(requirement__in=mine) | Q(requirement=None, control__supports__requirement__in=mine)
        if not pack.refs:
            about |= Q(requirement=None, control=None)
        rows = Population.objects.filter(about, engagement=pack.engagement_id, entered_at__lte=pack.as_of)
        return rows.distinct()


def _subject(row: LedgerEntry) -> str:
    return f"{row.subject_id}/{row.sequence}" if row.kind in ("gap", *KEY_LEAVES) else row.subject_id
