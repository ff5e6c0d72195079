"""What an officer may say of a system's boundary. Forms ask; the verbs decide."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.models import Account, AccountTerm, DataClass, FrameworkScope, Partition, ServiceUse, System, Touch
from compliance.presets import PRESETS
from compliance.web.fields import TEXT, DayField, RegionsField
from frameworks.compiled import shipped
from frameworks.models import Edition, Service
from frameworks.schema import AssessmentForm


class SinceForm(forms.Form):
    """Something holds from a day on: today, where nobody says otherwise."""

    since = DayField(label=_("Since"), help_text=_("The first day, in the system’s time zone."))

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = on


class EndForm(forms.Form):
    after = DayField(
        label=_("Last day"),
        help_text=_("It still holds on that day. If it never held, write the day before its first."),
    )

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].initial = on


class FrameworkForm(SinceForm):
    """Edition and role in one list, so that only roles of the edition can be chosen without a script."""

    field_order = ("answers", "assessment", "categories", "since")

    def __init__(self, *args: Any, scope: FrameworkScope | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.key: row for row in Edition.objects.current().order_by("title")}
        keys = [scope.edition.key] if scope else list(self.rows)
        editions = [shipped().editions[key] for key in keys if key in shipped().editions]
        roles = [
            (each.title, [(f"{each.key}:{role}", f"{each.title}: {title}") for role, title in each.roles.items()])
            for each in editions
        ]
        self.fields["answers"] = forms.ChoiceField(
            choices=roles if scope else [("", _("Choose a framework and your role in it")), *roles],
            label=_("Role") if scope else _("Framework and role"),
            initial=f"{scope.edition.key}:{scope.role}" if scope else None,
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        forms_of = [
            (each.title, [(f"{each.key}:{form.key}", _spelt_out(form)) for form in each.assessments])
            for each in editions
            if each.assessments
        ]
        if forms_of:
            self.fields["assessment"] = forms.ChoiceField(
                choices=[("", _("Not settled yet")), *forms_of],
                required=False,
                label=_("Assessed by"),
                help_text=_("The type of report, or the questionnaire. A framework without such forms needs none."),
                initial=f"{scope.edition.key}:{scope.assessment}" if scope else None,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        optional = [
            (f"{each.key}:{category.key}", f"{each.title}: {category.title}")
            for each in editions
            for category in each.categories
            if category.optional
        ]
        if optional:
            self.fields["categories"] = forms.MultipleChoiceField(
                choices=optional,
                required=False,
                label=_("Optional categories taken on"),
                initial=[code for code, _title in optional if scope and code.split(":")[1] not in scope.left_out],
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        edition, _colon, _form = said.get("assessment", "").partition(":")
        if edition and said.get("answers", edition).partition(":")[0] != edition:
            self.add_error("assessment", _("This is a form of another framework: choose one of its own, or none yet."))
        return said

    def said(self) -> dict[str, Any]:
        """As `answer_to` asks for it."""
        key, role = self.cleaned_data["answers"].split(":")
        taken = set(self.cleaned_data.get("categories", ()))
        optional = [each.key for each in shipped().editions[key].categories if each.optional]
        return {
            "edition": self.rows[key],
            "role": role,
            "assessment": self.cleaned_data.get("assessment", "").partition(":")[2],
            "left_out": [category for category in optional if f"{key}:{category}" not in taken],
            "since": self.cleaned_data["since"],
        }


def _spelt_out(form: AssessmentForm) -> str:
    return f"{form.title}: {form.says}" if form.says else form.title


class RegionsForm(SinceForm):
    regions = RegionsField()
    field_order: tuple[str, ...] = ("regions", "since")


class AccountForm(RegionsForm):
    account_id = forms.CharField(
        label=_("Account id"),
        max_length=12,
        help_text=_("12 digits."),
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "numeric"}),
    )
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What people call it."), widget=forms.TextInput(attrs=TEXT)
    )
    partition = forms.ChoiceField(
        label=_("Partition"), choices=Partition.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    typical = forms.ChoiceField(
        label=_("Begin with typical services"),
        required=False,
        choices=[("", _("None: I say them myself")), *((key, each.title) for key, each in PRESETS.items())],
        help_text=_("They are recorded as used in each region; correct the list afterwards."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    field_order = ("account_id", "name", "partition", "regions", "since", "typical")


class TouchesForm(SinceForm):
    """What a service does with each class of data of the system."""

    def __init__(self, *args: Any, system: System, use: ServiceUse | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = list(system.data_classes)
        for code in self.classes:
            self.fields[f"touch_{code}"] = forms.ChoiceField(
                label=DataClass(code).label,
                choices=Touch.choices,
                initial=use.touches.get(code, Touch.TOUCHES) if use else Touch.TOUCHES,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.order_fields((*self.field_order, *(f"touch_{code}" for code in self.classes), "since"))

    field_order: tuple[str, ...] = ()

    def touches(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"touch_{code}"] for code in self.classes}


class UseForm(TouchesForm):
    service = forms.ModelChoiceField(
        Service.objects.current(),
        label=_("Service"),
        empty_label=_("Choose a service"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    field_order = ("service", "places")

    def __init__(self, *args: Any, system: System, terms: Iterable[AccountTerm], **kwargs: Any) -> None:
        self.terms = {str(term.account_id): term for term in terms}
        super().__init__(*args, system=system, **kwargs)
        places = [
            (f"{pk}:{region}", f"{term.account.name}, {region}")
            for pk, term in self.terms.items()
            for region in term.regions
        ]
        self.fields["places"] = forms.MultipleChoiceField(
            choices=places,
            label=_("Where"),
            help_text=_("A global service, such as IAM, counts once in an account, whatever regions are ticked."),
            widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        )
        self.order_fields((*self.field_order, *(f"touch_{code}" for code in self.classes), "since"))

    def places(self) -> list[tuple[Account, str]]:
        """Each account and region once, or `global`, as the service has it."""
        ticked: dict[str, list[str]] = {}
        for pk, region in (place.split(":") for place in self.cleaned_data["places"]):
            ticked.setdefault(pk, []).append(region)
        service = shipped().services[self.cleaned_data["service"].key]
        return [(self.terms[pk].account, place) for pk, regions in ticked.items() for place in service.places(regions)]


class ConfirmForm(SinceForm):
    understood = forms.CharField(widget=forms.HiddenInput)
