"""A list that somebody hands in as a file or pastes as text, before it is read."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from compliance.web.fields import TEXT
from frameworks.errors import Refused


class ListForm(forms.Form):
    """`example` shows in the empty field how a list begins."""

    file = forms.FileField(label=_("File"), required=False, widget=forms.FileInput(attrs={**TEXT, "accept": ".csv"}))
    text = forms.CharField(label=_("Or paste it"), required=False, widget=forms.Textarea(attrs={**TEXT, "rows": 8}))

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["placeholder"] = example

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if bool(said.get("file")) == bool((said.get("text") or "").strip()):
            raise ValidationError(_("Choose a file or paste its text: one of the two."))
        return said


class UnderstoodForm(forms.Form):
    """What was understood, signed, on its way from the preview to the confirmation."""

    understood = forms.CharField(widget=forms.HiddenInput)


def text_of(said: dict[str, Any], *, keep: object) -> str:
    """The text of the list. Refused where it is too long, packed or no text; `keep` names the columns that matter."""
    file = said.get("file")
    if file is None:
        return str(said["text"])
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // 1024**2
        raise Refused(f"The file is larger than {limit} MiB: keep {keep} only.")
    content = file.read()
    if content.startswith((b"\x1f\x8b", b"PK")):
        raise Refused("The file is packed: unpack it first, and hand in the CSV inside.")
    try:
        return str(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused("The file is no text in UTF-8: save it as CSV in UTF-8 again.") from None
