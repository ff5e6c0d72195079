"""Take an auditor's request list from a CSV or an XLSX: shown before anything is asked, then all of it or nothing.

Between the two nothing is kept on the server: the page carries what was understood, signed and bound to the audit.
"""

import datetime
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from compliance.models import Duty, Engagement
from compliance.web.door import Visit
from compliance.web.fields import TEXT
from compliance.web.import_uses import LONGEST
from compliance.web.listed import UnderstoodForm
from evidence.actions.importing import import_list
from evidence.importing.judging import WrongLine, audits_to_ask_in, read_as, wrong_lines
from evidence.importing.request_lists import (
    COLUMNS,
    CSV,
    MOST_LINES,
    Asking,
    media_type_of,
    template,
)
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web.pages import page

SALT: Final = "evidence.import-requests"


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the reader says in a sentence what to do about an empty file
        widget=forms.FileInput(attrs={**TEXT, "accept": ".csv,.xlsx"}),
    )


@dataclass(frozen=True)
class Row:
    """One line of the preview."""

    asked: Asking
    requirement: str
    duty: Duty | None


def import_requests(visit: Visit, pk: UUID) -> HttpResponse:
    audit = _audit(visit, pk)
    if visit.method == "GET":
        return _file_page(visit, audit, FileForm())
    form = FileForm(visit.POST, visit.FILES)
    if not form.is_valid():
        return _file_page(visit, audit, form, status=422)
    file = form.cleaned_data["file"]
    try:
        reading = read_as(visit.viewer, audit, file, media_type_of(file.name))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _file_page(visit, audit, form, status=422)
    wrong = wrong_lines(audit, reading, visit.user, visit.now)
    if wrong:
        return _file_page(visit, audit, form, wrong, status=422)
    sealed = _sealed(audit, reading.asked)
    return _preview_page(visit, audit, UnderstoodForm(initial={"understood": sealed}), sealed)


def confirm_requests(visit: Visit, pk: UUID) -> HttpResponse:
    audit, form = _audit(visit, pk), UnderstoodForm(visit.POST)
    if form.is_valid():
        try:
            made = import_list(
                engagement=audit,
                asked=_opened(audit, form.cleaned_data["understood"]),
                actor=visit.user,
                on=visit.system.day_of(visit.now),
                now=visit.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = ngettext("%(n)s request is raised.", "%(n)s requests are raised.", len(made))
            messages.success(visit, told % {"n": len(made)})
            return redirect("evidence:requests", visit.system.pk)
    return _preview_page(visit, audit, form, visit.POST.get("understood", ""), status=422)


def request_template(visit: Visit, pk: UUID) -> FileResponse:
    """A CSV to fill in, with the audit's own days."""
    audit = _audit(visit, pk)
    content = io.BytesIO(template(audit, shipped()))
    response = FileResponse(content, as_attachment=True, filename="demarc-request-list.csv", content_type=CSV)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _audit(visit: Visit, pk: UUID) -> Engagement:
    return get_object_or_404(audits_to_ask_in(visit.viewer, visit.system), pk=pk)


def _sealed(audit: Engagement, asked: Iterable[Asking]) -> str:
    rows = [
        [
            *(each.line, each.reference, each.title, each.asks, each.requirement),
            str(each.duty) if each.duty else None,
            *(day.isoformat() if day else None for day in (each.first_day, each.last_day, each.due_on)),
        ]
        for each in asked
    ]
    return signing.dumps([str(audit.pk), rows], salt=SALT, compress=True)


def _opened(audit: Engagement, understood: str) -> list[Asking]:
    try:
        pk, rows = signing.loads(understood, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        raise Refused(_("What was understood is too old or was changed: read the file again.")) from None
    if pk != str(audit.pk):
        raise Refused(_("This list was read for another audit: read the file again here."))
    return [_asking(*row) for row in rows]


def _asking(
    line: int,
    reference: str,
    title: str,
    asks: str,
    requirement: list[str] | None,
    duty: str | None,
    first: str | None,
    last: str | None,
    due: str,
) -> Asking:
    return Asking(
        line=line,
        reference=reference,
        title=title,
        asks=asks,
        requirement=(requirement[0], requirement[1]) if requirement else None,
        duty=UUID(duty) if duty else None,
        first_day=datetime.date.fromisoformat(first) if first else None,
        last_day=datetime.date.fromisoformat(last) if last else None,
        due_on=datetime.date.fromisoformat(due),
    )


def _file_page(
    visit: Visit, audit: Engagement, form: FileForm, wrong: Iterable[WrongLine] = (), status: int = 200
) -> HttpResponse:
    context = {"audit": audit, "form": form, "wrong": list(wrong), "columns": COLUMNS, "most": MOST_LINES}
    return page(visit, "evidence/requests/import.html", context, status=status)


def _preview_page(
    visit: Visit, audit: Engagement, form: UnderstoodForm, understood: str, status: int = 200
) -> HttpResponse:
    try:
        asked = _opened(audit, understood)
    except Refused:  # the form says so
        asked = []
    duties: Mapping[UUID, Duty] = {
        row.pk: row
        for row in Duty.objects.filter(
            system=visit.system, pk__in={each.duty for each in asked if each.duty}
        ).select_related("control", "service", "programme")
    }
    rows = [Row(each, _named(each), duties.get(each.duty) if each.duty else None) for each in asked]
    context = {"audit": audit, "form": form, "rows": rows}
    return page(visit, "evidence/requests/import-preview.html", context, status=status)


def _named(each: Asking) -> str:
    if each.requirement is None:
        return ""
    edition, ref = each.requirement
    return f"{shipped().edition(edition).title} {ref}"
