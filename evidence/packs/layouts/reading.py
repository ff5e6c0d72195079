"""What every layout is read from: the pack, its audit, its people, and which evidence speaks for what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from compliance.exports.reading import matrix_of
from compliance.exports.shapes import Matrix
from compliance.models import Assessment, FrameworkScope
from compliance.posture import RequirementPosture
from evidence.media import ENDINGS
from evidence.models import Item, ItemKind, ItemUse
from evidence.packing.index import evidence_path
from evidence.packs.audit import PackedAudit
from evidence.packs.layouts.shapes import Cell, Piece
from evidence.packs.packed import Packed
from evidence.packs.people import People
from frameworks.schema import Edition

COLLECTED = frozenset({ItemKind.COLLECTED, ItemKind.IMPORTED})


@dataclass(frozen=True)
class Reading:
    packed: Packed
    audit: PackedAudit
    people: People

    @property
    def edition(self) -> Edition:
        return self.packed.catalogue.edition(self.packed.pack.edition.key)

    @property
    def requirements(self) -> tuple[RequirementPosture, ...]:
        return self.packed.posture.editions.get(self.edition.key, ())

    @cached_property
    def scope(self) -> FrameworkScope | None:
        """How the system answers to the edition on the pack's day."""
        packed = self.packed
        rows = FrameworkScope.objects.on(packed.day, packed.as_of).filter(system=packed.system)
        return rows.filter(edition=packed.pack.edition_id).first()

    @cached_property
    def matrix(self) -> Matrix:
        return matrix_of(self.packed.posture, self.edition, self.packed.catalogue, self.packed.as_of)

    @cached_property
    def by_control(self) -> Mapping[str, tuple[Item, ...]]:
        """The items that speak for each control: by an answer that rests on them, by hand, or as a population."""
        items = {item.pk: item for item in self.packed.items}
        said = Assessment.objects.filter(
            system=self.packed.pack.system_id, recorded_at__lte=self.packed.as_of, ref__in=list(items)
        )
        found: dict[str, set[UUID]] = {}
        for control, ref in said.values_list("control__key", "ref").distinct():
            found.setdefault(control, set()).add(ref)
        for use in self.packed.uses:
            if use.duty is not None:
                found.setdefault(use.duty.control.key, set()).add(use.item_id)
        for each in self.packed.populations:
            if each.control is not None and each.item_id in items:
                found.setdefault(each.control.key, set()).add(each.item_id)
        return {control: self.in_order(items[pk] for pk in refs) for control, refs in found.items()}

    @cached_property
    def by_ref(self) -> Mapping[str, tuple[Item, ...]]:
        """The items that answer a request about a requirement, or are a population for it."""
        items = {item.pk: item for item in self.packed.items}
        uses = ItemUse.objects.filter(item__in=items, submitted_at__lte=self.packed.as_of)
        uses = uses.filter(request__requirement__edition=self.packed.pack.edition_id)
        found: dict[str, set[UUID]] = {}
        for ref, item in uses.values_list("request__requirement__ref", "item"):
            found.setdefault(ref, set()).add(item)
        for each in self.packed.populations:
            if each.requirement is not None and each.item_id in items:
                found.setdefault(each.requirement.ref, set()).add(each.item_id)
        return {ref: self.in_order(items[pk] for pk in pks) for ref, pks in found.items()}

    def in_order(self, items: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(sorted(items, key=lambda item: self.packed.numbers[item.pk]))

    def handed_in(self, controls: Iterable[str]) -> tuple[Item, ...]:
        """What people handed in for these controls: documents, not what was collected."""
        found = {item.pk: item for key in controls for item in self.by_control.get(key, ())}
        return self.in_order(item for item in found.values() if item.kind not in COLLECTED)

    def piece(self, item: Item) -> Piece:
        """An item by its number; it leads to its file."""
        number = self.packed.numbers[item.pk]
        name = f"{number}.{ENDINGS.get(item.media_type, 'bin')}"
        return Piece(number, evidence_path(item.digest).removeprefix("data/"), saved_as=name)

    def listed(self, items: Sequence[Item], *before: Piece) -> Cell:
        return Cell(before, tuple(self.piece(item) for item in items))

    def control_title(self, key: str) -> str:
        control = self.packed.catalogue.controls.get(key)
        return control.title if control else key
