"""One import: how far it is, what was taken, what we do not map, what is elsewhere, and what could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.models import Outcome
from compliance.web.door import Visit
from evidence.actions.mapping import map_check
from evidence.actions.taking_findings import read_again
from evidence.importing.shipped import formats
from evidence.importing.wording import NOT_ASKED, WHY_SO, WHY_UNREAD
from evidence.imports import CheckSeen, checks_of, is_under_way, title_of_tool, why_it_failed
from evidence.models import Import, Observation
from evidence.web.imports.forms import MappingForm
from evidence.wording import ERROR_REASONS, ERROR_REMEDIES
from frameworks.errors import Refused
from frameworks.web import filters
from frameworks.web.pages import page

ON_A_PAGE = 50


@dataclass(frozen=True)
class Shown:
    """A finding, with the sentence for why it is neither a pass nor a failure."""

    row: Observation
    title: str
    because: str


def one(request: Visit, pk: UUID) -> HttpResponse:
    return _one_page(request, _visible(request, pk))


def again(request: Visit, pk: UUID) -> HttpResponse:
    made = _visible(request, pk)
    try:
        read_again(made=made, actor=request.user, now=request.now)
    except Refused as refusal:
        return _one_page(request, made, refused=str(refusal), status=422)
    return redirect("evidence:import", request.system.pk, made.pk)


def mapping(request: Visit, pk: UUID) -> HttpResponse:
    """What one check of the import supports, by this installation; then the import is read again."""
    made = _visible(request, pk)
    check_key = (request.GET if request.method == "GET" else request.POST).get("check_key", "")
    check = next((each for each in checks_of(made) if each.key == check_key and not each.is_ours), None)
    if check is None:
        return redirect("evidence:import", request.system.pk, made.pk)
    if request.method == "GET":
        told = check.mapped
        initial = {"controls": told.controls, "service": told.service} if told else {}
        return _mapping_page(request, made, check, MappingForm(initial={"check_key": check_key, **initial}))
    form = MappingForm(request.POST)
    if form.is_valid():
        try:
            map_check(actor=request.user, now=request.now, **form.cleaned_data)
            read_again(made=made, actor=request.user, now=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("What it supports is on record. The import is read again with it."))
            return redirect("evidence:import", request.system.pk, made.pk)
    return _mapping_page(request, made, check, form, status=422)


def _visible(request: Visit, pk: UUID) -> Import:
    rows = Import.objects.visible_to(request.viewer).filter(system=request.system)
    return get_object_or_404(rows.select_related("system", "item", "job", "requested_by"), pk=pk)


def _mapping_page(request: Visit, made: Import, check: CheckSeen, form: MappingForm, status: int = 200) -> HttpResponse:
    context = {"made": made, "name": _name(made), "check": check, "form": form}
    return page(request, "evidence/imports/mapping.html", context, status=status)


def _one_page(request: Visit, made: Import, refused: str = "", status: int = 200) -> HttpResponse:
    checks = checks_of(made)
    unmapped = [each for each in checks if each.mapped is None]
    reason = why_it_failed(made)
    context: dict[str, Any] = {
        "made": made,
        "name": _name(made),
        "format": formats()[made.format],
        "under_way": is_under_way(made),
        "failed": str(ERROR_REASONS.get(reason) or NOT_ASKED.get(reason) or reason) if reason else "",
        "remedy": str(ERROR_REMEDIES.get(reason, "")),
        "unmapped": unmapped,
        "unmapped_findings": sum(each.findings for each in unmapped),
        "mapped_here": [each for each in checks if each.mapped and not each.is_ours],
        "unread": [(number, WHY_UNREAD.get(why, why)) for number, why in made.unread],
        "refused": refused,
        **_findings(request, made, checks),
    }
    return page(request, "evidence/imports/import.html", context, part="progress", status=status)


def _findings(request: Visit, made: Import, checks: Sequence[CheckSeen]) -> dict[str, Any]:
    """A page of them, as filtered by outcome, account, check and words of the resource."""
    rows = Observation.objects.known().filter(item=made.item_id) if made.item_id else Observation.objects.none()
    places = sorted(set(rows.order_by().values_list("account", "region").distinct()))
    chosen = filters.read(
        request.GET,
        {
            "outcome": (_("Outcome"), Outcome.choices),
            "account": (_("Account"), [(each, each) for each in sorted({each for each, _region in places if each})]),
            "region": (_("Region"), [(each, each) for each in sorted({each for _account, each in places if each})]),
            "check": (_("Check"), [(each.key, each.key.partition(":")[2]) for each in checks]),
        },
    )
    names = {"outcome": "outcome", "account": "account", "region": "region", "check": "check_key"}
    rows = rows.filter(
        **{column: chosen.every[name].chosen for name, column in names.items() if chosen.every[name].chosen}
    )
    for word in chosen.text.split():
        rows = rows.filter(resource__icontains=word)
    shown = Paginator(rows.order_by("check_key", "account", "region", "resource", "pk"), ON_A_PAGE)
    found = shown.get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    return {
        "filters": chosen,
        "page": found,
        "findings": [
            Shown(row, made.titles.get(row.check_key, ""), str(WHY_SO.get(row.reason, row.reason))) for row in found
        ],
        "asked": asked.urlencode(),
    }


def _name(made: Import) -> str:
    return f"{title_of_tool(made.tool)} {made.tool_version}".strip()
