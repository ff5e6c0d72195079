"""AWS's documents: what we hold of each programme, what it counts for today, and what rests on one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read_of_installation
from compliance.attested.documents import Held, held_of
from compliance.inheritance.currency import Currency, currencies
from compliance.inheritance.inheriting import inheritance_of_each
from compliance.models import Acceptance, Attestation, FrameworkScope, System
from compliance.permissions import Viewer
from compliance.web.door import Visit
from compliance.web.expectation_forms import OfUsForm
from compliance.web.expected import expected_of
from compliance.web.report_categories import report_categories
from compliance.web.shown import rows_for
from compliance.web.summaries import SummaryForm, loaded_of, said_by, to_the_summary
from frameworks.compiled import shipped
from frameworks.inheritance import Inheritance
from frameworks.schema import Edition, Programme, Rule
from frameworks.web.pages import page


@dataclass(frozen=True)
class Document:
    held: Held
    currencies: tuple[Currency, ...]


@dataclass(frozen=True)
class Shelf:
    """One programme: what each framework needs it for, and what we hold of it. `is_needed`: by a system in sight."""

    programme: Programme
    rules: tuple[tuple[Edition, Rule], ...]
    documents: list[Document]
    is_needed: bool


@dataclass(frozen=True)
class Resting:
    """How many requirements of a system lean on a document today, and for how many of them it holds."""

    system: System
    edition: Edition
    asked: int
    met: int


def attestations(request: Visit) -> HttpResponse:
    note_read_of_installation(viewer=request.viewer, subject=None, now=request.now, page="documents")
    catalogue, on = shipped(), request.now.date()
    rows = Attestation.objects.visible_to(request.viewer).known().select_related("programme").order_by("-recorded_at")
    documents: dict[str, list[Document]] = {}
    for held in held_of(rows):
        judged = currencies(held.attestation, held.acceptance, catalogue, on)
        documents.setdefault(held.attestation.programme.key, []).append(Document(held, judged))
    needed = _frameworks_in_sight(request)
    shelves = [
        _shelf(programme, documents.get(key, []), needed)
        for key, programme in catalogue.programmes.items()
        if key in request.viewer.programmes
    ]
    shelves.sort(key=lambda shelf: (not shelf.is_needed, not shelf.documents, shelf.programme.name))
    context = {
        "shown": rows_for(request),
        "needed": [shelf for shelf in shelves if shelf.is_needed or shelf.documents],
        "others": [shelf for shelf in shelves if not shelf.is_needed and not shelf.documents],
        "on": on,
    }
    return page(request, "compliance/attestations.html", context)


def _frameworks_in_sight(request: Visit) -> set[str]:
    systems = {row.pk: row.day_of(request.now) for row in _systems(request.viewer)}
    scopes = FrameworkScope.objects.known().filter(system__in=systems).select_related("edition__framework")
    return {scope.edition.framework.key for scope in scopes if scope.holds_on(systems[scope.system_id])}


def _shelf(programme: Programme, documents: list[Document], needed: set[str]) -> Shelf:
    catalogue = shipped()
    rules = [rule for rule in catalogue.rules if rule.programme == programme.key]
    pairs = tuple((catalogue.edition(rule.framework), rule) for rule in rules)
    return Shelf(programme, pairs, documents, any(rule.framework in needed for rule in rules))


def attestation(request: Visit, pk: UUID) -> HttpResponse:
    row = visible(request.viewer, pk)
    note_read_of_installation(viewer=request.viewer, subject=row, now=request.now)
    return attestation_page(request, row)


def attestation_page(
    request: Visit,
    row: Attestation,
    *,
    expected_form: OfUsForm | None = None,
    summary_form: SummaryForm | None = None,
    status: int = 200,
) -> HttpResponse:
    catalogue, on = shipped(), request.now.date()
    acceptances = list(row.acceptances.select_related("accepted_by").order_by("-recorded_at"))
    current = next((each for each in acceptances if each.superseded_at is None), None)
    is_current = row.superseded_at is None
    programme = catalogue.programmes.get(row.programme.key)
    asked = report_categories(programme, row.edition) if programme else None
    context = {
        "attestation": row,
        "programme": programme,
        "categories": asked.covered(row) if asked else [],
        "edition": catalogue.editions.get(row.edition),
        "accounts": row.accounts_seen_by(request.viewer),
        "exceptions": [catalogue.controls.get(key) or key for key in row.exceptions],
        "acceptance": current,
        "services": _services(current),
        "earlier_acceptances": [each for each in acceptances if each is not current],
        "history": _history(row),
        "newer": newer(row),
        "is_current": is_current,
        "currencies": currencies(row, current, catalogue, on) if is_current else (),
        "resting": _resting(request, row) if is_current else [],
        "expected": expected_of(row, request.viewer, expected_form),
        "loaded": loaded_of(row, request.viewer, summary_form),
        "on": on,
    }
    return page(request, "compliance/attestation.html", context, status=status)


def load_summary(request: Visit, pk: UUID) -> HttpResponse:
    row = visible(request.viewer, pk)
    form = said_by(request, row)
    if form is not None:
        return attestation_page(request, row, summary_form=form, status=422)
    messages.success(request, _("The summary is loaded: where our splits differ, it wins."))
    return to_the_summary(row)


def visible(viewer: Viewer, pk: UUID) -> Attestation:
    """The document, superseded or not; 404 when it is out of the viewer's sight."""
    rows = Attestation.objects.visible_to(viewer).select_related("programme", "recorded_by")
    return get_object_or_404(rows, pk=pk)


