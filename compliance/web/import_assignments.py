"""Take assignments from a CSV, shown before anything is written; and give the present ones out in the same columns.

Between the two nothing is kept on the server: the page carries what was understood, signed and bound to the system.
"""

import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compliance.actions.assigning import Wanted, assign_each
from compliance.importing.assignments import read_assignments, write_assignments
from compliance.models import Assignment, Duty, User
from compliance.posture import duties_of
from compliance.team import team_of
from compliance.web.door import Visit
from compliance.web.import_uses import LONGEST, Question
from compliance.web.listed import ListForm, UnderstoodForm, text_of
from compliance.wording import UNCLEAR
from frameworks.errors import Refused
from frameworks.web.pages import page

SALT: Final = "compliance.import-assignments"


@dataclass(frozen=True)
class Row:
    """One line of the preview, with what holds today."""

    wanted: Wanted
    present: Assignment | None

    @property
    def is_new(self) -> bool:
        one, other = self.wanted, self.present
        return other is None or (one.owner, one.reviewer, one.due_on) != (other.owner, other.reviewer, other.due_on)


def import_assignments(request: Visit) -> HttpResponse:
    if request.method == "GET":
        return _file_page(request, _form())
    form = _form(request)
    if not form.is_valid():
        return _file_page(request, form, status=422)
    on = request.system.day_of(request.now)
    try:
        reading = read_assignments(
            text_of(form.cleaned_data, keep=_("the six columns of the export")),
            duties=_duties(request).values(),
            team=team_of(request.system, on),
            on=on,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _file_page(request, form, status=422)
    if reading.unclear:
        asked = [Question(each, UNCLEAR[each.why]) for each in reading.unclear.values()]
        return _file_page(request, form, asked, status=422)
    sealed = _sealed(request, reading.wanted.values())
    return _preview_page(request, UnderstoodForm(initial={"understood": sealed}), sealed)


def confirm_assignments(request: Visit) -> HttpResponse:
    form = UnderstoodForm(request.POST)
    if form.is_valid():
        try:
            rows = [row for row in _rows(request, form.cleaned_data["understood"]) if row.is_new]
            changed = assign_each(
                wanted=[row.wanted for row in rows],
                actor=request.user,
                on=request.system.day_of(request.now),
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = ngettext("%(n)s duty is assigned anew.", "%(n)s duties are assigned anew.", len(changed))
            messages.success(request, told % {"n": len(changed)})
            return redirect("compliance:duties", request.system.pk)
    return _preview_page(request, form, request.POST.get("understood", ""), status=422)


def export_assignments(request: Visit) -> FileResponse:
    """Every open duty with whom it is assigned to today, to be filled in and handed in again."""
    on = request.system.day_of(request.now)
    written = write_assignments(duties_of(request.system, on, request.now))
    name = f"demarc-{request.system.key}-assignments-{on.isoformat()}.csv"
    response = FileResponse(io.BytesIO(written), as_attachment=True, filename=name, content_type="text/csv")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _form(request: Visit | None = None) -> ListForm:
    example = "control,service,owner,reviewer,due_on\nmfa,,ben@example.org,rita@example.org,2027-03-31"
    if request is None:
        return ListForm(example=example)
    return ListForm(request.POST, request.FILES, example=example)


def _duties(request: Visit) -> dict[str, Duty]:
    """The open duties with their owners of today."""
    rows = Duty.objects.visible_to(request.viewer).filter(system=request.system).open()
    on = request.system.day_of(request.now)
    return {str(row.pk): row for row in rows.select_related("system").with_owners(on=on)}


def _sealed(request: Visit, wanted: Iterable[Wanted]) -> str:
    rows = [
        [str(each.duty.pk), str(each.owner.pk), str(each.reviewer.pk), each.due_on.isoformat() if each.due_on else ""]
        for each in wanted
    ]
    return signing.dumps([str(request.system.pk), rows], salt=SALT, compress=True)


def _rows(request: Visit, understood: str) -> list[Row]:
    """What was understood beside what holds today. Refused where either has moved on."""
    try:
        system, lines = signing.loads(understood, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        raise Refused(_("What was understood is too old or was changed: read the file again.")) from None
    if system != str(request.system.pk):
        raise Refused(_("This list was read for another system: read the file again here."))
    duties = _duties(request)
    people: dict[UUID, User] = User.objects.in_bulk({UUID(pk) for line in lines for pk in line[1:3]})
    if not {line[0] for line in lines} <= duties.keys():
        raise Refused(_("One of these duties has ended since: read the file again."))
    return [
        Row(
            Wanted(
                duties[duty],
                people[UUID(owner)],
                people[UUID(reviewer)],
                datetime.date.fromisoformat(day) if day else None,
            ),
            duties[duty].assignment,
        )
        for duty, owner, reviewer, day in lines
    ]


def _file_page(request: Visit, form: ListForm, asked: Iterable[Question] = (), status: int = 200) -> HttpResponse:
    return page(request, "compliance/import-assignments.html", {"form": form, "asked": list(asked)}, status=status)


def _preview_page(request: Visit, form: UnderstoodForm, understood: str, status: int = 200) -> HttpResponse:
    try:
        rows = _rows(request, understood)
    except Refused:  # the form says so
        rows = []
    context = {"form": form, "rows": rows, "new": sum(row.is_new for row in rows)}
    return page(request, "compliance/preview-assignments.html", context, status=status)
