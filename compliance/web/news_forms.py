"""How a person wants to be told."""

import zoneinfo
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.models import NoticeKind, NoticeSettings

HOURS: Final = [(hour, f"{hour:02}:00") for hour in range(24)]
NO_HOUR: Final = ("", "–")


def _zones() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(zoneinfo.available_timezones())]


def _hour(label: Any, none: bool = False, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[NO_HOUR, *HOURS] if none else HOURS,
        required=not none,
        coerce=int,
        empty_value=None,
        help_text=help_text,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class SettingsForm(forms.Form):
    digest_hour = _hour(_("Hour of the digest"), help_text=_("One mail a day, and none when there is nothing to say."))
    time_zone = forms.ChoiceField(
        label=_("Your time zone"), choices=_zones, widget=forms.Select(attrs={"class": "form-select"})
    )
    quiet_from = _hour(_("Quiet from"), none=True)
    quiet_until = _hour(
        _("Quiet until"), none=True, help_text=_("No mail of any kind is sent in these hours; it waits for their end.")
    )
    mailed = forms.MultipleChoiceField(
        label=_("Mail me about"),
        required=False,
        choices=NoticeKind.choices,
        help_text=_(
            "What you leave out is shown in the application all the same. What AWS’s part or a decision is "
            "about to lose has a mail of its own; everything else comes with the digest."
        ),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    @classmethod
    def of(cls, own: NoticeSettings) -> "SettingsForm":
        shown = {name: getattr(own, name) for name in ("digest_hour", "time_zone", "quiet_from", "quiet_until")}
        return cls(initial={**shown, "mailed": [kind for kind in NoticeKind.values if kind not in own.muted]})

    def said(self) -> dict[str, Any]:
        """As the verb takes it."""
        said = dict(self.cleaned_data)
        mailed = said.pop("mailed")
        return {**said, "muted": [kind for kind in NoticeKind.values if kind not in mailed]}
