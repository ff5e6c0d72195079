"""What may be chosen of a pack on its page: the audit, requirements, names, and items that stay out."""

import re
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from compliance.models import AuditedEdition
from evidence.models import Item, LeftOut
from evidence.packs.choices import LONGEST_REASON, Choices, Without

PLACES: Final = 8
"""Items that can be left out on the page; the API has no such limit."""
USUAL, NAMES, ROLES = "usual", "names", "roles"
PEOPLE = {
    USUAL: _("as usual: by role in a GDPR file, by name elsewhere"),
    NAMES: _("by name"),
    ROLES: _("by role and id"),
}


class BuildForm(forms.Form):
    audited: Any = forms.ModelChoiceField(
        AuditedEdition.objects.none(),
        label=_("Audit"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    refs = forms.CharField(
        label=_("Only these requirements"),
        required=False,
        help_text=_(
            "References separated by commas, such as 164.312(b), 164.308; empty for all. Parts come with them."
        ),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )
    people = forms.ChoiceField(
        label=_("People are named"),
        required=False,
        choices=PEOPLE.items,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(
        self, *args: Any, audited: QuerySet[AuditedEdition], offered: QuerySet[Item] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audited"].queryset = audited  # type: ignore[attr-defined]
        self.places = range(PLACES) if offered is not None else range(0)
        for place in self.places:
            self._offer(place, offered)

    def _offer(self, place: int, offered: QuerySet[Item] | None) -> None:
        select = {"class": "form-select"}
        self.fields[f"item_{place}"] = forms.ModelChoiceField(
            offered, required=False, label=_("Item"), empty_label="–", widget=forms.Select(attrs=select)
        )
        self.fields[f"reason_{place}"] = forms.ChoiceField(
            choices=LeftOut.choices, required=False, label=_("Reason"), widget=forms.Select(attrs=select)
        )
        self.fields[f"text_{place}"] = forms.CharField(
            required=False,
            max_length=LONGEST_REASON,
            label=_("In your words"),
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )

    @property
    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        return [tuple(self[f"{name}_{place}"] for name in ("item", "reason", "text")) for place in self.places]

    def choices(self) -> Choices:
        said = self.cleaned_data
        people = said["people"] or USUAL
        return Choices(
            refs=tuple(filter(None, (ref.strip() for ref in re.split(r"[,\n]", said["refs"])))),
            redacted=None if people == USUAL else people == ROLES,
            without=tuple(
                Without(item=UUID(str(item.pk)), reason=LeftOut(said[f"reason_{place}"]), text=said[f"text_{place}"])
                for place in self.places
                if (item := said[f"item_{place}"]) is not None
            ),
        )
