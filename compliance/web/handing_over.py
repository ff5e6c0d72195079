"""Hand over: what one person owns or reviews goes to another, all of it or what is ticked, from a day on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from compliance.actions.handing_over import hand_over as hand_over_duties
from compliance.models import User
from compliance.posture import DutyPosture, duties_of
from compliance.team import team_of
from compliance.web.assigning_forms import HandOverForm
from compliance.web.door import Visit
from frameworks.errors import Refused
from frameworks.web.pages import page


@dataclass(frozen=True)
class Row:
    """A duty of the person who hands over, and what they are in it."""

    posture: DutyPosture
    owns: bool

    @property
    def pk(self) -> str:
        return str(self.posture.duty.pk)


@dataclass
class Holder:
    """Somebody with what they have here."""

    person: User
    owned: int = 0
    reviewed: int = 0


def hand_over(request: Visit) -> HttpResponse:
    """Without somebody to hand over: who has what, to choose from. With `?person=`, the form and their duties."""
    system, on = request.system, request.system.day_of(request.now)
    postures = duties_of(system, on, request.now)
    people = _people(postures)
    person = next((each.person for each in people if str(each.person.pk) == request.GET.get("person")), None)
    if person is None:
        return page(request, "compliance/hand-over.html", {"people": people})
    rows = _rows(postures, person)
    if request.method == "GET":
        form = HandOverForm(team=team_of(system, on), person=person, on=on)
        return _page(request, person, form, rows, ticked={row.pk for row in rows})
    form = HandOverForm(request.POST, team=team_of(system, on), person=person, on=on)
    ticked = set(request.POST.getlist("duties"))
    if form.is_valid():
        try:
            moved = hand_over_duties(
                system=system,
                person=person,
                **form.cleaned_data,
                duties=[row.posture.duty for row in rows if row.pk in ticked],
                actor=request.user,
                on=on,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = ngettext("%(n)s duty goes to %(who)s.", "%(n)s duties go to %(who)s.", len(moved))
            messages.success(request, told % {"n": len(moved), "who": form.cleaned_data["to"]})
            return redirect("compliance:duties", system.pk)
    return _page(request, person, form, rows, ticked, status=422)


def _page(
    request: Visit, person: User, form: HandOverForm, rows: list[Row], ticked: Collection[str], status: int = 200
) -> HttpResponse:
    context = {"person": person, "form": form, "rows": [(row, row.pk in ticked) for row in rows]}
    return page(request, "compliance/hand-over.html", context, status=status)


def _rows(postures: Iterable[DutyPosture], person: User) -> list[Row]:
    return [
        Row(each, assignment.owner == person)
        for each in postures
        for assignment in [each.duty.assignment]
        if assignment and person in {assignment.owner, assignment.reviewer}
    ]


def _people(postures: Iterable[DutyPosture]) -> list[Holder]:
    """Everybody who has a duty here, by name."""
    found: dict[User, Holder] = {}
    for assignment in (each.duty.assignment for each in postures):
        if assignment:
            found.setdefault(assignment.owner, Holder(assignment.owner)).owned += 1
            found.setdefault(assignment.reviewer, Holder(assignment.reviewer)).reviewed += 1
    return sorted(found.values(), key=lambda holder: str(holder.person))
