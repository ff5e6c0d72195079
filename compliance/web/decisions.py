"""Decisions about requirements: the list, one of them, and what an approver or an officer does about it."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compliance.actions import deciding
from compliance.actions.reading import note_read
from compliance.inheritance.lapsing import AHEAD
from compliance.models import Decision, DecisionState, User
from compliance.permissions import ANSWERING, APPROVING, OFFICER, TEAM
from compliance.posture import RequirementPosture
from compliance.web.door import Visit
from compliance.wording import DECISION_CLOSED
from frameworks.compiled import shipped
from frameworks.deciding import decisions_allowed, why_closed
from frameworks.errors import Refused
from frameworks.schema import DecisionRule
from frameworks.web import filters
from frameworks.web.pages import page

SIGNS = {
    DecisionState.PROPOSED: ("warn", "clock"),
    DecisionState.IN_FORCE: ("ours", "scale"),
    DecisionState.AHEAD: ("quiet", "calendar"),
    DecisionState.LAPSED: ("old", "hourglass"),
    DecisionState.WITHDRAWN: ("quiet", "circle-minus"),
    DecisionState.DECLINED: ("quiet", "circle-x"),
}
"""The sign (a colour in demarc.css) and the icon of each state."""


@dataclass(frozen=True)
class Row:
    """One decision as somebody sees it on a day. `waits_for_me`: the reader may approve or decline it."""

    decision: Decision
    state: DecisionState
    on: datetime.date
    waits_for_me: bool

    @property
    def sign(self) -> str:
        return SIGNS[self.state][0]

    @property
    def icon(self) -> str:
        return f"icons/{SIGNS[self.state][1]}.svg"

    @property
    def ends_soon(self) -> int | None:
        """Days that are left to one in force, where they are few."""
        left = self.decision.valid_until - self.on
        return left.days if self.state == DecisionState.IN_FORCE and left < AHEAD else None


@dataclass(frozen=True)
class Event:
    at: datetime.datetime
    who: User | None
    what: str
    comment: str = ""


@dataclass(frozen=True)
class KindHere:
    """A kind of decision at one requirement: open there, or `closed` says why it is not."""

    rule: DecisionRule
    changes_status: bool
    closed: object


@dataclass(frozen=True)
class Decided:
    """What is and may be decided about one requirement, as the reader may see it."""

    decision: Decision | None
    on_record: list[Decision]
    rows: list[Row]
    kinds: list[KindHere]
    may_propose: bool


class ReasonForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=deciding.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        error_messages={"required": gettext_lazy("Say why: whoever wrote it, and an auditor, will ask.")},
    )


def decisions(request: Visit) -> HttpResponse:
    note_read(viewer=request.viewer, system=request.system, subject=request.system, now=request.now, page="decisions")
    rows = sorted(rows_of(request, _visible(request)), key=_most_pressing)
    kinds = {rule.kind: rule.title for rule in shipped().decisions}
    editions = {row.decision.asked[0] for row in rows}
    chosen = filters.read(
        request.GET,
        {
            "state": (_("State"), DecisionState.choices),
            "kind": (_("Kind"), kinds.items()),
            "edition": (_("Edition"), [(key, shipped().editions[key].title) for key in sorted(editions)]),
        },
    )
    context = {
        "rows": [row for row in rows if _lets(chosen, row)],
        "total": len(rows),
        "waiting": sum(row.waits_for_me for row in rows),
        "filters": chosen,
    }
    return page(request, "compliance/decisions.html", context, part="decisions")


def rows_of(request: Visit, found: Iterable[Decision]) -> list[Row]:
    on = request.system.day_of(request.now)
    approves = bool(request.viewer.roles_in(request.system) & APPROVING)
    states = ((each, each.state_on(on)) for each in found)
    return [
        Row(
            decision=each,
            state=state,
            on=on,
            waits_for_me=approves and state == DecisionState.PROPOSED and each.author_id != request.user.pk,
        )
        for each, state in states
    ]


def decision(request: Visit, pk: UUID) -> HttpResponse:
    row = get_object_or_404(_visible(request), pk=pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now)
    return _decision_page(request, row)


def approve(request: Visit, pk: UUID) -> HttpResponse:
    return _done(request, pk, deciding.approve, {}, "approver", _("You have approved it."))


def decline(request: Visit, pk: UUID) -> HttpResponse:
    return _with_reason(request, pk, "decline", deciding.decline, "approver", _("You have declined it."))


def withdraw(request: Visit, pk: UUID) -> HttpResponse:
    return _with_reason(request, pk, "withdraw", deciding.withdraw_decision, "actor", _("You have withdrawn it."))


def decided_of(request: Visit, row: RequirementPosture) -> Decided:
    """For the page of a requirement that binds. One query, and one more for who owns no duty of it."""
    viewer, on = request.viewer, request.system.day_of(request.now)
    edition, ref = row.inheritance.edition, row.requirement.ref
    asked = _visible(request).filter(requirement__edition__key=edition, requirement__ref=ref)
    seen = [each for each in row.decisions if each.is_seen_by(viewer)]
    return Decided(
        decision=row.decision if row.decision in seen else None,
        on_record=[each for each in seen if not each.changes_status],
        rows=sorted(rows_of(request, asked), key=_most_pressing),
        kinds=list(_kinds(row, on)) if viewer.roles_in(request.system) & TEAM else [],
        may_propose=bool(viewer.roles_in(request.system) & ANSWERING)
        and deciding.may_propose(request.user, request.system, row, on),
    )


def _kinds(row: RequirementPosture, on: datetime.date) -> Iterable[KindHere]:
    """Every kind there is, those that are open first."""
    catalogue = shipped()
    edition = catalogue.editions[row.inheritance.edition]
    allowed = decisions_allowed(catalogue, edition, row.requirement, on)
    for each in allowed:
        yield KindHere(each.rule, each.changes_status, "")
    for rule in catalogue.decisions:
        why = why_closed(rule, edition, row.requirement, on)
        if why is not None:
            yield KindHere(rule, False, DECISION_CLOSED[why])


def _with_reason(
    request: Visit, pk: UUID, which: str, verb: Callable[..., Decision], person: str, said: str
) -> HttpResponse:
    form = ReasonForm(request.POST, prefix=which)
    if not form.is_valid():
        row = get_object_or_404(_visible(request), pk=pk)
        return _decision_page(request, row, {which: form}, status=422)
    return _done(request, pk, verb, {which: form}, person, said, comment=form.cleaned_data["comment"])


def _done(
    request: Visit,
    pk: UUID,
    verb: Callable[..., Decision],
    written: dict[str, ReasonForm],
    person: str,
    said: str,
    **more: str,
) -> HttpResponse:
    row = get_object_or_404(_visible(request), pk=pk)
    on = request.system.day_of(request.now)
    try:
        verb(decision=row, on=on, now=request.now, **{person: request.user}, **more)
    except Refused as refusal:
        return _decision_page(request, row, written, refused=str(refusal), status=422)
    messages.success(request, said)
    return redirect("compliance:decision", request.system.pk, row.pk)


def _visible(request: Visit) -> Any:
    return Decision.objects.visible_to(request.viewer).filter(system=request.system).with_people()


def _decision_page(
    request: Visit,
    row: Decision,
    written: dict[str, ReasonForm] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """`written` are the forms that came back, by what they are for."""
    (shown,) = rows_of(request, [row])
    is_officer = bool(request.viewer.roles_in(request.system) & OFFICER)
    living = shown.state in {DecisionState.PROPOSED, DecisionState.AHEAD, DecisionState.IN_FORCE}
    others = _visible(request).filter(requirement=row.requirement).exclude(pk=row.pk)
    forms_of = {which: ReasonForm(prefix=which) for which in ("decline", "withdraw")} | (written or {})
    context = {
        "row": shown,
        "decision": row,
        "edition": shipped().editions.get(row.asked[0]),
        "rule": next((each for each in shipped().decisions if each.kind == row.kind), None),
        "events": _events(row, shown.on),
        "others": rows_of(request, others),
        "may_withdraw": is_officer and living,
        "forms": forms_of,
        "refused": refused,
    }
    return page(request, "compliance/decision.html", context, status=status)


def _events(row: Decision, on: datetime.date) -> list[Event]:
    """What happened to it, the latest first."""
    found = [Event(row.proposed_at, row.author, _("Proposed"))]
    if row.approved_at:
        found.append(Event(row.approved_at, row.decided_by, _("Approved")))
    if row.declined_at:
        found.append(Event(row.declined_at, row.decided_by, _("Declined"), row.comment))
    if row.withdrawn_at:
        found.append(Event(row.withdrawn_at, row.withdrawn_by, _("Withdrawn"), row.comment))
    return found[::-1]


def _lets(chosen: filters.Filters, row: Row) -> bool:
    edition, ref = row.decision.asked
    names = (ref, row.decision.requirement.title, row.decision.title, str(row.decision.author))
    return chosen.lets(state=row.state, kind=row.decision.kind, edition=edition) and chosen.finds(*names)


def _most_pressing(row: Row) -> tuple[bool, int, int]:
    """What waits for the reader, then what is in force and ends first, then what else may come; the past is last."""
    order = (DecisionState.IN_FORCE, DecisionState.PROPOSED, DecisionState.AHEAD)
    days = row.decision.valid_until.toordinal()
    place = order.index(row.state) if row.state in order else len(order)
    return not row.waits_for_me, place, days if place < len(order) else -days
