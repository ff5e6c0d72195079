"""One framework, account or service in the boundary: change it from a day on, or end it after a day."""

import datetime
from collections.abc import Callable, Mapping
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from compliance.actions import ending, scoping
from compliance.models import Account, FrameworkScope, ServiceUse
from compliance.web.door import Visit
from compliance.web.scope import tried
from compliance.web.scope_forms import EndForm, FrameworkForm, RegionsForm, TouchesForm
from frameworks.web.pages import page


def framework(request: Visit, pk: UUID) -> HttpResponse:
    row = _framework(request, pk)
    form = FrameworkForm(sent(request), scope=row, on=today(request))

    def act() -> None:
        scoping.answer_to(system=request.system, **form.said(), actor=request.user, now=request.now)

    return changed(request, form, act) or _framework_page(request, row, form=form)


def end_framework(request: Visit, pk: UUID) -> HttpResponse:
    row = _framework(request, pk)

    def act(after: datetime.date) -> None:
        ending.end_framework(
            system=request.system, edition=row.edition, after=after, actor=request.user, now=request.now
        )

    return ended(request, act, lambda end: _framework_page(request, row, end=end))


def account(request: Visit, pk: UUID) -> HttpResponse:
    row = _account(request, pk)
    form = RegionsForm(sent(request), initial={"regions": _regions(row)}, on=today(request))

    def act() -> None:
        scoping.add_account(
            system=request.system,
            account_id=row.account_id,
            name=row.name,
            **form.cleaned_data,
            actor=request.user,
            now=request.now,
        )

    return changed(request, form, act) or _account_page(request, row, form=form)


def end_account(request: Visit, pk: UUID) -> HttpResponse:
    row = _account(request, pk)

    def act(after: datetime.date) -> None:
        ending.end_account_term(account=row, after=after, actor=request.user, now=request.now)

    return ended(request, act, lambda end: _account_page(request, row, end=end))


def use(request: Visit, pk: UUID) -> HttpResponse:
    row = _use(request, pk)
    form = TouchesForm(sent(request), system=request.system, use=row, on=today(request))

    def act() -> None:
        scoping.use_service(
            account=row.account,
            service=row.service,
            region=row.region,
            touches=form.touches(),
            since=form.cleaned_data["since"],
            actor=request.user,
            now=request.now,
        )

    return changed(request, form, act) or _use_page(request, row, form=form)


def end_use(request: Visit, pk: UUID) -> HttpResponse:
    row = _use(request, pk)

    def act(after: datetime.date) -> None:
        ending.end_use(
            account=row.account,
            service=row.service,
            region=row.region,
            after=after,
            actor=request.user,
            now=request.now,
        )

    return ended(request, act, lambda end: _use_page(request, row, end=end))


def changed(request: Visit, form: forms.Form, act: Callable[[], object]) -> HttpResponse | None:
    return tried(request, form, act) if request.method == "POST" else None


def ended(
    request: Visit, act: Callable[[datetime.date], object], again: Callable[[EndForm], HttpResponse]
) -> HttpResponse:
    end = EndForm(request.POST, on=today(request))
    return tried(request, end, lambda: act(end.cleaned_data["after"])) or again(end)


def _framework_page(
    request: Visit, row: FrameworkScope, form: forms.Form | None = None, end: forms.Form | None = None
) -> HttpResponse:
    says = {
        "title": row.edition.title,
        "lead": _("What is changed holds from its day on; the days before keep their answers."),
        "end_title": _("Stop answering to it"),
        "end_lead": _("Its requirements are shown no more after the last day, and duties that only it asks for end."),
    }
    form = form or FrameworkForm(scope=row, on=today(request))
    return row_page(request, row.pk, "framework", says, form, end)


def _account_page(
    request: Visit, row: Account, form: forms.Form | None = None, end: forms.Form | None = None
) -> HttpResponse:
    says = {
        "title": str(row),
        "lead": _("A region in which services are in use stays: end these uses first."),
        "end_title": _("Take the account out"),
        "end_lead": _("All its services are no longer in use after the last day. Its evidence stays."),
    }
    form = form or RegionsForm(initial={"regions": _regions(row)}, on=today(request))
    return row_page(request, row.pk, "account", says, form, end)


def _use_page(
    request: Visit, row: ServiceUse, form: forms.Form | None = None, end: forms.Form | None = None
) -> HttpResponse:
    says = {
        "title": row.service.name,
        "lead": f"{row.account}, {row.region} · {row.get_origin_display()}",
        "end_title": _("End the use"),
        "end_lead": _("Duties that only this use asks for end once it is over. Their evidence stays."),
    }
    form = form or TouchesForm(system=request.system, use=row, on=today(request))
    return row_page(request, row.pk, "use", says, form, end)


def row_page(
    request: Visit, pk: UUID, what: str, says: Mapping[str, str], form: forms.Form, end: forms.Form | None
) -> HttpResponse:
    context = {
        **says,
        "pk": pk,
        "form": form,
        "end": end or EndForm(on=today(request)),
        "change_route": f"compliance:scope-{what}",
        "end_route": f"compliance:end-{what}",
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "compliance/scope-row.html", context, status=status)


def _framework(request: Visit, pk: UUID) -> FrameworkScope:
    rows = FrameworkScope.objects.known().filter(system=request.system).select_related("edition")
    return get_object_or_404(rows, pk=pk)


def _account(request: Visit, pk: UUID) -> Account:
    rows = Account.objects.visible_to(request.viewer).filter(system=request.system).select_related("system")
    return get_object_or_404(rows, pk=pk)


def _use(request: Visit, pk: UUID) -> ServiceUse:
    rows = ServiceUse.objects.known().filter(system=request.system)
    return get_object_or_404(rows.select_related("account__system", "service"), pk=pk)


def _regions(row: Account) -> list[str]:
    term = row.terms.known().order_by("valid_from").last()
    return list(term.regions) if term else []


def today(request: Visit) -> datetime.date:
    return request.system.day_of(request.now)


def sent(request: Visit) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
