"""For what a system leans on another of ours. The form offers only what may be known here; the verb decides."""

import datetime
from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from compliance.models import Duty, Leaning, System
from compliance.web.fields import ControlsField, by_theme
from compliance.web.scope_forms import SinceForm


class ControlsForm(SinceForm):
    controls = ControlsField(
        required=True,
        label=_("For these controls"),
        help_text=_("Those whose duty is open there: your own ends, and what that system shows counts for yours."),
    )
    field_order: tuple[str, ...] = ("on_system", "controls", "since")

    def __init__(self, *args: Any, keys: Collection[str], on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["controls"].choices = by_theme(keys)  # type: ignore[attr-defined]  # it is a field of choices


class LeanOnForm(ControlsForm):
    on_system = forms.ModelChoiceField(
        System.objects.none(),
        label=_("System"),
        empty_label=_("Choose one of your systems"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, others: QuerySet[System], on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, keys=held_in(others), on=on, **kwargs)
        self.fields["on_system"].queryset = others  # type: ignore[attr-defined]  # it is a field of rows


class LeaningForm(ControlsForm):
    """Who is on the team of the other system chooses from what it holds; anybody else can only take something away."""

    def __init__(
        self, *args: Any, leaning: Leaning, others: QuerySet[System], on: datetime.date, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"controls": leaning.controls})
        there = held_in(others.filter(pk=leaning.on_system_id))
        super().__init__(*args, keys={*there, *leaning.controls}, on=on, **kwargs)


def held_in(systems: QuerySet[System]) -> set[str]:
    """Keys of the controls of which one of the systems has an open duty."""
    duties = Duty.objects.whole().open().filter(system__in=systems)
    return set(duties.values_list("control__key", flat=True))
