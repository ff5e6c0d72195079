"""What people write down of a population, and how a sample of it is asked for. The verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.models import Engagement
from compliance.web.audits.finding_forms import RequirementField
from compliance.web.fields import TEXT, DayField, by_theme
from evidence.actions.drawing import LONGEST_SEED, MOST_DRAWN
from evidence.actions.populating import LONGEST_NAME, LONGEST_TEXT
from evidence.admitting import LONGEST_TITLE
from evidence.tables import MOST_ROWS
from evidence.web.forms import media_type_of
from frameworks.models import Control


class ControlField(forms.ChoiceField):
    """A control of the catalogue, or none. Cleaned to its row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=lambda: [("", _("None")), *by_theme()],
            required=False,
            widget=forms.Select({"class": "form-select"}),
            **kwargs,
        )

    def clean(self, value: Any) -> Control | None:
        key = super().clean(value)
        return Control.objects.by_key(key) if key else None


class PopulationForm(forms.Form):
    title = forms.CharField(
        label=_("What it is"),
        max_length=LONGEST_TITLE,
        help_text=_("Such as “All changes to production”."),
        widget=forms.TextInput(TEXT),
    )
    first_day = DayField(label=_("Of the days from"))
    last_day = DayField(label=_("to"))
    origin = forms.CharField(
        label=_("System of origin"),
        max_length=LONGEST_NAME,
        help_text=_("Where it was extracted from, such as the ticket system."),
        widget=forms.TextInput(TEXT),
    )
    query = forms.CharField(
        label=_("Query"),
        max_length=LONGEST_TEXT,
        help_text=_("The query, or the steps, by which somebody else extracts the same."),
        widget=forms.Textarea({**TEXT, "rows": 3}),
    )
    filters = forms.CharField(
        label=_("Filters"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("What was left out and why; empty for nothing."),
        widget=forms.Textarea({**TEXT, "rows": 2}),
    )
    count = forms.IntegerField(
        label=_("Count"), min_value=0, max_value=MOST_ROWS, widget=forms.NumberInput({**TEXT, "inputmode": "numeric"})
    )
    extracted_at = forms.DateTimeField(
        label=_("Extracted at (UTC)"),
        widget=forms.DateTimeInput({**TEXT, "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    extracted_by = forms.CharField(
        label=_("Extracted by"),
        max_length=LONGEST_NAME,
        help_text=_("A person, or the tool that did it by itself."),
        widget=forms.TextInput(TEXT),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_(
            "CSV or XLSX with a header and a row each; it has to have as many rows as the count. It is sealed as it is."
        ),
        widget=forms.FileInput({**TEXT, "accept": ".csv,.xlsx"}),
    )
    key_column = forms.CharField(
        label=_("Key column"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("The column that names a row, such as the ticket’s number; empty for the first."),
        widget=forms.TextInput(TEXT),
    )
    field_order = (
        *("title", "requirement", "control", "first_day", "last_day", "origin", "query", "filters", "count"),
        *("extracted_at", "extracted_by", "file", "key_column"),
    )

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"] = RequirementField(engagement, required=False)
        self.fields["control"] = ControlField(label=_("Control"))
        self.order_fields(self.field_order)

    def said(self) -> dict[str, Any]:
        """As the verb takes it."""
        said = dict(self.cleaned_data)
        file = said.pop("file")
        return {**said, "content": file, "media_type": media_type_of(file)} if file else said


class DrawForm(forms.Form):
    size = forms.IntegerField(
        label=_("How many rows"),
        min_value=1,
        max_value=MOST_DRAWN,
        widget=forms.NumberInput({**TEXT, "inputmode": "numeric"}),
    )
    seed = forms.CharField(
        label=_("Seed"),
        required=False,
        max_length=LONGEST_SEED,
        help_text=_("Empty for a random one. It is on record either way, so that anybody draws the same rows again."),
        widget=forms.TextInput({**TEXT, "autocapitalize": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, names_seed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not names_seed:
            self.fields["seed"].widget = forms.HiddenInput()
