"""What people write down of a finding, and of each step after it. The verbs decide."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.actions.raising_findings import LONGEST_TEXT, LONGEST_TITLE
from compliance.models import Engagement, Severity, StepKind, User
from compliance.web.assigning_forms import SELECT, PersonField
from compliance.web.fields import TEXT, DayField
from frameworks.compiled import shipped
from frameworks.models import Requirement
from frameworks.schema import Edition
from frameworks.schema import Requirement as Asked


class RequirementField(forms.ChoiceField):
    """A requirement of what an audit examines, as `edition/ref`. Cleaned to its row."""

    def __init__(self, engagement: Engagement, required: bool = True) -> None:
        examined = (shipped().editions.get(each.key) for each in engagement.editions.all())
        offered = [
            (
                edition.title,
                [
                    (_name(edition, each), f"{each.ref} {each.title}")
                    for each in edition.requirements
                    if each.assessable
                ],
            )
            for edition in examined
            if edition
        ]
        super().__init__(
            label=_("Requirement"),
            choices=[("", _("Choose one") if required else _("None")), *offered],
            required=required,
            widget=forms.Select(SELECT),
        )

    def clean(self, value: Any) -> Requirement | None:
        key, _slash, ref = super().clean(value).partition("/")
        if not ref:
            return None
        return Requirement.objects.select_related("edition").by_ref(key, ref)


def _name(edition: Edition, requirement: Asked) -> str:
    return f"{edition.key}/{requirement.ref}"


class RaiseForm(forms.Form):
    title = forms.CharField(
        label=_("In one line"),
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(TEXT),
    )
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, widget=forms.Select(SELECT))
    found = forms.CharField(
        label=_("What was found"),
        max_length=LONGEST_TEXT,
        help_text=_("What was looked at, what should have been so, and what was so instead."),
        widget=forms.Textarea({**TEXT, "rows": 6}),
    )
    first_day = DayField(
        label=_("First day it is about"),
        required=False,
        help_text=_("Over a period the worst result counts: what is about days of it stays an exception once mended."),
    )
    last_day = DayField(label=_("Last day"), required=False)
    field_order = ("requirement", "title", "severity", "found", "first_day", "last_day")

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirement"] = RequirementField(engagement)
        self.order_fields(self.field_order)


class StepForm(forms.Form):
    """The words that every step has, and what its kind asks besides."""

    LABELS = {
        StepKind.RESPONSE: _("What management says"),
        StepKind.ACTION: _("What will be done"),
        StepKind.DONE: _("What was done"),
        StepKind.RETEST: _("What was tested, and what came out"),
        StepKind.CLOSED: _("Why it is closed"),
        StepKind.REOPENED: _("Why it is opened again"),
    }
    BUTTONS = {
        StepKind.RESPONSE: _("Respond"),
        StepKind.ACTION: _("Plan the action"),
        StepKind.DONE: _("It is done"),
        StepKind.RETEST: _("Record the retest"),
        StepKind.CLOSED: _("Close the finding"),
        StepKind.REOPENED: _("Open it again"),
    }

    text = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea({**TEXT, "rows": 4}))

    def __init__(self, written: Any, *, kind: StepKind, people: Mapping[UUID, User], on: datetime.date) -> None:
        super().__init__(written, prefix=kind.value)
        self.kind = kind
        self.fields["text"].label = self.LABELS[kind]
        if kind == StepKind.RESPONSE:
            self.fields["agrees"] = _yes_or_no(_("Management agrees"), _("Management disagrees"))
        if kind == StepKind.RETEST:
            self.fields["passed"] = _yes_or_no(_("It helped: the retest passed"), _("It did not: the retest failed"))
        if kind == StepKind.ACTION:
            self.fields["owner"] = PersonField(people, label=_("Who does it"), empty=_("Choose a person"))
            self.fields["due_on"] = DayField(label=_("By"), initial=on + datetime.timedelta(days=30))
        self.order_fields(("agrees", "passed", "text", "owner", "due_on"))

    @property
    def button(self) -> Any:
        return self.BUTTONS[self.kind]


def _yes_or_no(yes: Any, no: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Verdict"),
        choices=[("yes", yes), ("no", no)],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )
