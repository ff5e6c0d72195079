"""An edition as a tree, and one of its requirements with all that hangs on it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from frameworks.compiled import Catalogue, shipped
from frameworks.crosswalking import Relation
from frameworks.crosswalking import crosswalk as walk
from frameworks.deciding import decisions_allowed
from frameworks.models import OfficialText
from frameworks.oscal import catalog_of
from frameworks.schema import Control, Crosswalk, Edition, Obligation, Requirement, Support
from frameworks.web import filters
from frameworks.web.pages import page
from frameworks.wording import OBLIGATIONS


@dataclass(frozen=True)
class Row:
    """A requirement in its tree; `depth` counts from 0."""

    requirement: Requirement
    depth: int
    obligation: object


@dataclass(frozen=True)
class Related:
    """The requirements of another edition that share a control with one of ours."""

    edition: Edition
    relations: list[Relation]


def edition(request: HttpRequest, edition: str) -> HttpResponse:
    catalogue, found = shipped(), _edition(edition)
    depths = _depths(found)
    today = timezone.localdate()
    choices: dict[str, tuple[object, filters.Choices]] = {
        "obligation": (_("Obligation today"), [(each, OBLIGATIONS[each]) for each in _obligations(found)]),
        "role": (_("Role"), found.roles.items()),
    }
    if found.categories:
        choices["category"] = (_("Category"), [(each.key, each.title) for each in found.categories])
    chosen = filters.read(request.GET, choices)
    rows = [
        Row(each, depths[each.ref], OBLIGATIONS[each.obligation(today)])
        for each in found.requirements
        if _lets(chosen, each, each.obligation(today))
    ]
    context = {
        "edition": found,
        "families": [(family, list(of_one)) for family, of_one in groupby(rows, lambda row: row.requirement.family)],
        "found": len(rows),
        "filters": chosen,
        "rules": [(catalogue.programmes[rule.programme], rule) for rule in catalogue.rules_for(found.framework)],
        "assessable": sum(each.assessable for each in found.requirements),
    }
    return page(request, "frameworks/edition.html", context, part="rows")


def _obligations(edition: Edition) -> list[Obligation]:
    used = {dated.value for each in edition.requirements for dated in each.obligations}
    return [each for each in Obligation if each in used]


def _lets(chosen: filters.Filters, each: Requirement, obligation: Obligation) -> bool:
    role = chosen.every["role"].chosen
    category = chosen.every.get("category")
    return (
        chosen.every["obligation"].lets(obligation)
        and (not role or not each.roles or role in each.roles)
        and (category is None or category.lets(each.category))
        and chosen.finds(each.ref, *each.aliases, each.title, each.summary, each.family)
    )


def _depths(edition: Edition) -> dict[str, int]:
    depths: dict[str, int] = {}
    for each in edition.requirements:
        depths[each.ref] = depths[each.parent] + 1 if each.parent else 0
    return depths


def requirement(request: HttpRequest, edition: str, ref: str) -> HttpResponse:
    catalogue, of = shipped(), _edition(edition)
    try:
        found = catalogue.requirement(of.key, ref)
    except KeyError:
        raise Http404 from None
    today = timezone.localdate()
    context = {
        "edition": of,
        "requirement": found,
        "obligation": OBLIGATIONS[found.obligation(today)],
        "dated": [(OBLIGATIONS[each.value], each.since) for each in found.obligations],
        "roles": [of.roles[role] for role in found.roles],
        "category": next((each for each in of.categories if each.key == found.category), None),
        "above": list(_above(of, found)),
        "below": [each for each in of.requirements if each.parent == found.ref],
        "links": _links(catalogue, found),
        "related": list(_related(catalogue, of, found)),
        "published": list(_published(catalogue, of, found)),
        "decisions": decisions_allowed(catalogue, of, found, today),
        "official": OfficialText.objects.current().filter(requirement__edition__key=of.key, requirement__ref=found.ref),
    }
    return page(request, "frameworks/requirement.html", context)


def _above(edition: Edition, requirement: Requirement) -> Iterator[Requirement]:
    """What it stands below, from the top down."""
    by_ref = {each.ref: each for each in edition.requirements}
    chain, parent = [], requirement.parent
    while parent:
        chain.append(by_ref[parent])
        parent = by_ref[parent].parent
    yield from reversed(chain)


def _links(catalogue: Catalogue, requirement: Requirement) -> list[tuple[Control, Support]]:
    return [(catalogue.controls[link.control], link) for link in requirement.controls]


def _related(catalogue: Catalogue, of: Edition, requirement: Requirement) -> Iterator[Related]:
    for other in catalogue.editions.values():
        if other.framework != of.framework:
            relations = walk(catalogue, of.key, other.key, requirement.ref).relations
            if relations:
                yield Related(other, list(relations))


def _published(catalogue: Catalogue, of: Edition, requirement: Requirement) -> Iterator[tuple[Crosswalk, list[str]]]:
    """What somebody else related it to, mapping by mapping."""
    for mapping in catalogue.crosswalks.values():
        if mapping.framework == of.framework:
            relations = walk(catalogue, of.key, mapping.target, requirement.ref).relations
            if relations:
                yield mapping, [each.right for each in relations]


def oscal(request: HttpRequest, edition: str) -> HttpResponse:
    """The edition as an OSCAL catalog, to keep."""
    found = _edition(edition)
    written = json.dumps(catalog_of(shipped(), found, timezone.now()), indent=2, ensure_ascii=False)
    answer = HttpResponse(written, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{found.key}.oscal.json"'
    return answer


def _edition(key: str) -> Edition:
    """By its key or its framework's, as everywhere."""
    try:
        return shipped().edition(key)
    except KeyError:
        raise Http404 from None
