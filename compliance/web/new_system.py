"""The first steps of a system: an administrator says what it is and who its compliance officer is, who goes on."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from compliance.actions.beginning import FirstAccount, begin_system
from compliance.models import System, User
from compliance.presets import PRESETS
from compliance.web.description_forms import DescriptionForm
from compliance.web.door import Visit
from compliance.web.fields import TEXT, RegionsField
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web.pages import page

CHECK = {"class": "form-check-input"}
ZONES = ["UTC", *sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))]


class NewSystemForm(DescriptionForm):
    key = forms.SlugField(
        label=gettext_lazy("Key"),
        help_text=gettext_lazy("Its short name in commands: letters, digits and hyphens. It never changes."),
        widget=forms.TextInput(attrs={**TEXT, "autocapitalize": "off"}),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[(zone, zone) for zone in ZONES],
        help_text=gettext_lazy("Where its days begin and end."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    officer = forms.EmailField(
        label=gettext_lazy("Compliance officer"),
        help_text=gettext_lazy("Mail address of somebody who can log in here already."),
        widget=forms.EmailInput(attrs=TEXT),
    )
    preset = forms.ChoiceField(
        label=gettext_lazy("What kind of system is it?"),
        required=False,
        choices=[*((key, key) for key in PRESETS), ("", "")],
        widget=forms.RadioSelect(attrs=CHECK),
    )
    account_id = forms.RegexField(
        r"^\d{12}\Z",
        label=gettext_lazy("Account id"),
        required=False,
        help_text=gettext_lazy("12 digits."),
        error_messages={"invalid": gettext_lazy("An AWS account id has 12 digits: correct it.")},
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "numeric"}),
    )
    account_name = forms.CharField(
        label=gettext_lazy("Name of the account"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs=TEXT),
    )
    regions = RegionsField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["data_classes"].help_text = _("Those of the kind chosen above are held anyway.")

    def clean_officer(self) -> User:
        mail = self.cleaned_data["officer"].lower()
        officer = User.objects.filter(email=mail, is_active=True).first()
        if officer is None:
            raise ValidationError(
                _("Nobody who may log in has the mail address %(mail)s: an administrator adds the person first."),
                params={"mail": mail},
            )
        return officer

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        account = [said.get("account_id"), said.get("account_name"), said.get("regions")]
        if any(account) and not all(account) and not self.errors:
            raise ValidationError(_("An account needs its id, a name and a region: write all three, or none for now."))
        return said

    def kinds(self) -> list[tuple[BoundWidget, object, object]]:
        """Each kind to choose from, with its title and what it brings."""
        titles: list[tuple[object, object]] = [(each.title, each.says) for each in PRESETS.values()]
        titles.append((_("None of these"), _("Its officer says what it answers to, and which services it uses.")))
        return [(tag, *each) for tag, each in zip(self["preset"], titles, strict=True)]


def new_system(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return page(request, "compliance/new-system.html", {"form": NewSystemForm(initial={"preset": ""})})
    form, refused = NewSystemForm(request.POST), ""
    if form.is_valid():
        try:
            return _begin(request, dict(form.cleaned_data))
        except Refused as refusal:
            refused = str(refusal)
    return page(request, "compliance/new-system.html", {"form": form, "refused": refused}, status=422)


def _begin(request: Visit, said: dict[str, Any]) -> HttpResponse:
    account_id, name, regions = (said.pop(field) for field in ("account_id", "account_name", "regions"))
    system, settled = begin_system(
        **said | {"preset": PRESETS.get(said["preset"])},
        account=FirstAccount(account_id, name, tuple(regions)) if account_id else None,
        catalogue=shipped(),
        actor=request.user,
        now=request.now,
    )
    duties = len(settled.opened)
    messages.success(
        request,
        ngettext(
            "%(system)s is begun, with %(n)d duty. %(officer)s is its compliance officer and goes on.",
            "%(system)s is begun, with %(n)d duties. %(officer)s is its compliance officer and goes on.",
            duties,
        )
        % {"system": system, "n": duties, "officer": said["officer"]},
    )
    return _go_on(request, system, said["officer"])


def _go_on(request: Visit, system: System, officer: User) -> HttpResponse:
    """An administrator who is no officer does not see the system."""
    if officer.pk == request.user.pk:
        return redirect("compliance:scope", system.pk)
    return redirect("compliance:dashboard")
