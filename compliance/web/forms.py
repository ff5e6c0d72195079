"""What a person may fill in on this floor. Forms ask; the verbs decide."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from compliance.inheriting import our_parts
from compliance.models import Duty, Membership, Role, User
from frameworks.compiled import shipped
from frameworks.models import Service


class AssignForm(forms.Form):
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        help_text=_("A day in the system’s time zone; empty for none."),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    field_order = ("owner", "reviewer", "due_on")

    def __init__(self, *args: Any, duty: Duty, on: datetime.date, **kwargs: Any) -> None:
        assignment = duty.assignment
        if assignment:
            known = {"owner": assignment.owner_id, "reviewer": assignment.reviewer_id, "due_on": assignment.due_on}
            kwargs.setdefault("initial", known)
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.ModelChoiceField(
            _people(duty, on, Role.OWNER),
            label=_("Owner"),
            empty_label=_("Choose a person"),
            widget=_select(),
        )
        self.fields["reviewer"] = forms.ModelChoiceField(
            _people(duty, on, Role.REVIEWER),
            label=_("Reviewer"),
            empty_label=_("Choose somebody else"),
            help_text=_("Accepts or gives back the owner’s evidence."),
            widget=_select(),
        )
        self.order_fields(self.field_order)


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


def _people(duty: Duty, on: datetime.date, role: Role) -> QuerySet[User]:
    """Those who may hold the duty's role today: officers may stand in for anybody."""
    members = Membership.objects.on(on).filter(system=duty.system_id, role__in=[role, Role.OFFICER])
    return User.objects.filter(pk__in=members.values("user"), is_active=True)


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})
