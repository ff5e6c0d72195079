"""Where the catalogue begins: what it holds, a way to search it, and what AWS is leaned on for."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from frameworks.browsing import controls_by_theme, services_by_category
from frameworks.compiled import Catalogue, shipped
from frameworks.schema import Edition, Programme, Rule, Scope
from frameworks.searching import search as search_catalogue
from frameworks.web.pages import page

SHOWN = 50
"""Requirements shown of those found: whoever finds more, asks more closely."""


@dataclass(frozen=True)
class EditionCounts:
    edition: Edition
    rows: int
    assessable: int
    controls: int


@dataclass(frozen=True)
class ProgrammeRules:
    programme: Programme
    rules: tuple[tuple[Edition, Rule], ...]
    scope: Scope | None


def catalogue(request: HttpRequest) -> HttpResponse:
    known = shipped()
    context = {
        "editions": [_counts(edition) for edition in known.editions.values()],
        "themes": [(known.themes[key], controls) for key, controls in controls_by_theme(known).items()],
        "categories": services_by_category(known).items(),
        "controls": len(known.controls),
        "services": len(known.services),
        "digest": known.digest,
    }
    return page(request, "frameworks/catalogue.html", context)


def _counts(edition: Edition) -> EditionCounts:
    return EditionCounts(
        edition,
        rows=len(edition.requirements),
        assessable=sum(each.assessable for each in edition.requirements),
        controls=len({link.control for each in edition.requirements for link in each.controls}),
    )


def search(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    found = search_catalogue(shipped(), asked)
    context = {
        "asked": asked,
        "found": found,
        "requirements": found.requirements[:SHOWN],
        "more": max(len(found.requirements) - SHOWN, 0),
    }
    return page(request, "frameworks/search.html", context)


def programmes(request: HttpRequest) -> HttpResponse:
    known = shipped()
    context = {
        "programmes": [_rules(known, programme) for programme in known.programmes.values()],
        "decisions": known.decisions,
        "titles": {edition.framework: edition.title for edition in known.editions.values()},
    }
    return page(request, "frameworks/programmes.html", context)


def _rules(known: Catalogue, programme: Programme) -> ProgrammeRules:
    rules = tuple((known.edition(rule.framework), rule) for rule in known.rules if rule.programme == programme.key)
    return ProgrammeRules(programme, rules, known.scopes.get(programme.key))
