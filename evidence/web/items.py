"""An item: where it comes from, its four times, its digest, what checks saw in it, and its bytes."""

from dataclasses import dataclass
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404

from compliance.actions.reading import note_read
from compliance.models import Outcome
from compliance.web.door import Visit
from evidence.collecting.contract import Check
from evidence.collecting.shipped import checks
from evidence.downloads import item_file
from evidence.models import Item, LedgerEntry, Observation
from evidence.web.answers import WORST_FIRST, StandsOut, stands_out
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
    observations = list(Observation.objects.filter(item=row))
    context = {
        "item": row,
        "uses": row.uses.select_related("duty__control", "duty__service", "submitted_by", "reviewed_by"),
        "seen": _by_check(observations),
        "leaf": LedgerEntry.objects.filter(kind__startswith="item", subject_id=str(row.pk)).first(),
        "counts": [(outcome, sum(each.outcome == outcome for each in observations)) for outcome in Outcome.values],
    }
    return page(request, "evidence/item.html", context)


def content(request: Visit, pk: UUID) -> FileResponse:
    row = _visible(request, pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now)
    return item_file(row)


def _visible(request: Visit, pk: UUID) -> Item:
    rows = Item.objects.visible_to(request.viewer).filter(system=request.system)
    return get_object_or_404(rows.select_related("run", "job", "submitted_by"), pk=pk)


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
