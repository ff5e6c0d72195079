"""How long this system's records are kept: what the frameworks ask, our rules, the holds, and what is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.web.door import Visit
from evidence.actions.erasing import erase
from evidence.actions.retaining import end_rule, keep_for
from evidence.models import ErasedFor, LegalHold, RecordClass, RetentionRule
from evidence.retention.keeping import Retention, retention_of
from evidence.retention.purging import over
from evidence.web.keeping.forms import PurgeForm, RuleForm
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web.pages import page

SHOWN = 100


@dataclass(frozen=True)
class Asked:
    """What one edition asks for one period: of how many controls, and the references that say so."""

    edition: str
    period: str
    controls: int
    refs: tuple[str, ...]


def retention(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _page(request)
    form = RuleForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            keep_for(
                system=request.system,
                record_class=RecordClass(said.pop("record_class")),
                **said,
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded."))
            return redirect("evidence:retention", request.system.pk)
    return _page(request, form=form, status=422)


def end(request: Visit, pk: UUID) -> HttpResponse:
    rule = get_object_or_404(RetentionRule.objects.known().binding(request.system), pk=pk)
    end_rule(rule=rule, system=request.system, actor=request.user, now=request.now)
    messages.success(request, _("The rule has ended."))
    return redirect("evidence:retention", request.system.pk)


def purge(request: Visit) -> HttpResponse:
    listed = {str(each.record.pk): each.record for each in islice(over(request.system, request.now), SHOWN)}
    form = PurgeForm(request.POST, offered=list(listed))
    if form.is_valid():
        records = [listed[each] for each in form.cleaned_data["chosen"]]
        try:
            count = erase(
                system=request.system,
                records=records,
                because=ErasedFor.RETENTION,
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, ngettext("%(n)s record was erased.", "%(n)s records were erased.", count) % {"n": count}
            )
            return redirect("evidence:retention", request.system.pk)
    return _page(request, purge_form=form, status=422)


def asked_of(said: Retention) -> Iterable[Asked]:
    """By edition, the longest period first."""
    catalogue = shipped()
    for edition, lines in said.lines.items():
        by_period: dict[str, list[Any]] = {}
        for line in lines.values():
            by_period.setdefault(line.period, []).append(line)
        for period, found in by_period.items():
            refs = tuple(sorted({line.ref for line in found}))
            yield Asked(catalogue.editions[edition].title, period, len(found), refs)


def _page(request: Visit, status: int = 200, **bound: Any) -> HttpResponse:
    said = retention_of(request.system, request.now)
    found = list(islice(over(request.system, request.now), SHOWN + 1))
    context = {
        "asked": list(asked_of(said)),
        "silent": sorted(shipped().editions[key].title for key, lines in said.lines.items() if not lines),
        "rules": [said.rules.get(each) or each for each in RecordClass],
        "holds": LegalHold.objects.visible_to(request.viewer)
        .filter(system=request.system, lifted_at=None)
        .select_related("duty__control", "duty__service", "duty__programme", "engagement", "placed_by")
        .prefetch_related("items"),
        "lifted": LegalHold.objects.visible_to(request.viewer)
        .filter(system=request.system)
        .exclude(lifted_at=None)
        .select_related("lifted_by"),
        "over": found[:SHOWN],
        "more": len(found) > SHOWN,
        "form": RuleForm(),
        "purge_form": PurgeForm(offered=[]),
    }
    return page(request, "evidence/keeping/retention.html", context | bound, status=status)
