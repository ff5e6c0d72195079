"""What a person may say about an import. Forms ask; the verbs decide."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.models import AccountTerm, System
from compliance.web.fields import ControlsField, DayField
from evidence.importing.shipped import formats
from frameworks.compiled import shipped

SELECT = {"class": "form-select"}
ACCEPTED = ".json,.csv,.sarif,.ndjson,.jsonl,.asff"


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the verb says in a sentence what to do about an empty file
        help_text=_("JSON, JSON lines or CSV, as the tool wrote it. It is sealed as it is. Card numbers are refused."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ACCEPTED}),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=lambda: [("", _("Recognise it by the file")), *((key, each.title) for key, each in formats().items())],
        widget=forms.Select(SELECT),
    )
    as_of = DayField(
        label=_("As of"),
        required=False,
        help_text=_("The day of the export, where the file does not say when it was made, as of AWS Config."),
    )

    def __init__(self, *args: Any, system: System, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = AccountTerm.objects.on(on).filter(system=system).select_related("account").order_by("account__name")
        self.fields["account"] = forms.ChoiceField(
            label=_("Account"),
            required=False,
            choices=[("", _("The file names it")), *((each.account.account_id, each.account) for each in terms)],
            help_text=_("Where the file names none, as AWS Config’s answer for a rule."),
            widget=forms.Select(SELECT),
        )
        regions = sorted({region for each in terms for region in each.regions})
        self.fields["region"] = forms.ChoiceField(
            label=_("Region"),
            required=False,
            choices=[("", _("The file names it")), *((region, region) for region in regions)],
            widget=forms.Select(SELECT),
        )

    def said(self) -> dict[str, Any]:
        """As the verb takes it."""
        said = dict(self.cleaned_data)
        content = said.pop("file")
        return {**said, "content": content}


class AskForm(forms.Form):
    """One account and region of the scope whose Security Hub is asked."""

    def __init__(self, *args: Any, system: System, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = AccountTerm.objects.on(on).filter(system=system).select_related("account").order_by("account__name")
        self.fields["place"] = forms.ChoiceField(
            label=_("Account and region"),
            choices=[
                (f"{each.account.account_id}/{region}", f"{each.account}, {region}")
                for each in terms
                for region in sorted(each.regions)
            ],
            widget=forms.Select(SELECT),
        )

    def said(self) -> dict[str, str]:
        account, _slash, region = self.cleaned_data["place"].partition("/")
        return {"account": account, "region": region}


class MappingForm(forms.Form):
    check_key = forms.CharField(widget=forms.HiddenInput)
    controls = ControlsField(label=_("Controls that it supports"), required=False)
    service = forms.ChoiceField(
        label=_("Service"),
        required=False,
        choices=lambda: [("", _("None: the controls as a whole")), *sorted(_services(), key=lambda each: each[1])],
        widget=forms.Select(SELECT),
    )


def _services() -> list[tuple[str, str]]:
    return [(key, each.name) for key, each in shipped().services.items()]
