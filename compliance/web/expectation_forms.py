"""What an officer writes down of who expects which control of whom. The verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.models import Attestation
from compliance.web.fields import TEXT, ControlsField
from compliance.web.scope_forms import SinceForm

LONGEST_NUMBER = 20


class NumberField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Number"),
            max_length=LONGEST_NUMBER,
            help_text=_("How you call it in your tables; it stays when the words change."),
            widget=forms.TextInput(attrs={**TEXT, "autocapitalize": "characters"}),
        )


class WordingForm(forms.Form):
    """What is expected, and the controls that it is linked to."""

    wording = forms.CharField(
        label=_("What is expected, in your own words"),
        max_length=2_000,
        widget=forms.Textarea(attrs={**TEXT, "rows": 3}),
    )
    controls = ControlsField(label=_("Linked controls"))


class OfUsForm(WordingForm):
    """An entry of the list that a report of AWS's expects of us."""

    number = NumberField()
    field_order = ("number", "wording", "controls")


class TakeOverForm(forms.Form):
    """An older report of the same programme whose list a newer one begins with."""

    def __init__(self, *args: Any, others: list[Attestation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {str(each.pk): each for each in others}
        self.fields["other"] = forms.ChoiceField(
            label=_("Begin with the list of"),
            choices=[(pk, each.identity) for pk, each in self.others.items()],
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def chosen(self) -> Attestation:
        return self.others[self.cleaned_data["other"]]


class ChangeForm(SinceForm, WordingForm):
    """An expectation of a system says something else from a day on."""

    field_order: tuple[str, ...] = ("wording", "controls", "since")


class ExpectForm(ChangeForm):
    number = NumberField()
    field_order = ("number", "wording", "controls", "since")
