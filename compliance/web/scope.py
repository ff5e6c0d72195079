"""The boundary of a system, as its officer draws it: frameworks, accounts, services in use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from compliance.actions.beginning import use_typical
from compliance.actions.ruling import apply_rules
from compliance.actions.scoping import add_account as add_account_to
from compliance.actions.scoping import answer_to as answer_to_framework
from compliance.actions.scoping import use_service as use_a_service
from compliance.actions.settling import Settled, settle_duties
from compliance.inheritance.leaning import held_elsewhere
from compliance.models import AccountTerm, DataClass, FrameworkScope, Leaning, ServiceSighting, ServiceUse, System
from compliance.presets import PRESETS
from compliance.web.description_forms import DescriptionForm
from compliance.web.door import Visit
from compliance.web.leaning_forms import LeanOnForm
from compliance.web.scope_forms import AccountForm, FrameworkForm, UseForm
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web import filters
from frameworks.web.pages import page


@dataclass(frozen=True)
class LeaningRow:
    """Another system that this one leans on, with the titles of controls: held there today, or ours all the same."""

    leaning: Leaning
    held: list[str]
    ours: list[str]


def scope(request: Visit) -> HttpResponse:
    return scope_page(request)


def answer_to(request: Visit) -> HttpResponse:
    form = FrameworkForm(request.POST, on=request.system.day_of(request.now))

    def act() -> None:
        answer_to_framework(system=request.system, **form.said(), actor=request.user, now=request.now)

    return tried(request, form, act) or scope_page(request, framework_form=form, status=422)


def add_account(request: Visit) -> HttpResponse:
    form = AccountForm(request.POST, on=request.system.day_of(request.now))

    def act() -> None:
        said = dict(form.cleaned_data)
        typical = PRESETS.get(said.pop("typical"))
        account = add_account_to(system=request.system, **said, actor=request.user, now=request.now)
        if typical:
            use_typical(
                account=account,
                regions=said["regions"],
                preset=typical,
                since=said["since"],
                actor=request.user,
                now=request.now,
            )

    return tried(request, form, act) or scope_page(request, account_form=form, status=422)


def use_service(request: Visit) -> HttpResponse:
    on = request.system.day_of(request.now)
    form = UseForm(request.POST, system=request.system, terms=_terms(request), on=on)

    def act() -> None:
        for account, region in form.places():
            use_a_service(
                account=account,
                service=form.cleaned_data["service"],
                region=region,
                touches=form.touches(),
                since=form.cleaned_data["since"],
                actor=request.user,
                now=request.now,
            )

    return tried(request, form, act) or scope_page(request, use_form=form, status=422)


def tried(request: Visit, form: forms.Form, act: Callable[[], object]) -> HttpResponse | None:
    """The change made, the duties settled, and back to the scope; None where the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            act()
            settled = settle_duties(
                system=request.system,
                catalogue=shipped(),
                on=request.system.day_of(request.now),
                actor=request.user,
                now=request.now,
            )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    apply_rules(system=request.system, on=request.system.day_of(request.now), now=request.now)
    messages.success(request, _outcome(settled))
    return redirect("compliance:scope", request.system.pk)


def _outcome(settled: Settled) -> str:
    counts = {"opened": len(settled.opened), "ended": len(settled.ended)}
    return _("Recorded. Duties opened: %(opened)d, ended: %(ended)d.") % counts


def scope_page(request: Visit, status: int = 200, **bound: forms.Form) -> HttpResponse:
    system, on = request.system, request.system.day_of(request.now)
    terms = _terms(request)
    uses = _uses(request)
    accounts = dict.fromkeys((use.account.account_id, str(use.account)) for use in uses)
    chosen = filters.read(request.GET, {"account": (_("Account"), accounts)})
    others = others_offered(request)
    context: dict[str, Any] = {
        "describe_form": DescriptionForm(initial=_described(system)),
        "scopes": [(scope, taken_on(scope)) for scope in _scopes(request)],
        "terms": terms,
        "uses": [use for use in uses if _lets(chosen, use)],
        "total": len(uses),
        "sighted": _sighted(system),
        "filters": chosen,
        "leanings": _leanings(request),
        "others": others,
        "data_classes": [(code, DataClass(code).label) for code in system.data_classes],
        "framework_form": FrameworkForm(on=on),
        "account_form": AccountForm(on=on),
        "use_form": UseForm(system=system, terms=terms, on=on),
        "leaning_form": LeanOnForm(others=others, on=on),
        "on": on,
    }
    return page(request, "compliance/scope.html", context | bound, part="uses", status=status)


def others_offered(request: Visit) -> QuerySet[System]:
    """The other systems to whose team the viewer belongs: of no other may anybody learn here."""
    rows = System.objects.filter(pk__in=request.viewer.team_ids, ended_at=None)
    return rows.filter(is_demonstration=request.system.is_demonstration).exclude(pk=request.system.pk)


def _described(system: System) -> dict[str, object]:
    return {"name": system.name, "purpose": system.purpose, "data_classes": system.data_classes}


def _uses(request: Visit) -> list[ServiceUse]:
    rows = ServiceUse.objects.beyond(request.system.day_of(request.now)).filter(system=request.system)
    rows = rows.select_related("account", "service")
    return list(rows.order_by("account__name", "service__name", "region", "valid_from"))


def _sighted(system: System) -> dict[str, int]:
    """How many services were seen and are not in use, and how many are in use and no longer seen."""
    rows = ServiceSighting.objects.filter(system=system)
    return {"proposed": rows.proposed().count(), "missed": rows.missed().count()}


def _lets(chosen: filters.Filters, use: ServiceUse) -> bool:
    names = (use.service.name, use.service.key, use.region, str(use.account))
    return chosen.lets(account=use.account.account_id) and chosen.finds(*names)


def _leanings(request: Visit) -> list[LeaningRow]:
    on = request.system.day_of(request.now)
    rows = Leaning.objects.beyond(on).filter(system=request.system).select_related("on_system")
    held = held_elsewhere(request.system, on)
    return [
        LeaningRow(row, _titles(held.intersection(row.controls)), _titles(set(row.controls) - held))
        for row in rows.order_by("on_system__name", "valid_from")
    ]


def _titles(controls: set[str]) -> list[str]:
    known = shipped().controls
    return sorted(known[key].title if key in known else key for key in controls)


def _scopes(request: Visit) -> list[FrameworkScope]:
    rows = FrameworkScope.objects.beyond(request.system.day_of(request.now)).filter(system=request.system)
    return list(rows.select_related("edition").order_by("edition__title", "valid_from"))


def _terms(request: Visit) -> list[AccountTerm]:
    rows = AccountTerm.objects.beyond(request.system.day_of(request.now)).filter(system=request.system)
    return list(rows.select_related("account__system").order_by("account__name", "valid_from"))


def taken_on(scope: FrameworkScope) -> list[str]:
    """Titles of the edition's categories that the system takes on; none where it has no categories."""
    edition = shipped().editions.get(scope.edition.key)
    categories = edition.categories if edition else ()
    return [each.title for each in categories if each.key not in scope.left_out]
