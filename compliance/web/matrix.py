"""The responsibility matrix of a system: each requirement, or each control, against the services in use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read
from compliance.exports import FORMS
from compliance.inheritance.support import Support
from compliance.models import FrameworkScope
from compliance.posture import URGENCY, DutyPosture, RequirementPosture, Standing, posture_of
from compliance.web.door import Visit
from compliance.web.editions import asked_edition
from compliance.web.requirements import service_name
from compliance.wording import CLASSES, REASONS
from frameworks.compiled import Catalogue, shipped
from frameworks.inheritance import ReasonCode
from frameworks.inheritance.answer import Side, Supporting
from frameworks.schema import Bearer
from frameworks.web import filters
from frameworks.web.pages import page

FIRST_PAINT: Final = 2_000
"""So many cells are drawn at once; of a larger matrix the first group, until another is chosen."""

LEAST_FIRST: Final = (Support.UNSUPPORTED, Support.COMMITTED, Support.SUPPORTED, Support.NO_PART)

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
    """One requirement, or one control with all requirements that it supports; the first of them explains it.

    `held_in` names the other systems that hold duties of it; `controls` are the keys, apart by commas, of those whose
    duties are our own.
    """

    name: str
    title: str
    group: str
    anchor: str
    postures: tuple[RequirementPosture, ...]
    duties: tuple[DutyPosture, ...]
    standing: Standing | None
    supporting: tuple[Supporting, ...]
    services: Sequence[str]

    @property
    def posture(self) -> RequirementPosture:
        return self.postures[0]

    @property
    def support(self) -> Support:
        """How far AWS's documents reach: of several requirements, where they reach least."""
        return min((each.support for each in self.postures), key=LEAST_FIRST.index)

    @property
    def reasons(self) -> set[ReasonCode]:
        return {
            reason.code for each in self.postures if each.inheritance.aws for reason in each.inheritance.aws.reasons
        }

    @property
    def held_in(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(each.duty.system) for each in self.duties if each.leaned))

    @property
    def controls(self) -> str:
        return ",".join(dict.fromkeys(each.duty.control.key for each in self.duties if not each.leaned))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """One for each service: made for the rows that are shown, since a large matrix shows few at once."""
        return _cells((side for each in self.supporting for side in each.sides), self.services)


def matrix(request: Visit) -> HttpResponse:
    system, catalogue = request.system, shipped()
    note_read(viewer=request.viewer, system=system, subject=system, now=request.now, page="matrix")
    on = system.day_of(request.now)
    posture = posture_of(system, catalogue, on, request.now, leaving=request.viewer.is_only_auditor_in(system))
    editions = [catalogue.editions[key] for key in posture.editions]
    edition = asked_edition(request, editions)
    answers = posture.editions.get(edition.key, ()) if edition else ()
    by_control = request.GET.get("rows") == "controls"
    shared = {id(each.sides): each.sides for answer in answers for each in answer.inheritance.controls}
    services = sorted({side.service for sides in shared.values() for side in sides if side.service})
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
            "owner": (_("Owner"), _owners(duty for row in rows for duty in row.duties)),
            "reason": (_("Reason"), [(code, _reason_name(code)) for code in _reasons(rows)]),
        },
    )
    found = [row for row in rows if _lets(chosen, row)]
    scopes = FrameworkScope.objects.on(on).filter(system=system, edition__key=edition.key if edition else "")
    context = {
        "edition": edition,
        "editions": editions,
        "scope": scopes.select_related("edition").first(),
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
            postures=(each,),
            duties=each.duties,
            standing=each.standing,
            supporting=each.inheritance.controls,
            services=services,
        )
        for each in answers
    ]


def _by_control(answers: Iterable[RequirementPosture], services: Sequence[str], catalogue: Catalogue) -> list[Row]:
    """Each control once. Where some requirements are the organisation's whole, one that AWS helps with explains it."""
    found: dict[str, list[tuple[RequirementPosture, Supporting]]] = {}
    for each in answers:
        for supporting in each.inheritance.controls:
            found.setdefault(supporting.control, []).append((each, supporting))
    rows = []
    for key, pairs in found.items():
        pairs.sort(key=lambda pair: pair[0].inheritance.aws is None)
        duties = {each.duty.pk: each for row, _ in pairs for each in row.duties if each.duty.control.key == key}
        rows.append(
            Row(
                name="",
                title=catalogue.controls[key].title,
                group=catalogue.themes[catalogue.controls[key].theme].title,
                anchor=f"#{key}",
                postures=tuple(row for row, _ in pairs),
                duties=tuple(duties.values()),
                standing=min((each.standing for each in duties.values()), key=URGENCY.__getitem__, default=None),
                supporting=(pairs[0][1],),
                services=services,
            )
        )
    return sorted(rows, key=lambda row: (row.group, row.title))


def _cells(sides: Iterable[Side], services: Sequence[str]) -> tuple[Cell, ...]:
    """One for each service; a part that no service changes counts on all of them."""
    found: dict[str | None, set[str]] = {}
    for side in sides:
        found.setdefault(side.service, set()).add(side.bearer)
    general = found.get(None, set())
    return tuple(_cell(frozenset(general | found.get(service, set()))) for service in services)


@cache
def _cell(bearers: frozenset[str]) -> Cell:
    """Who bears several parts together: one side alone, or both."""
    if not bearers:
        return Cell("")
    return Cell(next(iter(bearers)) if len(bearers) == 1 else Bearer.SHARED)


def _lets(chosen: filters.Filters, row: Row) -> bool:
    reason, owner = chosen.every["reason"].chosen, chosen.every["owner"].chosen
    return (
        chosen.lets(group=row.group, supported=row.support, standing=row.standing or "none")
        and any(chosen.every["class"].lets(each.inheritance.class_) for each in row.postures)
        and (not reason or reason in row.reasons)
        and (not owner or owner in {pk for pk, _ in _owners(row.duties)})
        and chosen.finds(row.name, row.title, *(each.requirement.title for each in row.postures))
    )


def _owners(duties: Iterable[DutyPosture]) -> list[tuple[str, str]]:
    owned = {
        (str(each.duty.assignment.owner.pk), str(each.duty.assignment.owner)) for each in duties if each.duty.assignment
    }
    return sorted(owned, key=lambda pair: pair[1])


def _reasons(rows: Iterable[Row]) -> list[str]:
    found = {code for row in rows for code in row.reasons}
    return [code for code in REASONS if code in found]


def _reason_name(code: str) -> str:
    return code.replace("_", " ")