def newer(row: Attestation) -> Attestation | None:
    """What took the place of a record that was corrected: written in the same instant."""
    if row.superseded_at is None:
        return None
    later = Attestation.objects.filter(programme=row.programme_id, recorded_at=row.superseded_at)
    return later.filter(identity=row.identity).first() or later.first()


def _history(row: Attestation) -> list[Attestation]:
    """The records that this one corrects, newest first. One query."""
    rows = Attestation.objects.filter(programme=row.programme_id, superseded_at__lte=row.recorded_at)
    replaced: dict[Any, list[Attestation]] = {}
    for each in rows.select_related("recorded_by"):
        replaced.setdefault(each.superseded_at, []).append(each)
    found: list[Attestation] = []
    here = row
    while before := replaced.get(here.recorded_at):
        here = next((each for each in before if each.identity == here.identity), before[0])
        if here in found:
            break
        found.append(here)
    return found


def _services(acceptance: Acceptance | None) -> dict[str, list[str]]:
    """The names of the services confirmed, those named in the document apart from those not."""
    found: dict[str, list[str]] = {"named": [], "not_named": []}
    services = shipped().services
    for key, is_named in sorted(acceptance.in_scope.items() if acceptance else ()):
        found["named" if is_named else "not_named"].append(services[key].name if key in services else key)
    return found


def _systems(viewer: Viewer) -> Iterable[System]:
    return System.objects.visible_to(viewer).filter(ended_at=None)


def _resting(request: Visit, row: Attestation) -> list[Resting]:
    """What leans on the document today, in the systems that the viewer sees."""
    catalogue = shipped()
    days = {system: system.day_of(request.now) for system in _systems(request.viewer)}
    answers = inheritance_of_each(days, catalogue)
    counted = (
        Resting(system, catalogue.editions[key], *_count(rows, str(row.pk)))
        for system in days
        for key, rows in answers[system.pk].items()
    )
    return [each for each in counted if each.asked]


def _count(rows: Iterable[Inheritance], id_: str) -> tuple[int, int]:
    leaning = [
        any(each.met for each in (*aws.commitment, *aws.assurance) if id_ in each.attestations)
        for aws in (row.aws for row in rows)
        if aws and any(id_ in each.attestations for each in (*aws.commitment, *aws.assurance))
    ]
    return len(leaning), sum(leaning)
