"""What a person may fill in about requests. Forms ask; the verbs decide."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from compliance.models import Duty, Engagement, User
from compliance.web.fields import TEXT, DayField
from evidence.actions.answering import a_file, a_link, a_text
from evidence.actions.asking import LONGEST_REFERENCE, LONGEST_TEXT
from evidence.actions.uploading import Given
from evidence.admitting import LONGEST_TITLE
from evidence.models import Request
from evidence.web.forms import ACCEPTED_FILES, ReplacesField, media_type_of
from frameworks.compiled import shipped
from frameworks.models import Edition, Requirement

TIME_TO_ANSWER = datetime.timedelta(days=14)
SELECT = {"class": "form-select"}


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files at once, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(FilesField, self).clean(each, initial) for each in data or []]


class RaiseForm(forms.Form):
    """`audits` are those that somebody may ask in. An auditor has to name one, and leaves who answers to the team."""

    title = forms.CharField(label=_("What is asked for"), max_length=LONGEST_TITLE, widget=forms.TextInput(attrs=TEXT))
    asks = forms.CharField(
        label=_("In more words"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_("What has to be seen in it, and of which systems or people."),
        widget=forms.Textarea(attrs={**TEXT, "rows": 4}),
    )
    reference = forms.CharField(
        label=_("Number"),
        required=False,
        max_length=LONGEST_REFERENCE,
        help_text=_("The auditor’s own, where there is one."),
        widget=forms.TextInput(attrs=TEXT),
    )
    due_on = DayField(label=_("Due on"))
    first_day = DayField(label=_("It speaks for the days from"), required=False)
    last_day = DayField(label=_("to"), required=False)
    ref = forms.CharField(
        label=_("Requirement"),
        required=False,
        max_length=60,
        help_text=_("Its reference in the edition, such as 164.308(a)(1)."),
        widget=forms.TextInput(attrs=TEXT),
    )
    needs_two = forms.BooleanField(
        label=_("Two people have to accept what answers it"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(
        self,
        *args: Any,
        duties: Iterable[Duty],
        editions: Iterable[Edition],
        owners: Iterable[User],
        audits: Iterable[Engagement],
        is_auditor: bool,
        on: datetime.date,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(*args)
        self.initial = {"due_on": on + TIME_TO_ANSWER, **initial}
        self.duties = {str(each.pk): each for each in duties}
        self.owners = {str(each.pk): each for each in owners}
        self.audits = {str(each.pk): each for each in audits}
        self.fields["duty"] = _choice(_("Duty"), [(pk, str(each)) for pk, each in self.duties.items()], _("None"))
        self.fields["edition"] = _choice(_("Edition"), [(each.key, each.title) for each in editions], _("None"))
        named = [(pk, each.title) for pk, each in self.audits.items()]
        self.fields["engagement"] = _choice(_("Audit"), named, None if is_auditor else _("None"))
        people = [(pk, str(each)) for pk, each in self.owners.items()]
        self.fields["owner"] = _choice(_("Who is asked"), people, _("The owner of the duty"))
        if is_auditor:
            del self.fields["owner"], self.fields["needs_two"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("edition")) != bool(said.get("ref")):
            self.add_error("ref", _("A requirement has an edition and a reference: name both, or neither."))
        elif said.get("ref"):
            try:
                shipped().requirement(said["edition"], said["ref"])
            except KeyError:
                self.add_error("ref", _("The edition has no such requirement: look it up in the catalogue."))
        return said

    def said(self) -> dict[str, Any]:
        """As the verb takes it."""
        said = dict(self.cleaned_data)
        edition, ref = said.pop("edition"), said.pop("ref")
        if edition:
            found = shipped().requirement(edition, ref).ref
            said["requirement"] = Requirement.objects.select_related("edition").by_ref(edition, found)
        said["duty"] = self.duties.get(said["duty"])
        said["engagement"] = self.audits.get(said["engagement"])
        if "owner" in said:
            said["owner"] = self.owners.get(said["owner"])
        return said


class AnswerForm(forms.Form):
    """Files, or a text, or a link: one of the three at a time, with the days it speaks for."""

    files = FilesField(  # type: ignore[assignment]  # a field of that name
        label=_("Files"),
        required=False,
        allow_empty_file=True,  # the verb says in a sentence what to do about an empty file
        help_text=_(
            "One or several: PDF, PNG, JPEG, DOCX, XLSX, CSV, JSON or text. They are sealed as they are. "
            "Card numbers are refused; pictures are not looked into."
        ),
        widget=FilesInput(attrs={**TEXT, "accept": ACCEPTED_FILES}),
    )
    text = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={**TEXT, "rows": 5}))
    url = forms.CharField(
        label=_("Link"),
        required=False,
        help_text=_("It begins with https://. The link and the note are sealed; what is behind the link is not."),
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "url", "autocapitalize": "off"}),
    )
    note = forms.CharField(
        label=_("What the link shows"), required=False, widget=forms.Textarea(attrs={**TEXT, "rows": 2})
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        help_text=_("For files their names will do; with several, the title comes before each name."),
        widget=forms.TextInput(attrs=TEXT),
    )
    observed_from = DayField(label=_("Speaks for the days from"))
    observed_until = DayField(label=_("to"))

    def __init__(self, *args: Any, request: Request, on: datetime.date) -> None:
        last = min(request.last_day, on) if request.last_day else on
        first = min(request.first_day, last) if request.first_day else last
        super().__init__(*args)
        self.initial = {"observed_from": first, "observed_until": last}
        self.fields["replaces"] = ReplacesField(request.uses.all())

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        is_link = bool(said.get("url", "").strip() or said.get("note", "").strip())
        if sum((bool(said.get("files")), bool(said.get("text", "").strip()), is_link)) != 1 and "files" in said:
            raise ValidationError(_("Choose files, write a text, or give a link: one of the three at a time."))
        return said

    def given(self, now: datetime.datetime) -> list[Given]:
        """As the verb takes it. Raises Refused for a text or a link that cannot be one."""
        said = self.cleaned_data
        times = {name: said[name] for name in ("observed_from", "observed_until", "replaces")}
        if said["text"].strip():
            return [a_text(text=said["text"], title=said["title"], **times)]
        if not said["files"]:
            return [a_link(url=said["url"], note=said["note"], title=said["title"], now=now, **times)]
        return [_file(file, said["title"], len(said["files"]), times) for file in said["files"]]


class OwnerForm(forms.Form):
    def __init__(self, *args: Any, request: Request, owners: Iterable[User]) -> None:
        super().__init__(*args)
        self.initial = {"owner": str(request.owner_id or "")}
        self.owners = {str(each.pk): each for each in owners}
        people = [(pk, str(each)) for pk, each in self.owners.items()]
        nobody = _("The owner of the duty") if request.duty_id else _("Nobody by name: the officers")
        self.fields["owner"] = _choice(_("Who is asked"), people, nobody)

    def owner(self) -> User | None:
        return self.owners.get(self.cleaned_data["owner"])


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        required=False,  # the verb says in a sentence what to do about an empty one
        widget=forms.Textarea(attrs={**TEXT, "rows": 2}),
    )


def _file(file: Any, title: str, together: int, times: dict[str, Any]) -> Given:
    return a_file(content=file, name=file.name, media_type=media_type_of(file), title=title, together=together, **times)


def _choice(label: Any, choices: Iterable[tuple[str, str]], none: Any) -> forms.ChoiceField:
    """`none` is what choosing nothing means; None = something has to be chosen."""
    offered = list(choices) if none is None else [("", none), *choices]
    return forms.ChoiceField(label=label, choices=offered, required=none is None, widget=forms.Select(attrs=SELECT))
