"""What officers and auditors fill in about an audit. Forms ask; the verbs decide."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from compliance.actions.auditing import forms_of, roles_answered
from compliance.actions.concluding import LONGEST_NOTE
from compliance.actions.granting import LONGEST_WINDOW
from compliance.actions.superseding import ONE_DAY
from compliance.models import Engagement, System, User
from compliance.web.days import EARLIEST, LATEST
from compliance.web.fields import TEXT, DayField
from frameworks.models import Edition
from frameworks.schema import Conclusion as Outcome
from frameworks.wording import CONCLUSIONS

WITHOUT_FORM = "-"
"""Chosen where an edition is examined that has no forms of assessment."""


class AuditForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120, widget=forms.TextInput(attrs=TEXT))
    period_start = DayField(label=_("First day of the period"))
    period_end = DayField(label=_("Last day of the period"), help_text=_("Both days belong to it."))


class OpenForm(AuditForm):
    """One list for each edition that the system answers to or did: not examined, or in which form."""

    def __init__(self, *args: Any, system: System, now: datetime.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs["autofocus"] = True
        roles = roles_answered(system, EARLIEST, LATEST, now)
        self.rows = {f"examine-{row.key}": row for row in Edition.objects.filter(pk__in=roles).order_by("title")}
        for name, row in self.rows.items():
            of_role = forms_of(row, roles[row.pk])
            choices = [(form.key, f"{form.title}: {form.says}" if form.says else form.title) for form in of_role]
            self.fields[name] = forms.ChoiceField(
                label=row.title,
                choices=[("", _("Not examined")), *(choices or [(WITHOUT_FORM, str(_("Examined")))])],
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.order_fields(("title", *self.rows, "period_start", "period_end"))

    def examined(self) -> dict[Edition, str]:
        chosen = {row: self.cleaned_data[name] for name, row in self.rows.items() if self.cleaned_data[name]}
        return {row: "" if form == WITHOUT_FORM else form for row, form in chosen.items()}


class ChangeForm(AuditForm):
    """`seen` names the period whose consequences the page has shown: without it they are shown first."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(engagement, name) for name in ("title", "period_start", "period_end")}
        super().__init__(*args, **kwargs)

    @property
    def period(self) -> str:
        return f"{self.cleaned_data['period_start']}/{self.cleaned_data['period_end']}"


class WindowForm(forms.Form):
    until = DayField(label=_("Access until"))

    def __init__(self, *args: Any, on: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = on + LONGEST_WINDOW - ONE_DAY
        self.fields["until"].help_text = _("The last day. At most %(n)d days, today included.") % {
            "n": LONGEST_WINDOW.days
        }


class InviteForm(WindowForm):
    mail = forms.EmailField(
        label=_("Mail address"),
        widget=forms.EmailInput(attrs={**TEXT, "autocapitalize": "off", "spellcheck": "false"}),
    )
    field_order = ("mail", "until")


class JoinForm(SetPasswordForm):
    """Name and password of somebody new, under Django's own validators."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={**TEXT, "autocomplete": "name"})
    )
    field_order = ("name", "new_password1", "new_password2")

    def __init__(self, *args: Any, mail: str, **kwargs: Any) -> None:
        super().__init__(User(email=mail), *args, **kwargs)
        self.fields["new_password1"].label = _("Password")
        self.fields["new_password2"].label = _("Password, once more")
        for name in ("new_password1", "new_password2"):
            self.fields[name].widget.attrs |= {"class": "form-control", "autocomplete": "new-password"}

    def clean_name(self) -> str:
        self.user.name = self.cleaned_data["name"]
        return str(self.cleaned_data["name"])


class ConcludeForm(forms.Form):
    def __init__(self, *args: Any, outcomes: Iterable[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Conclusion"),
            choices=[("", _("Choose one")), *((code.value, CONCLUSIONS[code]) for code in outcomes)],
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.fields["note"] = forms.CharField(
            label=_("Note"),
            required=False,
            max_length=LONGEST_NOTE,
            help_text=_("Needed for every conclusion that does not speak for itself."),
            widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        )
