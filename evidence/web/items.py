"""An item: where it comes from, its four times, its digest, what checks saw in it, and its bytes."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404

from compliance.actions.reading import note_read
from compliance.models import Outcome
from compliance.web.door import Visit
from evidence import blobs
from evidence.collecting.contract import Check
from evidence.collecting.shipped import checks
from evidence.downloads import item_file
from evidence.models import Import, Item, ItemKind, ItemUse, LedgerEntry, Observation
from evidence.web.answers import WORST_FIRST, StandsOut, stands_out
from evidence.web.keeping.shown import gone, keeping_of
from frameworks.web.pages import page

LOUD = frozenset({Outcome.FAIL, Outcome.ERROR})


@dataclass(frozen=True)
class Seen:
    """What one check saw in the item: what stands out, and the rest; `check` is None once it is retired."""

    key: str
    check: Check | None
    outcome: str
    loud: tuple[StandsOut, ...]
    quiet: tuple[StandsOut, ...]


def item(request: Visit, pk: UUID) -> HttpResponse:
    row = _visible(request, pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now)
    imported = Import.objects.filter(item=row).first() if row.kind == ItemKind.IMPORTED else None
    observations = [] if imported else list(Observation.objects.known().filter(item=row))
    context = {
        "item": row,
        "keeping": keeping_of(request, row),
        "uses": ItemUse.objects.visible_to(request.viewer)
        .filter(item=row)
        .select_related("request", "duty__control", "duty__service", "duty__programme", "submitted_by", "reviewed_by"),
        "written": _written(row),
        "imported": imported,
        "older": Item.objects.visible_to(request.viewer).filter(replaced_by=row).first(),
        "newer": row.replaced_by.filter(pk__in=Item.objects.visible_to(request.viewer)),
        "seen": _by_check(observations),
        "leaf": LedgerEntry.objects.filter(kind__startswith="item", subject_id=str(row.pk)).first(),
        "counts": [(outcome, sum(each.outcome == outcome for each in observations)) for outcome in Outcome.values],
    }
    return page(request, "evidence/item.html", context)


def content(request: Visit, pk: UUID) -> FileResponse | HttpResponse:
    row = _visible(request, pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now, page="content")
    return gone(request, row) if row.erased_at else item_file(row)


def _visible(request: Visit, pk: UUID) -> Item:
    rows = Item.objects.visible_to(request.viewer).filter(system=request.system)
    return get_object_or_404(rows.select_related("run", "job", "submitted_by"), pk=pk)


def _written(row: Item) -> dict[str, str] | None:
    """What a person wrote or linked to, to be read where it stands; None for everything else."""
    if row.kind not in {ItemKind.TEXT, ItemKind.LINK} or row.erased_at or not blobs.exists(row.digest):
        return None
    with blobs.open_blob(row.digest) as sealed:
        said = sealed.read().decode()
    return json.loads(said) if row.kind == ItemKind.LINK else {"text": said}


def _by_check(observations: list[Observation]) -> list[Seen]:
    found: dict[str, list[Observation]] = {}
    for each in observations:
        found.setdefault(each.check_key, []).append(each)
    known = checks()
    seen = []
    for key, rows in found.items():
        outcomes = sorted({row.outcome for row in rows}, key=WORST_FIRST.index)
        loud = tuple(stands_out(row) for row in rows if row.outcome in LOUD)
        quiet = tuple(stands_out(row) for row in rows if row.outcome not in LOUD)
        seen.append(Seen(key, known.get(key), outcomes[0], loud, quiet))
    return sorted(seen, key=lambda each: (WORST_FIRST.index(each.outcome), each.key))
