"""What a person may fill in on this floor. Forms ask; the verbs decide."""

import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evidence.admitting import BEGINNINGS
from evidence.models import Item, ItemUse, UseState
from evidence.reporting.discovery import reports_of_systems
from frameworks.models import Edition

ACCEPTED_FILES = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.csv,.json,.txt"
BY_ENDING = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "txt": "text/plain",
}


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


def media_type_of(file: UploadedFile) -> str:
    """By the file's ending where we know it, because browsers differ; else what the browser says."""
    named = BY_ENDING.get((file.name or "").rpartition(".")[2].lower())
    return named if named in BEGINNINGS else str(file.content_type)


class ReplacesField(forms.ModelChoiceField):
    """The earlier version that something replaces, among items handed in for the same: first what was returned last."""

    def __init__(self, uses: QuerySet[ItemUse]) -> None:
        newest = uses.filter(item__replaced_by=None).order_by("-submitted_at")
        returned = newest.filter(state=UseState.RETURNED).order_by("-reviewed_at").first()
        super().__init__(
            Item.objects.filter(pk__in=newest.values("item")),
            required=False,
            label=_("A new version of"),
            empty_label=_("nothing: it stands beside what was handed in"),
            initial=returned.item_id if returned else None,
            help_text=_("The earlier version stays sealed, and is shown with this one."),
            widget=forms.Select(attrs={"class": "form-select"}),
        )


class UploadForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"}))
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the verb says in a sentence what to do about an empty file
        help_text=_(
            "PDF, PNG, JPEG, DOCX, XLSX, CSV, JSON or text. It is sealed as it is. "
            "Card numbers are refused; pictures are not looked into."
        ),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ACCEPTED_FILES}),
    )
    observed_from = _day(_("Speaks for the days from"))
    observed_until = _day(_("to"))

    def __init__(self, *args: Any, on: datetime.date, uses: QuerySet[ItemUse], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"observed_from": on, "observed_until": on})
        super().__init__(*args, **kwargs)
        self.fields["replaces"] = ReplacesField(uses)

    def media_type(self) -> str:
        return media_type_of(self.cleaned_data["file"])


class ReviewForm(forms.Form):
    ACCEPT, GIVE_BACK = "accept", "give-back"

    verdict = forms.ChoiceField(choices=[(ACCEPT, _("Accept")), (GIVE_BACK, _("Give back"))], widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        help_text=_("Needed when you give it back: say what is missing."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
    )


class ReportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Report"),
        choices=lambda: [(kind.key, kind.title) for kind in reports_of_systems().values()],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    on = _day(_("On"))
    field_order = ("kind", "edition", "on")

    def __init__(self, *args: Any, editions: QuerySet[Edition], today: datetime.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"on": today})
        super().__init__(*args, **kwargs)
        self.fields["edition"] = forms.ModelChoiceField(
            editions,
            label=_("Edition"),
            empty_label=None,
            to_field_name="key",
            widget=forms.Select(attrs={"class": "form-select"}),
        )
        self.order_fields(self.field_order)
