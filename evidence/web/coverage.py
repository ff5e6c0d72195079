"""Coverage of an audit's period by evidence: what was expected of each duty and what came in, for the team and for the
audit's own auditors."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read
from compliance.models import Duty, Engagement
from compliance.web.door import Visit
from evidence.coverage.occurrences import Coverage, DutyCoverage, Occurrence, coverage_of
from evidence.web.strips import legend, strip_of
from frameworks.compiled import shipped
from frameworks.inheritance import Span
from frameworks.schema import Requirement
from frameworks.web import filters
from frameworks.web.pages import page
from frameworks.wording import length

EXCEPTIONS, OPEN, WHOLE = "exceptions", "open", "whole"


@dataclass(frozen=True)
class Against:
    """A requirement with what stands against it over the whole period, by the duties behind it."""

    edition: str
    requirement: Requirement
    duties: tuple[tuple[Duty, tuple[Occurrence, ...]], ...]


def audit_coverage(request: Visit, pk: UUID) -> HttpResponse:
    audit = visible_audit(request, pk)
    note_read(viewer=request.viewer, system=request.system, subject=audit, now=request.now, page="occurrences")
    coverage = coverage_of(audit, shipped(), request.now)
    period = Span(audit.period_start, audit.period_end)
    chosen = filters.read(request.GET, _offered(coverage))
    shown = [each for each in coverage.duties if _lets(chosen, each)]
    every = [each for duty in coverage.duties for each in duty.asked]
    context = {
        "audit": audit,
        "coverage": coverage,
        "strips": [strip_of(each, period) for each in shown],
        "filters": chosen,
        "expected": len(every),
        "received": sum(each.received for each in coverage.duties),
        "accepted": sum(each.accepted for each in coverage.duties),
        "late": sum(each.late for each in coverage.duties),
        "missing": sum(each.missing for each in coverage.duties),
        "exceptions": sum(each.is_exception for each in every),
        "against": _against(coverage),
        "legend": legend(),
    }
    return page(request, "evidence/audit-coverage.html", context, part="strips")


def visible_audit(request: Visit, pk: UUID) -> Engagement:
    """With its system and editions; 404 for who sees it not."""
    rows = Engagement.objects.visible_to(request.viewer).filter(system=request.system)
    return get_object_or_404(rows.select_related("system").prefetch_related("editions"), pk=pk)


def _offered(coverage: Coverage) -> dict[str, tuple[object, filters.Choices]]:
    cadences = {each.expected.cadence for each in coverage.duties if each.expected.cadence}
    return {
        "show": (
            _("Show"),
            ((EXCEPTIONS, _("with exceptions")), (OPEN, _("not accepted yet")), (WHOLE, _("accepted in full"))),
        ),
        "cadence": (_("Expected every"), [(each, length(each)) for each in sorted(cadences)]),
    }


def _lets(chosen: filters.Filters, each: DutyCoverage) -> bool:
    whole = bool(each.asked) and each.accepted == len(each.asked)
    shows = {EXCEPTIONS: bool(each.exceptions), OPEN: bool(each.asked) and not whole, WHOLE: whole}
    asked = chosen.every["show"].chosen
    return (
        (not asked or shows[asked])
        and chosen.every["cadence"].lets(each.expected.cadence)
        and chosen.finds(str(each.expected.duty), each.expected.duty.control.key)
    )


def _against(coverage: Coverage) -> list[Against]:
    found = []
    for (edition, ref), rows in coverage.exceptions.items():
        duties: dict[Duty, list[Occurrence]] = {}
        for covered, occurrence in rows:
            duties.setdefault(covered.expected.duty, []).append(occurrence)
        by_duty = tuple((duty, tuple(occurrences)) for duty, occurrences in duties.items())
        found.append(Against(edition, shipped().requirement(edition, ref), by_duty))
    return found
