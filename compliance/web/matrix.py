"""The responsibility matrix of a system: each requirement, or each control, against the services in use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.exports import FORMS
from compliance.posture import RequirementPosture, Standing, posture_of
from compliance.support import Support
from compliance.web.door import Visit
from compliance.web.requirements import service_name
from compliance.wording import CLASSES, REASONS
from frameworks.compiled import Catalogue, shipped
from frameworks.inheritance import Part
from frameworks.schema import Bearer
from frameworks.web import filters
from frameworks.web.pages import page

FIRST_PAINT: Final = 4_000
"""So many cells are drawn at once; of a larger matrix the first group, until another is chosen."""


LETTERS: Final[Mapping[str, str]] = {Bearer.AWS: "A", Bearer.SHARED: "B", Bearer.CUSTOMER: "Y"}


@dataclass(frozen=True)
class Cell:
    """Who bears the row on one service: empty where it has no part there."""

    bearer: str

    @property
    def letter(self) -> str:
        return LETTERS.get(self.bearer, "")


@dataclass(frozen=True)
class Row:
    """One requirement, or one control of several, with its cells; `posture` says where it stands."""

    name: str
    title: str
    group: str
    anchor: str
    posture: RequirementPosture
    cells: tuple[Cell, ...]


def matrix(request: Visit) -> HttpResponse:
    system, catalogue = request.system, shipped()
    on = system.day_of(request.now)
    posture = posture_of(system, catalogue, on, request.now)
    editions = [catalogue.editions[key] for key in posture.editions]
    edition = next((each for each in editions if each.key == request.GET.get("edition")), next(iter(editions), None))
    answers = posture.editions.get(edition.key, ()) if edition else ()
    by_control = request.GET.get("rows") == "controls"
    services = sorted({part.service for each in answers for part in each.inheritance.parts if part.service})
    rows = _by_control(answers, services, catalogue) if by_control else _by_requirement(answers, services)
    groups = list(dict.fromkeys(row.group for row in rows))
    asked = request.GET.copy()
    if "group" not in asked and len(rows) * len(services) > FIRST_PAINT:
        asked["group"] = groups[0]
    chosen = filters.read(
        asked,
        {
            "group": (_("Theme") if by_control else _("Family"), [(each, each) for each in groups]),
            "class": (_("Who bears it"), CLASSES.items()),
            "supported": (_("AWS’s part"), Support.choices),
            "standing": (_("Our part"), Standing.choices),
            "owner": (_("Owner"), _owners(answers)),
            "reason": (_("Reason"), [(code, _reason_name(code)) for code in _reasons(answers)]),
        },
    )
    found = [row for row in rows if _lets(chosen, row)]
    context = {
        "edition": edition,
        "editions": editions,
        "by_control": by_control,
        "columns": [(key, service_name(key, catalogue)) for key in services],
        "groups": [(name, list(of_one)) for name, of_one in groupby(found, lambda row: row.group)],
        "found": len(found),
        "total": len(rows),
        "filters": chosen,
        "on": on,
        "forms": FORMS,
    }
    return page(request, "compliance/matrix.html", context, part="matrix")


def _by_requirement(answers: Iterable[RequirementPosture], services: Sequence[str]) -> list[Row]:
    return [
        Row(
            name=each.requirement.ref,
            title=each.requirement.title,
            group=each.requirement.family,
            anchor="",
            posture=each,
            cells=_cells(each.inheritance.parts, services),
        )
        for each in answers
    ]


def _by_control(answers: Iterable[RequirementPosture], services: Sequence[str], catalogue: Catalogue) -> list[Row]:
    """Each control once, explained by the first requirement that it supports."""
    first: dict[str, RequirementPosture] = {}
    for each in answers:
        for part in each.inheritance.parts:
            first.setdefault(part.control, each)
    rows = [
        Row(
            name="",
            title=catalogue.controls[key].title,
            group=catalogue.themes[catalogue.controls[key].theme].title,
            anchor=f"#{key}",
            posture=each,
            cells=_cells([part for part in each.inheritance.parts if part.control == key], services),
        )
        for key, each in first.items()
    ]
    return sorted(rows, key=lambda row: (row.group, row.title))


def _cells(parts: Iterable[Part], services: Sequence[str]) -> tuple[Cell, ...]:
    """One for each service; a part that no service changes counts on all of them."""
    parts = tuple(parts)
    general = {part.bearer for part in parts if part.service is None}
    return tuple(
        Cell(_together(general | {part.bearer for part in parts if part.service == service})) for service in services
    )


def _together(bearers: set[Bearer]) -> str:
    """Who bears several parts together: one side alone, or both."""
    if not bearers:
        return ""
    return bearers.pop() if len(bearers) == 1 else Bearer.SHARED


def _lets(chosen: filters.Filters, row: Row) -> bool:
    posture = row.posture
    reasons = posture.inheritance.aws.reasons if posture.inheritance.aws else ()
    reason, owner = chosen.every["reason"].chosen, chosen.every["owner"].chosen
    return (
        chosen.lets(group=row.group, supported=posture.support, standing=posture.standing or "none")
        and chosen.every["class"].lets(posture.inheritance.class_)
        and (not reason or reason in {each.code for each in reasons})
        and (not owner or owner in {str(pk) for pk, _ in _owners([posture])})
        and chosen.finds(row.name, row.title, posture.requirement.title)
    )


def _owners(answers: Iterable[RequirementPosture]) -> list[tuple[str, str]]:
    owned = {
        (str(each.duty.assignment.owner.pk), str(each.duty.assignment.owner))
        for answer in answers
        for each in answer.duties
        if each.duty.assignment
    }
    return sorted(owned, key=lambda pair: pair[1])


def _reasons(answers: Iterable[RequirementPosture]) -> list[str]:
    found = {reason.code for each in answers if each.inheritance.aws for reason in each.inheritance.aws.reasons}
    return [code for code in REASONS if code in found]


def _reason_name(code: str) -> str:
    return code.replace("_", " ")
