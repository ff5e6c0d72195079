"""Collection runs: the list, and one run with its cells as they are worked on."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from compliance.models import Outcome
from compliance.web.door import Visit
from evidence.actions.collecting import start_run
from evidence.collecting.shipped import checks, collectors
from evidence.models import Job, JobState, Observation, Run
from evidence.progress import Cell, Progress, progress_of
from evidence.wording import ERROR_REASONS, ERROR_REMEDIES
from frameworks.errors import Refused
from frameworks.web.pages import page

ON_A_PAGE = 25
GAP_STATES = (JobState.GAP, JobState.QUARANTINED, JobState.CANCELLED)


@dataclass(frozen=True)
class Grid:
    """Rows are account and region, columns collectors; None where a collector does not look."""

    collectors: list[tuple[str, str]]
    rows: list[tuple[str, str, str, list[Cell | None]]]


@dataclass(frozen=True)
class Gap:
    """What could not be looked at in one place for one reason, in words: a whole collector, or single checks."""

    where: str
    what: list[str]
    reason: str
    remedy: str


def runs(request: Visit) -> HttpResponse:
    return _runs_page(request)


def start(request: Visit) -> HttpResponse:
    try:
        run = start_run(system=request.system, actor=request.user, now=request.now)
    except Refused as refusal:
        return _runs_page(request, refused=str(refusal), status=422)
    return redirect("evidence:run", request.system.pk, run.pk)


def _runs_page(request: Visit, refused: str = "", status: int = 200) -> HttpResponse:
    rows = Run.objects.visible_to(request.viewer).filter(system=request.system)
    counted = rows.select_related("started_by").annotate(
        looked=_count(Job.objects.filter(state=JobState.DONE)),
        gaps=_count(Job.objects.filter(state__in=GAP_STATES)),
        blind=_count(Observation.objects.filter(outcome=Outcome.ERROR)),
    )
    context = {
        "page": Paginator(counted, ON_A_PAGE).get_page(request.GET.get("page")),
        "open": rows.filter(closed_at=None).exists(),
        "refused": refused,
    }
    return page(request, "evidence/runs.html", context, status=status)


def _count(rows: Any) -> Any:
    """How many of `rows` belong to the run: a subquery each, because joins would multiply each other."""
    counted = rows.filter(run=OuterRef("pk")).order_by().values("run").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def run(request: Visit, pk: UUID) -> HttpResponse:
    rows = Run.objects.visible_to(request.viewer).filter(system=request.system)
    row = get_object_or_404(rows.select_related("started_by"), pk=pk)
    progress = progress_of(row)
    context = {"run": row, "progress": progress, "grid": _grid(progress), "gaps": _gaps(row, progress)}
    return page(request, "evidence/run.html", context, part="progress")


def _grid(progress: Progress) -> Grid:
    keys = list(dict.fromkeys(cell.collector for cell in progress.cells))
    places: dict[tuple[str, str, str], dict[str, Cell]] = {}
    for cell in progress.cells:
        places.setdefault((cell.account_name, cell.account_id, cell.region), {})[cell.collector] = cell
    known = collectors()
    titles = [(key, known[key].title if key in known else key) for key in keys]
    return Grid(titles, [(*place, [cells.get(key) for key in keys]) for place, cells in sorted(places.items())])


def _gaps(run: Run, progress: Progress) -> list[Gap]:
    """Cells that nobody could look at, and single answers missing in the others."""
    found: dict[tuple[str, str], list[str]] = {}
    whole = [cell for cell in progress.cells if cell.state in GAP_STATES]
    for cell in whole:
        known = collectors().get(cell.collector)
        title = known.title if known else cell.collector
        found.setdefault((f"{cell.account_name}, {cell.region}", cell.reason), []).append(title)
    blank = {(cell.account_id, cell.region, cell.collector) for cell in whole}
    names = {cell.account_id: cell.account_name for cell in progress.cells}
    blind = Observation.objects.filter(run=run, outcome=Outcome.ERROR)
    missing = blind.values("account", "region", "check_key", "reason").distinct()
    for each in missing.order_by("account", "region", "check_key"):
        account, region, key = each["account"], each["region"], each["check_key"]
        if (account, region, key.partition(".")[0]) not in blank:
            check = checks().get(key)
            where = f"{names.get(account, account)}, {region}"
            found.setdefault((where, each["reason"]), []).append(check.title if check else key)
    return [
        Gap(where, what, str(ERROR_REASONS.get(reason, reason)), str(ERROR_REMEDIES.get(reason, "")))
        for (where, reason), what in found.items()
    ]
