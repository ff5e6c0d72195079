"""Collection runs: the list, one run with its cells as they are worked on, and what an officer does with them."""

import datetime
from dataclasses import dataclass, field
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timesince import timeuntil
from django.utils.translation import gettext_lazy as _

from compliance.models import AccountTerm, Outcome
from compliance.web.door import Visit
from evidence.actions.cancelling import cancel_run
from evidence.actions.collecting import start_again, start_run
from evidence.collecting.shipped import checks, collectors
from evidence.models import GAPS, Observation, Run
from evidence.runs.attempts import looked_today
from evidence.runs.looked import Sight
from evidence.runs.progress import Cell, Progress, Tally, progress_of
from evidence.wording import ERROR_REASONS, ERROR_REMEDIES, why
from frameworks.errors import Refused
from frameworks.web.pages import page

ON_A_PAGE = 25
MISSING = "missing"
"""Of the grid only the collectors and regions in which something was not seen."""
WAYS = {"account": _("Account"), "region": _("Region"), "collector": _("Collector")}


@dataclass(frozen=True)
class Grid:
    """The cells of one account: rows are regions, columns collectors; None where a collector does not look."""

    account: Tally
    collectors: list[tuple[str, str]]
    rows: list[tuple[str, list[Cell | None]]]


@dataclass
class Gap:
    """What could not be looked at for one reason, in words: by place, whole collectors or single checks."""

    reason: str
    remedy: str
    places: dict[str, list[str]] = field(default_factory=dict)

    @property
    def answers(self) -> int:
        return sum(len(what) for what in self.places.values())


def runs(request: Visit) -> HttpResponse:
    return _runs_page(request)


def start(request: Visit) -> HttpResponse:
    """Everything, or only what the two lists name."""
    named = {name: [value for value in request.POST.getlist(name) if value] for name in ("only", "accounts")}
    try:
        run = start_run(system=request.system, actor=request.user, now=request.now, **named)
    except Refused as refusal:
        return _runs_page(request, refused=str(refusal), status=422)
    return redirect("evidence:run", request.system.pk, run.pk)


def _runs_page(request: Visit, refused: str = "", status: int = 200) -> HttpResponse:
    rows = Run.objects.visible_to(request.viewer).filter(system=request.system)
    counted = rows.select_related("started_by").with_looked()
    terms = AccountTerm.objects.on(request.system.day_of(request.now)).filter(system=request.system)
    context = {
        "page": Paginator(counted, ON_A_PAGE).get_page(request.GET.get("page")),
        "open": rows.filter(closed_at=None).first(),
        "refused": refused,
        "collectors": [(key, collector.title) for key, collector in collectors().items()],
        "accounts": terms.select_related("account").order_by("account__name"),
        "chosen": {name: request.POST.get(name, "") for name in ("only", "accounts")},
    }
    return page(request, "evidence/runs.html", context, status=status)


def run(request: Visit, pk: UUID) -> HttpResponse:
    return _run_page(request, _run(request, pk))


def cancel(request: Visit, pk: UUID) -> HttpResponse:
    row = _run(request, pk)
    try:
        cancel_run(run=row, actor=request.user, now=request.now)
    except Refused as refusal:
        return _run_page(request, row, refused=str(refusal), status=422)
    return redirect("evidence:run", request.system.pk, row.pk)


def again(request: Visit, pk: UUID) -> HttpResponse:
    row = _run(request, pk)
    try:
        new = start_again(run=row, actor=request.user, now=request.now)
    except Refused as refusal:
        return _run_page(request, row, refused=str(refusal), status=422)
    return redirect("evidence:run", request.system.pk, new.pk)


def looked(request: Visit) -> HttpResponse:
    """How much of the system is looked at today: a fragment on its own page."""
    today = looked_today(request.system, request.now)
    context = {"looked": today, "why": why(today.reasons)}
    return page(request, "evidence/looked.html", context, part="today")


def _run(request: Visit, pk: UUID) -> Run:
    rows = Run.objects.visible_to(request.viewer).filter(system=request.system)
    return get_object_or_404(rows.select_related("system", "started_by", "cancelled_by"), pk=pk)


def _run_page(request: Visit, row: Run, refused: str = "", status: int = 200) -> HttpResponse:
    progress = progress_of(row, request.now)
    by = request.GET.get("by", "")
    by = by if by in WAYS else "account"
    show = MISSING if request.GET.get("show") == MISSING else ""
    tallies = {"account": progress.accounts, "region": progress.regions, "collector": progress.collectors}
    context = {
        "by": by,
        "ways": WAYS.items(),
        "way": WAYS[by],
        "tallies": tallies[by],
        "time_left": _time_left(progress, request.now),
        "run": row,
        "progress": progress,
        "looked": progress.looked,
        "why": why(progress.looked.reasons),
        "grid": _grid(progress, request.GET.get("account", ""), only_missing=show == MISSING),
        "show": show,
        "gaps": _gaps(row, progress),
        "refused": refused,
    }
    return page(request, "evidence/run.html", context, part="progress", status=status)


def _time_left(progress: Progress, now: datetime.datetime) -> str:
    seconds = progress.speed.seconds_left if progress.speed else None
    if seconds is None:
        return ""
    minute = datetime.timedelta(minutes=1)
    left = max(datetime.timedelta(seconds=seconds), minute)
    return timeuntil(now + left, now, depth=1)


def _grid(progress: Progress, asked: str, *, only_missing: bool) -> Grid | None:
    """Of the account that is asked for, or of the one of which the least was seen."""
    account = next((each for each in progress.accounts if each.key == asked), next(iter(progress.accounts), None))
    if account is None:
        return None
    cells = [cell for cell in progress.cells if cell.account_id == account.key]
    shown = [cell for cell in cells if not only_missing or cell.sight in {Sight.IN_PART, Sight.NOT_AT_ALL}]
    keys, known = sorted({cell.collector for cell in shown}), collectors()
    found = {(cell.region, cell.collector): cell for cell in cells}
    return Grid(
        account,
        [(key, known[key].title if key in known else key) for key in keys],
        [(region, [found.get((region, key)) for key in keys]) for region in sorted({cell.region for cell in shown})],
    )


def _gaps(run: Run, progress: Progress) -> list[Gap]:
    """Cells that nobody could look at, and single answers missing in the others; the commonest reason first."""
    found: dict[str, Gap] = {}

    def note(reason: str, place: str, what: str) -> None:
        said = str(ERROR_REASONS.get(reason, reason)), str(ERROR_REMEDIES.get(reason, ""))
        found.setdefault(reason, Gap(*said)).places.setdefault(place, []).append(what)

    whole = [cell for cell in progress.cells if cell.state in GAPS]
    for cell in whole:
        known = collectors().get(cell.collector)
        note(cell.reason, f"{cell.account_name}, {cell.region}", known.title if known else cell.collector)
    blank = {(cell.account_id, cell.region, cell.collector) for cell in whole}
    names = {cell.account_id: cell.account_name for cell in progress.cells}
    blind = Observation.objects.known().filter(run=run, outcome=Outcome.ERROR)
    missing = blind.values("account", "region", "check_key", "reason").distinct()
    for each in missing.order_by("account", "region", "check_key"):
        account, region, key = each["account"], each["region"], each["check_key"]
        if (account, region, key.partition(".")[0]) not in blank:
            check = checks().get(key)
            note(each["reason"], f"{names.get(account, account)}, {region}", check.title if check else key)
    return sorted(found.values(), key=lambda gap: -gap.answers)
