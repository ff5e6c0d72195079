"""A requirement: what it asks, AWS's part and ours side by side, and why, down to the source lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read_of_requirement
from compliance.attested import documents
from compliance.inheritance.summaries import said_of
from compliance.inheritance.support import Support
from compliance.posture import RequirementPosture, Standing, posture_of
from compliance.web.audits.of_requirement import in_audits
from compliance.web.decisions import decided_of
from compliance.web.door import Visit
from compliance.web.summaries import conflicts_of
from compliance.wording import CLASSES, REASONS, SUPPORT_SENTENCES, UNBOUND, reason_sentence
from frameworks.compiled import Catalogue, shipped
from frameworks.inheritance import Part
from frameworks.inheritance import explain as explain_inheritance
from frameworks.inheritance.explaining import Node
from frameworks.schema import Control
from frameworks.web.pages import page
from frameworks.wording import BEARERS, COVERAGES, OBLIGATIONS


@dataclass(frozen=True)
class Sides:
    """AWS's part beside ours, for the services on which both read the same."""

    services: tuple[str, ...]
    bearer: str
    aws: str
    customer: str


@dataclass(frozen=True)
class ControlSides:
    control: Control
    coverage: str
    why: str
    sides: list[Sides]


@dataclass(frozen=True)
class Line:
    """One step of the explanation, in words; `source` is the line it is written on."""

    label: str
    text: str
    source: str
    children: list["Line"]


def requirement(request: Visit, edition: str, ref: str) -> HttpResponse:
    system, catalogue = request.system, shipped()
    on = system.day_of(request.now)
    row = row_of(request, edition, ref)
    if row is None:
        raise Http404
    note_read_of_requirement(
        viewer=request.viewer, system=system, edition=edition, ref=row.requirement.ref, now=request.now
    )
    aws = row.inheritance.aws
    standings = (*aws.commitment, *aws.assurance) if aws else ()
    named = [*(each.attestations for each in standings), *(each.attestations for each in row.inheritance.overruled)]
    held = documents.held_by_id(id_ for ids in named for id_ in ids)
    is_team = system.pk in request.viewer.team_ids
    support = row.support
    context = {
        "edition": catalogue.editions[edition],
        "row": row,
        "requirement": row.requirement,
        "obligation": OBLIGATIONS[row.requirement.obligation(on)],
        "support": support,
        "support_sentence": SUPPORT_SENTENCES[support],
        "commitment": documents.for_requirement(aws.commitment, held, catalogue) if aws else [],
        "assurance": documents.for_requirement(aws.assurance, held, catalogue) if aws else [],
        "controls": list(_controls(row, catalogue)),
        "misconception": _looks_met(row, support),
        "not_binding": UNBOUND[row.inheritance.unbound] if row.inheritance.unbound else "",
        "conflicts": conflicts_of(row.inheritance, held, catalogue),
        "summary": said_of(system, edition, row.requirement.ref) if is_team else [],
        "decided": decided_of(request, row) if row.inheritance.unbound is None else None,
        "explanation": _line(explain_inheritance(row.inheritance, catalogue), catalogue, held, row),
        "in_audits": in_audits(request, edition, row.requirement.ref),
        "on": on,
    }
    return page(request, "compliance/requirement.html", context)


def row_of(request: Visit, edition: str, ref: str) -> RequirementPosture | None:
    """The requirement as it stands today, by its reference or another spelling of it."""
    system = request.system
    posture = posture_of(
        system, shipped(), system.day_of(request.now), request.now, leaving=request.viewer.is_only_auditor_in(system)
    )
    return next((each for each in posture.editions.get(edition, ()) if ref in _names(each)), None)


def _names(row: RequirementPosture) -> tuple[str, ...]:
    return row.requirement.ref, *row.requirement.aliases


def _looks_met(row: RequirementPosture, support: Support) -> bool:
    """AWS's part holds and ours is open: the moment at which people wrongly think that nothing is left to do."""
    aws_holds = support in {Support.SUPPORTED, Support.COMMITTED}
    return aws_holds and row.standing not in {None, Standing.EVIDENCED, Standing.DECIDED}


def _controls(row: RequirementPosture, catalogue: Catalogue) -> Iterable[ControlSides]:
    for key, parts in groupby(row.inheritance.parts, key=lambda part: part.control):
        every = list(parts)
        coverage = str(COVERAGES[every[0].coverage])
        yield ControlSides(catalogue.controls[key], coverage, every[0].why, sides_of(every, catalogue))


def sides_of(parts: Iterable[Part], catalogue: Catalogue) -> list[Sides]:
    """The parts of one control, services of the same words together."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for part in parts:
        services = found.setdefault((part.bearer, part.aws, part.customer), [])
        services.append(service_name(part.service, catalogue))
    return [Sides(tuple(services), *words) for words, services in found.items()]


def service_name(key: str | None, catalogue: Catalogue) -> str:
    if not key:
        return _("Whatever the service")
    return catalogue.services[key].name if key in catalogue.services else key


def _line(node: Node, catalogue: Catalogue, held: dict[str, documents.Held], row: RequirementPosture) -> Line:
    """A node of the explanation in words: its keys become names, its codes sentences."""
    label, text = node.key, node.text
    match node.kind:
        case "requirement":
            text = str(CLASSES[node.text])
        case "control":
            label = catalogue.controls[node.key].title
        case "split":
            label, text = service_name("" if node.key == "any" else node.key, catalogue), str(BEARERS[node.text])
        case "aws":
            label = _("AWS’s part")
        case "customer":
            label = _("Your part")
        case "programme":
            label = catalogue.programmes[node.key].name
            text = _("necessary") if node.text == "necessary" else _("corroborating")
        case "attestation":
            label, text = _("Document"), held[node.key].attestation.identity if node.key in held else node.key
        case "summary":
            ours, theirs = (BEARERS[code] for code in node.text.split(" -> "))
            label = _("AWS’s responsibility summary")
            text = _("overrules our split: “%(theirs)s”, not “%(ours)s”") % {"theirs": theirs, "ours": ours}
        case "reason":
            label, text = _("Against it"), _reason(node, catalogue, row)
    return Line(label, text, node.source, [_line(child, catalogue, held, row) for child in node.children])


def _reason(node: Node, catalogue: Catalogue, row: RequirementPosture) -> str:
    """The sentence of the reason that this node stands for; the node itself only carries its code and its words."""
    aws = row.inheritance.aws
    for standing in (*aws.commitment, *aws.assurance) if aws else ():
        for reason in standing.reasons:
            day = reason.day.isoformat() if reason.day else ""
            about = " · ".join(filter(None, (reason.service, reason.account_id, reason.control, day)))
            if reason.code == node.key and about == node.text:
                return reason_sentence(reason, catalogue)
    return str(REASONS[node.key])
