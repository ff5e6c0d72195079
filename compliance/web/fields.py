"""Fields that more than one form asks for, in the look of the pages."""

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from compliance.web.days import EARLIEST, LATEST
from frameworks.browsing import controls_by_theme
from frameworks.compiled import shipped

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
    """A day that has one before it and one after it: 9999-12-31 is not how one says that there is no end."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={**TEXT, "type": "date"}, format="%Y-%m-%d")
        bounds = [
            MinValueValidator(EARLIEST, _("Write %(limit_value)s or a later day.")),
            MaxValueValidator(LATEST, _("Write %(limit_value)s or an earlier day.")),
        ]
        super().__init__(widget=widget, validators=bounds, **kwargs)


class ControlsField(forms.MultipleChoiceField):
    """Keys of controls of the catalogue, to be ticked theme by theme."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple())
        kwargs.setdefault("required", False)
        said = _("The catalogue knows no control “%(value)s”: choose from the list.")
        super().__init__(choices=by_theme, error_messages={"invalid_choice": said}, **kwargs)

    def clean(self, value: Any) -> list[str]:
        return sorted(super().clean(value))


def by_theme(keys: Collection[str] | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The controls of these keys, or all of them, under the titles of their themes."""
    themes = shipped().themes
    return [
        (themes[key].title, offered)
        for key, controls in controls_by_theme(shipped()).items()
        if (offered := [(each.key, each.title) for each in controls if keys is None or each.key in keys])
    ]
