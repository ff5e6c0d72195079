"""Who has how much to do in a system: duties, what is overdue, what is near, and how it stands, person by person."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.posture import duties_of
from compliance.team import team_of
from compliance.web import charts
from compliance.web.door import Visit
from compliance.workload import SOON, left_behind, workload_of
from frameworks.web.pages import page


def workload(request: Visit) -> HttpResponse:
    system, on = request.system, request.system.day_of(request.now)
    postures, team = duties_of(system, on, request.now), team_of(system, on)
    loads = workload_of(postures, team, on)
    idle = [person for pk, person in team.owners.items() if pk not in {each.person.pk for each in loads if each.person}]
    context = {
        "loads": [(load, charts.standing_bar(_("Standing"), load.standings)) for load in loads],
        "idle": idle,
        "left": left_behind(postures, team),
        "soon": SOON,
    }
    return page(request, "compliance/workload.html", context)
