"""What an officer says about keeping and erasing. Forms ask; the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.models import Duty, Engagement, System
from compliance.web.fields import TEXT
from evidence.actions.retaining import LONGEST_YEARS
from evidence.models import ErasedFor, RecordClass

SELECT = {"class": "form-select"}
TICK = {"class": "form-check-input"}


class RuleForm(forms.Form):
    record_class = forms.ChoiceField(
        label=_("Kind of record"), choices=RecordClass.choices, widget=forms.Select(attrs=SELECT)
    )
    years = forms.IntegerField(
        label=_("Years"),
        min_value=1,
        max_value=LONGEST_YEARS,
        help_text=_("Counted from the day it came, or from the day it was last in effect."),
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"}),
    )
    basis = forms.CharField(
        label=_("Because"),
        max_length=200,
        help_text=_("The law, contract or policy that asks for it."),
        widget=forms.TextInput(attrs=TEXT),
    )
    everywhere = forms.BooleanField(
        label=_("In every system that has no rule of its own"),
        required=False,
        widget=forms.CheckboxInput(attrs=TICK),
    )


class HoldForm(forms.Form):
    matter = forms.CharField(
        label=_("Matter"),
        max_length=80,
        help_text=_("The reference by which your lawyers know it."),
        widget=forms.TextInput(attrs=TEXT),
    )
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={**TEXT, "rows": 3}))
    items = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, system: System, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        duties = Duty.objects.filter(system=system).select_related("control", "service", "programme")
        self.fields["duty"] = forms.ModelChoiceField(
            duties,
            label=_("The evidence of one duty"),
            required=False,
            empty_label=_("no duty"),
            widget=forms.Select(attrs=SELECT),
        )
        self.fields["engagement"] = forms.ModelChoiceField(
            Engagement.objects.filter(system=system),
            label=_("The evidence and the packs of one audit"),
            required=False,
            empty_label=_("no audit"),
            help_text=_("Choose neither, and everything of this system is on hold."),
            widget=forms.Select(attrs=SELECT),
        )
        self.order_fields(["items", "duty", "engagement", "matter", "reason"])


class EraseForm(forms.Form):
    because = forms.ChoiceField(label=_("Why"), choices=ErasedFor.choices, widget=forms.RadioSelect(attrs=TICK))
    sure = forms.BooleanField(
        label=_("I have looked at it. What is erased cannot be brought back."),
        widget=forms.CheckboxInput(attrs=TICK),
    )


class PurgeForm(forms.Form):
    """What was ticked in the list of records whose time is over."""

    sure = EraseForm.base_fields["sure"]

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each, each) for each in offered]
        missing = {"required": _("Tick what to erase.")}
        self.fields["chosen"] = forms.MultipleChoiceField(choices=choices, error_messages=missing)
