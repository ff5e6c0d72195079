"""The first page: the systems a person sees, and for an owner what is due first."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.lapsing import Lapse, coming_lapses
from compliance.models import FrameworkScope, System
from compliance.posture import DutyPosture, Posture, posture_of_each
from compliance.web import charts
from compliance.web.door import Visit
from frameworks.compiled import shipped
from frameworks.web.pages import page


@dataclass(frozen=True)
class Card:
    """One system at a glance."""

    system: System
    roles: list[str]
    scopes: list[FrameworkScope]
    bars: list[charts.Bar]
    duties: int
    unowned: int
    overdue: int
    lapses: tuple[Lapse, ...]


@dataclass(frozen=True)
class Due:
    """A duty of the person who looks."""

    posture: DutyPosture
    system: System
    days: int | None


def dashboard(request: Visit) -> HttpResponse:
    systems = System.objects.visible_to(request.viewer).filter(ended_at=None)
    days = {system: system.day_of(request.now) for system in systems}
    postures = posture_of_each(days, shipped(), request.now)
    lapses = coming_lapses(days, shipped())
    scopes: dict[object, list[FrameworkScope]] = {}
    for scope in FrameworkScope.objects.known().filter(system__in=days).select_related("edition"):
        scopes.setdefault(scope.system_id, []).append(scope)
    context = {
        "cards": [_card(request, postures[system.pk], scopes.get(system.pk, []), lapses[system]) for system in days],
        "due": sorted(_due(request, postures.values()), key=_most_pressing),
    }
    return page(request, "compliance/dashboard.html", context)


def _card(request: Visit, posture: Posture, scopes: list[FrameworkScope], lapses: tuple[Lapse, ...]) -> Card:
    classes, supports = Counter[str](), Counter[str]()
    for edition in posture.editions:
        classes += posture.classes(edition)
        supports += posture.supports(edition)
    bars = [charts.class_bar(classes), charts.support_bar(supports)] if classes else []
    bars.append(charts.standing_bar(_("Our duties"), posture.standings()))
    return Card(
        system=posture.system,
        roles=sorted(str(role.label) for role in request.viewer.roles_in(posture.system)),
        scopes=[scope for scope in scopes if scope.holds_on(posture.on)],
        bars=bars,
        duties=len(posture.duties),
        unowned=sum(each.duty.assignment is None for each in posture.duties),
        overdue=sum(is_overdue(each, posture.on) for each in posture.duties),
        lapses=lapses,
    )


def is_overdue(posture: DutyPosture, on: datetime.date) -> bool:
    """Past its day and not evidenced."""
    assignment = posture.duty.assignment
    late = assignment is not None and assignment.due_on is not None and assignment.due_on < on
    return late and posture.standing != "evidenced"


def _due(request: Visit, postures: Iterable[Posture]) -> Iterable[Due]:
    for posture in postures:
        for each in posture.duties:
            assignment = each.duty.assignment
            if assignment and assignment.owner_id == request.user.pk:
                days = (assignment.due_on - posture.on).days if assignment.due_on else None
                yield Due(each, posture.system, days)


def _most_pressing(due: Due) -> tuple[bool, int, str]:
    return due.days is None, due.days or 0, str(due.posture.duty)
