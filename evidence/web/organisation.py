"""The accounts of an organisation: which of them no system covers, and the way to add each one."""

import re
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from compliance.actions.scoping import add_account
from compliance.actions.settling import settle_duties
from compliance.models import Role, System
from compliance.web.door import Visit
from compliance.web.fields import TEXT, RegionsField
from evidence.organisation import organisations_of
from evidence.wording import ERROR_REASONS
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web.pages import page

ACCOUNT_ID = re.compile(r"\d{12}", re.ASCII)


class MemberForm(forms.Form):
    system = forms.ModelChoiceField(
        System.objects.none(),
        label=_("System"),
        help_text=_("Only systems of which you are a compliance officer."),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What people call it."), widget=forms.TextInput(attrs=TEXT)
    )
    regions = RegionsField()

    def __init__(self, *args: Any, request: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [pk for pk, roles in request.viewer.roles.items() if Role.OFFICER in roles]
        rows = System.objects.filter(pk__in=held, ended_at=None, is_demonstration=request.system.is_demonstration)
        self.fields["system"].queryset = rows  # type: ignore[attr-defined]
        self.fields["system"].initial = request.system.pk


def organisation(request: Visit) -> HttpResponse:
    found = organisations_of(request.system, request.viewer, request.system.day_of(request.now))
    context = {"organisations": [(each, ERROR_REASONS.get(each.reason, each.reason)) for each in found]}
    return page(request, "evidence/connections/organisation.html", context)


def add_member(request: Visit, digits: str) -> HttpResponse:
    """From today on the account belongs to the chosen system; then it is connected."""
    if not ACCOUNT_ID.fullmatch(digits):
        raise Http404
    form, refused = MemberForm(request.POST if request.method == "POST" else None, request=request), ""
    if form.is_bound and form.is_valid():
        system: System = form.cleaned_data["system"]
        on = system.day_of(request.now)
        acting: dict[str, Any] = {"actor": request.user, "now": request.now}
        try:
            with transaction.atomic():
                account = add_account(
                    system=system,
                    account_id=digits,
                    name=form.cleaned_data["name"],
                    regions=form.cleaned_data["regions"],
                    since=on,
                    **acting,
                )
                settle_duties(system=system, catalogue=shipped(), on=on, **acting)
        except Refused as refusal:
            refused = str(refusal)
        else:
            return redirect("evidence:connection", system.pk, account.pk)
    context = {"digits": digits, "form": form, "refused": refused}
    return page(request, "evidence/connections/add-member.html", context, status=422 if form.is_bound else 200)
