"""Findings of a system's audits: the list, one with its history, and the steps that the reader may take."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from compliance.actions import following_up
from compliance.actions.reading import note_read
from compliance.audits.findings import FindingPosture, FindingState, posture_of_finding
from compliance.models import Engagement, Finding, Severity, StepKind
from compliance.team import team_of
from compliance.web.audits.finding_forms import StepForm
from compliance.web.door import Visit
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.web import filters
from frameworks.web.pages import page

SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    FindingState.RAISED: ("warn", "clock"),
    FindingState.DISPUTED: ("bad", "circle-x"),
    FindingState.AGREED: ("warn", "clock"),
    FindingState.ACTING: ("quiet", "player-play"),
    FindingState.DONE: ("warn", "eye"),
    FindingState.RETESTED: ("good", "check"),
    FindingState.CLOSED: ("good", "circle-check"),
}
"""The sign (a colour in demarc.css) and the icon of each state."""

SEVERITIES: Final[Mapping[str, str]] = {
    Severity.HIGH: "bad",
    Severity.MEDIUM: "old",
    Severity.LOW: "quiet",
    Severity.REMARK: "quiet",
}


@dataclass(frozen=True)
class Row:
    """One finding as it stands on a day."""

    posture: FindingPosture
    on: datetime.date

    @property
    def finding(self) -> Finding:
        return self.posture.finding

    @property
    def sign(self) -> str:
        return SIGNS[self.posture.state][0]

    @property
    def icon(self) -> str:
        return f"icons/{SIGNS[self.posture.state][1]}.svg"

    @property
    def severity_sign(self) -> str:
        return SEVERITIES[self.finding.severity]

    @property
    def is_overdue(self) -> bool:
        return self.posture.is_overdue(self.on)


def findings(request: Visit) -> HttpResponse:
    note_read(viewer=request.viewer, system=request.system, subject=request.system, now=request.now, page="findings")
    rows = sorted(rows_of(request), key=_most_pressing)
    owners = {row.posture.action.owner for row in rows if row.posture.action and row.posture.action.owner}
    audits = Engagement.objects.visible_to(request.viewer).filter(system=request.system)
    chosen = filters.read(
        request.GET,
        {
            "state": (_("State"), FindingState.choices),
            "severity": (_("Severity"), Severity.choices),
            "owner": (_("Action of"), [(each.pk, each) for each in sorted(owners, key=str)]),
            "audit": (_("Audit"), [(each.pk, each) for each in audits]),
            "overdue": (_("Overdue"), [("yes", _("Action overdue"))]),
        },
    )
    context = {
        "rows": [row for row in rows if _lets(chosen, row)],
        "total": len(rows),
        "overdue": sum(row.is_overdue for row in rows),
        "filters": chosen,
        "audits": [each for each in audits if each.ended_at is None],
    }
    return page(request, "compliance/audits/findings.html", context, part="findings")


def rows_of(request: Visit, **only: Any) -> list[Row]:
    """Those that the reader may see, with their steps. Two queries."""
    on = request.system.day_of(request.now)
    found = Finding.objects.visible_to(request.viewer).filter(system=request.system, **only)
    return [Row(posture_of_finding(each), on) for each in found.with_steps()]


def finding(request: Visit, pk: UUID) -> HttpResponse:
    row = _row(request, pk)
    note_read(viewer=request.viewer, system=request.system, subject=row.finding, now=request.now)
    return _finding_page(request, row)


def follow_up(request: Visit, pk: UUID, step: str) -> HttpResponse:
    row = _row(request, pk)
    if step not in StepKind.values:
        raise Http404
    form = _form(request, StepKind(step), request.POST)
    if not form.is_valid():
        return _finding_page(request, row, form, status=422)
    try:
        following_up.VERBS[step](finding=row.finding, actor=request.user, now=request.now, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _finding_page(request, row, form, status=422)
    messages.success(request, _("It is on record."))
    return redirect("compliance:finding", request.system.pk, row.finding.pk)


def _row(request: Visit, pk: UUID) -> Row:
    found = Finding.objects.visible_to(request.viewer).filter(system=request.system)
    read = get_object_or_404(found.with_steps(), pk=pk)
    return Row(posture_of_finding(read), request.system.day_of(request.now))


def _form(request: Visit, kind: StepKind, written: Any = None) -> StepForm:
    on = request.system.day_of(request.now)
    people = team_of(request.system, on).people if kind == StepKind.ACTION else {}
    return StepForm(written, kind=kind, people=people, on=on)


def _finding_page(request: Visit, row: Row, written: StepForm | None = None, status: int = 200) -> HttpResponse:
    """`written` is the form that came back; one that is not the reader's to send any more comes first."""
    offered = following_up.steps_open_to(request.viewer, row.posture)
    forms = [written if written and written.kind == kind else _form(request, kind) for kind in offered]
    if written and written not in forms:
        forms.insert(0, written)
    requirement = row.finding.requirement
    context = {
        "row": row,
        "finding": row.finding,
        "edition": shipped().editions.get(requirement.edition.key),
        "steps": list(row.posture.steps)[::-1],
        "forms": forms,
    }
    return page(request, "compliance/audits/finding.html", context, status=status)


def _lets(chosen: filters.Filters, row: Row) -> bool:
    found, action = row.finding, row.posture.action
    codes = {
        "state": row.posture.state,
        "severity": found.severity,
        "owner": action.owner_id if action else "",
        "audit": found.engagement_id,
        "overdue": "yes" if row.is_overdue else "",
    }
    return chosen.lets(**codes) and chosen.finds(found.title, found.requirement.ref, f"#{found.number}")


def _most_pressing(row: Row) -> tuple[bool, bool, int, int]:
    """What is open and overdue first, then by severity, the latest first."""
    severity = list(Severity).index(Severity(row.finding.severity))
    closed = row.posture.state == FindingState.CLOSED
    return closed, not row.is_overdue, severity, -row.finding.raised_at.toordinal()
