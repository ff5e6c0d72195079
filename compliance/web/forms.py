"""What a person may fill in on this floor. Forms ask; the verbs decide."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.inheritance.inheriting import our_parts
from compliance.models import Duty
from frameworks.compiled import shipped
from frameworks.models import Service


class NarrativeForm(forms.Form):
    narrative = forms.CharField(
        label=_("How we do it"),
        required=False,
        max_length=10_000,
        help_text=_("In your own words, for a reader who does not know your systems."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 6}),
    )


class SplitOffForm(forms.Form):
    def __init__(self, *args: Any, duty: Duty, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = our_parts(duty.system, shipped(), on).get(duty.control.key, set())
        taken = Duty.objects.open().filter(system=duty.system_id, control=duty.control_id).exclude(service=None)
        self.fields["service"] = forms.ModelChoiceField(
            Service.objects.filter(key__in=ours).exclude(pk__in=taken.values("service")),
            label=_("Service"),
            empty_label=_("Choose a service in use"),
            widget=_select(),
        )


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})
