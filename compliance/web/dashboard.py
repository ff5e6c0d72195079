"""The first page: the systems a person sees, and for an owner what is due first."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read_of_installation
from compliance.inheritance.inherited import Fall, Inherited, inherited_of_each
from compliance.models import FrameworkScope, Proposal, ProposalKind, Role, ServiceSighting, System
from compliance.standings import DutyStanding, standings_of_each
from compliance.team import MAY_OWN, MAY_REVIEW
from compliance.web import charts
from compliance.web.door import Visit
from compliance.web.my_day import my_day
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
    first_fall: Fall | None
    sighted: int
    """Services that collection saw and nobody has recorded; an officer settles them, so others see none."""


def dashboard(request: Visit) -> HttpResponse:
    """A constant number of queries for any number of systems, and no more work for each than to count."""
    note_read_of_installation(viewer=request.viewer, subject=None, now=request.now, page="overview")
    systems = System.objects.visible_to(request.viewer).filter(ended_at=None)
    days = {system: system.day_of(request.now) for system in systems}
    audited = [system for system in days if request.viewer.is_only_auditor_in(system)]
    inherited, standings = inherited_of_each(days, shipped(), audited), standings_of_each(days, request.now)
    on = {system.pk: day for system, day in days.items()}
    scopes: dict[object, list[FrameworkScope]] = {}
    for scope in FrameworkScope.objects.known().filter(system__in=days).select_related("edition"):
        if scope.holds_on(on[scope.system_id]):
            scopes.setdefault(scope.system_id, []).append(scope)
    kept = [system.pk for system in days if Role.OFFICER in request.viewer.roles_in(system)]
    sighted = Counter(ServiceSighting.objects.filter(system__in=kept).proposed().values_list("system", flat=True))
    context = {
        "gone": Proposal.objects.visible_to(request.viewer).open().filter(kind=ProposalKind.GONE).count(),
        "cards": [
            Card(
                system=system,
                roles=sorted(str(role.label) for role in request.viewer.roles_in(system)),
                scopes=scopes.get(system.pk, []),
                bars=list(_bars(inherited[system.pk], standings[system.pk])),
                duties=len(standings[system.pk]),
                unowned=sum(each.owner is None for each in standings[system.pk]),
                overdue=sum(each.is_overdue(day) for each in standings[system.pk]),
                first_fall=inherited[system.pk].first_fall,
                sighted=sighted[system.pk],
            )
            for system, day in days.items()
        ],
        "my_day": my_day(request.user, days, standings),
        "answers": request.viewer.holds_somewhere(MAY_OWN),
        "reviews": request.viewer.holds_somewhere(MAY_REVIEW),
    }
    return page(request, "compliance/dashboard.html", context)


def _bars(inherited: Inherited, standings: Iterable[DutyStanding]) -> Iterator[charts.Bar]:
    if inherited.classes:
        yield charts.class_bar(inherited.classes)
        yield charts.support_bar(inherited.supports)
    yield charts.standing_bar(_("Our duties"), Counter(str(each.standing) for each in standings))
