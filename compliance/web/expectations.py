"""Who expects what in a system: what AWS's reports expect of us, what we expect of AWS, what of our own clients."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions import expecting
from compliance.actions.reading import note_read
from compliance.attested.expectations import ExpectationLine, Expectations, UserEntityLine, expectations_of
from compliance.models import Attestation, Duty, Expectation, ExpectationKind
from compliance.permissions import OFFICER
from compliance.posture import DutyPosture, posture_of
from compliance.web.door import Visit
from compliance.web.expectation_forms import ChangeForm, ExpectForm
from compliance.web.scope_forms import EndForm
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.schema import Control
from frameworks.web.pages import page


@dataclass(frozen=True)
class Answered:
    """What AWS's report expects of us; for each control of ours the duties that answer it, as far as one sees them."""

    line: UserEntityLine
    controls: tuple[tuple[Control, tuple[DutyPosture, ...]], ...]


@dataclass(frozen=True)
class List:
    """One of the system's own two lists. `form` is for officers, `suggestions` for an empty list."""

    kind: str
    lines: tuple[ExpectationLine, ...]
    form: ExpectForm | None
    suggestions: int


def expectations(request: Visit) -> HttpResponse:
    note_read(
        viewer=request.viewer, system=request.system, subject=request.system, now=request.now, page="expectations"
    )
    return _lists(request)


def expect(request: Visit, kind: str) -> HttpResponse:
    if kind not in ExpectationKind.values:
        raise Http404
    form = ExpectForm(request.POST, prefix=kind, on=request.system.day_of(request.now))
    if form.is_valid():
        try:
            row = expecting.expect(
                system=request.system, kind=kind, **form.cleaned_data, actor=request.user, now=request.now
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(number)s is on the list.") % {"number": row.number})
            return redirect("compliance:expectations", request.system.pk)
    return _lists(request, {kind: form}, status=422)


def begin(request: Visit, kind: str) -> HttpResponse:
    if kind not in ExpectationKind.values:
        raise Http404
    try:
        rows = expecting.begin_with_suggestions(
            system=request.system,
            kind=kind,
            since=request.system.day_of(request.now),
            actor=request.user,
            now=request.now,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(n)d suggestions are on the list: strike out what is not so, and change the words to yours.")
        messages.success(request, said % {"n": len(rows)})
    return redirect("compliance:expectations", request.system.pk)


def expectation(request: Visit, pk: UUID) -> HttpResponse:
    row, on = _row(request, pk), request.system.day_of(request.now)
    if request.method != "POST":
        return _row_page(request, row)
    form = ChangeForm(request.POST, on=on)
    if form.is_valid():
        try:
            expecting.expect(
                system=request.system,
                kind=row.kind,
                number=row.number,
                **form.cleaned_data,
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("What you wrote is kept."))
            return redirect("compliance:expectations", request.system.pk)
    return _row_page(request, row, form=form)


def end_expectation(request: Visit, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    end = EndForm(request.POST, on=request.system.day_of(request.now))
    if end.is_valid():
        try:
            expecting.stop_expecting(
                system=request.system,
                kind=row.kind,
                number=row.number,
                **end.cleaned_data,
                actor=request.user,
                now=request.now,
            )
        except Refused as refusal:
            end.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(number)s ends with that day.") % {"number": row.number})
            return redirect("compliance:expectations", request.system.pk)
    return _row_page(request, row, end=end)


def _lists(request: Visit, forms: dict[str, ExpectForm] | None = None, status: int = 200) -> HttpResponse:
    system, on = request.system, request.system.day_of(request.now)
    said = expectations_of(
        posture_of(system, shipped(), on, request.now, leaving=request.viewer.is_only_auditor_in(system)), shipped()
    )
    documents = Attestation.objects.visible_to(request.viewer).filter(pk__in=[each.pk for each in said.documents])
    seen = set(documents.values_list("pk", flat=True))
    is_officer = bool(request.viewer.roles_in(system) & OFFICER)
    suggested = [each.kind.value for each in shipped().expectations]
    lists = {
        kind: List(
            kind,
            lines,
            (forms or {}).get(kind) or (ExpectForm(prefix=kind, on=on) if is_officer else None),
            0 if lines else suggested.count(kind),
        )
        for kind, lines in ((ExpectationKind.CSOC, said.of_aws), (ExpectationKind.CUEC, said.of_clients))
    }
    context = {
        "documents": [each for each in said.documents if each.pk in seen],
        "of_us": list(_answered(request, said, seen)),
        "of_aws": lists[ExpectationKind.CSOC],
        "of_clients": lists[ExpectationKind.CUEC],
        "on": on,
    }
    return page(request, "compliance/expectations.html", context, status=status)


def _answered(request: Visit, said: Expectations, seen: set[UUID]) -> Iterable[Answered]:
    """An auditor sees the duties that serve the audited framework; the team sees them all."""
    duties = Duty.objects.visible_to(request.viewer).filter(system=request.system)
    visible = set(duties.values_list("pk", flat=True)) if said.of_us else set()
    for line in said.of_us:
        if line.document.pk in seen:
            mine = [each for each in line.duties if each.leaned or each.duty.pk in visible]
            yield Answered(
                line,
                tuple(
                    (control, tuple(each for each in mine if each.duty.control.key == control.key))
                    for control in line.controls
                ),
            )


def _row(request: Visit, pk: UUID) -> Expectation:
    return get_object_or_404(Expectation.objects.known().filter(system=request.system), pk=pk)


def _row_page(
    request: Visit, row: Expectation, form: ChangeForm | None = None, end: EndForm | None = None
) -> HttpResponse:
    on = request.system.day_of(request.now)
    initial = {"wording": row.wording, "controls": row.controls}
    context = {
        "row": row,
        "form": form or ChangeForm(initial=initial, on=on),
        "end": end or EndForm(on=on),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "compliance/expectation.html", context, status=status)
