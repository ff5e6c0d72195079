"""Forms that ask who is to have duties. They ask; the verbs decide."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from compliance.actions.handing_over import Part
from compliance.models import Duty, User
from compliance.team import Team
from compliance.web.fields import TEXT, DayField
from frameworks.browsing import controls_by_theme
from frameworks.compiled import shipped

SELECT = {"class": "form-select"}


class PersonField(forms.TypedChoiceField):
    """One of `people`; gives the User. Nobody else exists here."""

    def __init__(self, people: Mapping[UUID, User], *, empty: object, **kwargs: Any) -> None:
        self.people = {str(pk): person for pk, person in people.items()}
        choices = [("", empty), *((pk, str(person)) for pk, person in self.people.items())]
        kwargs.setdefault("widget", forms.Select(attrs=SELECT))
        super().__init__(choices=choices, coerce=self.people.__getitem__, **kwargs)


class GiveForm(forms.Form):
    """Owner and reviewer, of those who may be it in the system today."""

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonField(team.owners, label=_("Owner"), empty=_("Choose a person"))
        self.fields["reviewer"] = PersonField(
            team.reviewers,
            label=_("Reviewer"),
            empty=_("Choose somebody else"),
            help_text=_("Accepts or gives back the owner’s evidence."),
        )
        self.order_fields(self.field_order)


class AssignForm(GiveForm):
    due_on = DayField(
        label=_("Due on"), required=False, help_text=_("A day in the system’s time zone; empty for none.")
    )
    field_order = ("owner", "reviewer", "due_on")

    def __init__(self, *args: Any, duty: Duty, team: Team, **kwargs: Any) -> None:
        if duty.assignment:
            given = duty.assignment
            known = {"owner": str(given.owner_id), "reviewer": str(given.reviewer_id), "due_on": given.due_on}
            kwargs.setdefault("initial", known)
        super().__init__(*args, team=team, **kwargs)


class AssignManyForm(GiveForm):
    due_on = DayField(label=_("Due on"), required=False, help_text=_("Empty for none."))
    field_order = ("owner", "reviewer", "due_on")


class RuleForm(GiveForm):
    about = forms.ChoiceField(
        label=_("Duties of"),
        help_text=_("A rule for one control wins over the rule for its theme."),
        widget=forms.Select(attrs=SELECT),
    )
    due_in_days = forms.IntegerField(
        label=_("Due after days"),
        required=False,
        min_value=0,
        help_text=_(
            "Counted from the day on which the rule gives a duty away: the day it opens. Empty for no due date."
        ),
        widget=forms.NumberInput(attrs={**TEXT, "min": 0, "inputmode": "numeric"}),
    )
    field_order = ("about", "owner", "reviewer", "due_in_days")

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, team=team, **kwargs)
        self.fields["about"].choices = [("", _("Choose a theme or a control")), *_themes_and_controls()]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """What the verb is told."""
        said = dict(self.cleaned_data)
        kind, _colon, key = said.pop("about").partition(":")
        return said | {kind: key}


def _themes_and_controls() -> Iterable[tuple[Any, list[tuple[str, Any]]]]:
    themes = shipped().themes
    yield _("Whole themes"), [(f"theme:{key}", themes[key].title) for key in controls_by_theme(shipped())]
    for key, controls in controls_by_theme(shipped()).items():
        if controls:
            yield themes[key].title, [(f"control:{each.key}", each.title) for each in controls]


class HandOverForm(forms.Form):
    """What of `person` goes to whom, from which day on. The duties are ticked in the table of the page."""

    parts = forms.MultipleChoiceField(
        label=_("What is handed over"),
        choices=[(Part.OWNER, _("What they own")), (Part.REVIEWER, _("What they review"))],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )
    since = DayField(label=_("From"), help_text=_("The first day on which the other person answers for it."))
    field_order = ("to", "parts", "since")

    def __init__(self, *args: Any, team: Team, person: User, on: datetime.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since": on, "parts": list(Part)})
        super().__init__(*args, **kwargs)
        everybody = {**team.owners, **team.reviewers}
        everybody.pop(person.pk, None)
        by_name = dict(sorted(everybody.items(), key=lambda pair: str(pair[1])))
        self.fields["to"] = PersonField(by_name, label=_("To"), empty=_("Choose a person"))
        self.order_fields(self.field_order)
