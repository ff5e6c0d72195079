"""A system: its boundary, the documents it leans on, and where each requirement stands."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read
from compliance.attested import documents
from compliance.inheritance.support import Support
from compliance.models import AccountTerm, DataClass, FrameworkScope, ServiceUse, Touch
from compliance.permissions import TEAM
from compliance.posture import RequirementPosture, Standing, posture_of
from compliance.web import charts
from compliance.web.door import Visit
from compliance.web.lapses import will_lapse
from compliance.web.trend import trend_of
from compliance.wording import CLASSES
from frameworks.compiled import shipped
from frameworks.schema import Obligation
from frameworks.web import filters
from frameworks.web.pages import page


@dataclass(frozen=True)
class Row:
    """One requirement in the list."""

    posture: RequirementPosture
    support: Support
    obligation: Obligation

    @property
    def codes(self) -> dict[str, object]:
        standing = self.posture.standing
        return {
            "class": self.posture.inheritance.class_,
            "supported": self.support,
            "standing": standing or "none",
            "family": self.family,
        }

    @property
    def family(self) -> str:
        return self.posture.requirement.family


@dataclass(frozen=True)
class InUse:
    """A service with the places where it is used and what it does with each class of data there."""

    name: str
    places: list[tuple[str, str]]
    touches: list[str]


def system(request: Visit) -> HttpResponse:
    system, catalogue = request.system, shipped()
    note_read(viewer=request.viewer, system=system, subject=system, now=request.now, page="overview")
    on = system.day_of(request.now)
    posture = posture_of(system, catalogue, on, request.now, leaving=request.viewer.is_only_auditor_in(system))
    scopes = list(FrameworkScope.objects.on(on).filter(system=system).select_related("edition"))
    asked = request.GET.get("edition", "")
    edition = asked if asked in posture.editions else next(iter(posture.editions), "")
    rows = [Row(each, each.support, each.requirement.obligation(on)) for each in posture.editions.get(edition, ())]
    chosen = filters.read(
        request.GET,
        {
            "class": (_("Who bears it"), CLASSES.items()),
            "supported": (_("AWS’s part"), Support.choices),
            "standing": (_("Our part"), Standing.choices),
            "family": (_("Family"), [(name, name) for name in dict.fromkeys(r.family for r in rows)]),
        },
    )
    found = [row for row in rows if chosen.lets(**row.codes) and _finds(chosen, row.posture)]
    context = {
        "edition": catalogue.editions.get(edition),
        "editions": [catalogue.editions[key] for key in posture.editions],
        "scopes": scopes,
        "bars": _bars(rows, posture.standings()),
        "duties": len(posture.duties),
        "families": [(name, list(each)) for name, each in groupby(found, lambda row: row.family)],
        "filters": chosen,
        "found": len(found),
        "total": len(rows),
        "lapses": will_lapse(system, on, catalogue, request.viewer),
        "in_use": _in_use(request),
        "data_classes": [DataClass(code).label for code in system.data_classes],
        "terms": list(AccountTerm.objects.on(on).filter(system=system).select_related("account")),
        "programmes": documents.relied_on(posture.editions.get(edition, ()), catalogue),
        "trend": trend_of(system, edition, on) if request.viewer.roles_in(system) & TEAM else None,
        "on": on,
    }
    return page(request, "compliance/system.html", context, part="requirements")


def _finds(chosen: filters.Filters, posture: RequirementPosture) -> bool:
    requirement = posture.requirement
    return chosen.finds(requirement.ref, *requirement.aliases, requirement.title, requirement.summary)


def _bars(rows: list[Row], duties: Counter[str]) -> list[charts.Bar]:
    classes = Counter(str(row.posture.inheritance.class_) for row in rows)
    supports = Counter(str(row.support) for row in rows if row.posture.inheritance.unbound is None)
    return [
        charts.class_bar(classes, "class", "requirements"),
        charts.support_bar(supports, "supported", "requirements"),
        charts.standing_bar(_("Our duties"), duties),
    ]


def _in_use(request: Visit) -> list[InUse]:
    """Each service once, with the strongest touch of all its places; what nobody has said counts as touched."""
    system = request.system
    on = system.day_of(request.now)
    uses = ServiceUse.objects.on(on).filter(system=system).select_related("service", "account")
    found: dict[str, list[ServiceUse]] = {}
    for use in uses.order_by("service__name", "account__name", "region"):
        found.setdefault(use.service.name, []).append(use)
    return [
        InUse(
            name=name,
            places=[
                (account, ", ".join(use.region for use in uses))
                for account, uses in groupby(places, lambda use: use.account.name)
            ],
            touches=[_strongest_touch(places, code) for code in system.data_classes],
        )
        for name, places in found.items()
    ]


def _strongest_touch(places: list[ServiceUse], data_class: str) -> str:
    touches = {use.touches.get(data_class, Touch.TOUCHES) for use in places}
    return str(next(touch.label for touch in Touch if touch in touches))
