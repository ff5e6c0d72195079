"""The exceptions of an audit's period: a page of their own, and a fragment on the page of each requirement."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read
from compliance.audits.exceptions import ExceptionKind, is_over_time
from compliance.web.audits.audit import visible_audit
from compliance.web.door import Visit
from evidence.coverage.exceptions import exceptions_of
from frameworks.compiled import shipped
from frameworks.web import filters
from frameworks.web.pages import page


def exceptions(request: Visit, pk: UUID) -> HttpResponse:
    """`?edition=…&ref=…` for one requirement alone."""
    audit, catalogue = visible_audit(request, pk), shipped()
    note_read(viewer=request.viewer, system=request.system, subject=audit, now=request.now, page="exceptions")
    wanted = request.GET.get("edition", ""), request.GET.get("ref", "")
    found = exceptions_of(audit, catalogue, request.now)
    chosen = filters.read(request.GET, {"what": (_("What"), ExceptionKind.choices)})
    shown = [
        (edition, requirement, rows)
        for edition in catalogue.editions.values()
        for requirement in edition.requirements
        if wanted in {("", ""), (edition.key, requirement.ref)}
        and chosen.finds(requirement.ref, requirement.title)
        and (rows := [each for each in found.get((edition.key, requirement.ref), ()) if chosen.lets(what=each.kind)])
    ]
    context = {
        "audit": audit,
        "over_time": is_over_time(audit),
        "is_alone": any(wanted),
        "total": len(found),
        "filters": chosen,
        "requirements": shown,
    }
    return page(request, "evidence/exceptions.html", context)
