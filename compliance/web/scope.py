"""The boundary of a system, as its officer draws it: frameworks, accounts, services in use."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from compliance.actions.beginning import use_typical
from compliance.actions.scoping import add_account as add_account_to
from compliance.actions.scoping import answer_to as answer_to_framework
from compliance.actions.scoping import use_service as use_a_service
from compliance.actions.settling import Settled, settle_duties
from compliance.models import AccountTerm, DataClass, FrameworkScope, ServiceUse
from compliance.presets import PRESETS
from compliance.web.door import Visit
from compliance.web.scope_forms import AccountForm, FrameworkForm, UseForm
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web.pages import page


def scope(request: Visit) -> HttpResponse:
    return _scope_page(request)


def answer_to(request: Visit) -> HttpResponse:
    form = FrameworkForm(request.POST, on=request.system.day_of(request.now))

    def act() -> None:
        answer_to_framework(system=request.system, **form.said(), actor=request.user, now=request.now)

    return tried(request, form, act) or _scope_page(request, framework_form=form, status=422)


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

    return tried(request, form, act) or _scope_page(request, account_form=form, status=422)


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

    return tried(request, form, act) or _scope_page(request, use_form=form, status=422)


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
    messages.success(request, _outcome(settled))
    return redirect("compliance:scope", request.system.pk)


def _outcome(settled: Settled) -> str:
    counts = {"opened": len(settled.opened), "ended": len(settled.ended)}
    return _("Recorded. Duties opened: %(opened)d, ended: %(ended)d.") % counts


def _scope_page(request: Visit, status: int = 200, **bound: forms.Form) -> HttpResponse:
    system, on = request.system, request.system.day_of(request.now)
    terms = _terms(request)
    uses = ServiceUse.objects.beyond(on).filter(system=system).select_related("account", "service")
    context: dict[str, Any] = {
        "scopes": [(scope, taken_on(scope)) for scope in _scopes(request)],
        "terms": terms,
        "uses": uses.order_by("account__name", "service__name", "region", "valid_from"),
        "data_classes": [(code, DataClass(code).label) for code in system.data_classes],
        "framework_form": FrameworkForm(on=on),
        "account_form": AccountForm(on=on),
        "use_form": UseForm(system=system, terms=terms, on=on),
        "on": on,
    }
    return page(request, "compliance/scope.html", context | bound, status=status)


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
