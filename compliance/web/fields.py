"""Fields that more than one form asks for, in the look of the pages."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT = {"class": "form-control"}


class RegionsField(forms.CharField):
    """Codes of regions, apart by commas or spaces."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Regions"))
        kwargs.setdefault("help_text", _("Codes such as eu-central-1, apart by commas or spaces."))
        super().__init__(widget=forms.TextInput(attrs={**TEXT, "autocapitalize": "off"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        return sorted(set(re.split(r"[\s,;]+", str(super().to_python(value) or "").strip().casefold())) - {""})

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={**TEXT, "type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)
