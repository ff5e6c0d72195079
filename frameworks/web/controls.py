"""The common controls: by theme, and one with where its line runs and which requirements ask for it."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from frameworks.browsing import asked_by, controls_by_theme
from frameworks.compiled import shipped
from frameworks.web import filters
from frameworks.web.pages import page
from frameworks.wording import MODELS


def controls(request: HttpRequest) -> HttpResponse:
    catalogue = shipped()
    frameworks = {edition.framework: edition.title for edition in catalogue.editions.values()}
    asking = {
        key: {link.control for each in catalogue.edition(key).requirements for link in each.controls}
        for key in frameworks
    }
    chosen = filters.read(request.GET, {"framework": (_("Asked for by"), frameworks.items())})
    framework = chosen.every["framework"].chosen
    themes = [
        (catalogue.themes[key], found)
        for key, of_theme in controls_by_theme(catalogue).items()
        if (
            found := [
                each
                for each in of_theme
                if (not framework or each.key in asking[framework])
                and chosen.finds(each.key, each.title, each.objective, catalogue.themes[key].title)
            ]
        )
    ]
    context = {
        "themes": themes,
        "found": sum(len(found) for _, found in themes),
        "total": len(catalogue.controls),
        "filters": chosen,
    }
    return page(request, "frameworks/controls.html", context, part="controls")


def control(request: HttpRequest, key: str) -> HttpResponse:
    catalogue = shipped()
    found = catalogue.controls.get(key)
    if found is None:
        raise Http404
    general = found.splits.get("any")
    services = sorted(catalogue.services.values(), key=lambda service: service.name)
    every = asked_by(catalogue, found)
    context = {
        "control": found,
        "theme": catalogue.themes[found.theme],
        "general": general,
        "models": [(MODELS[model], found.splits[model]) for model in MODELS if model in found.splits],
        "own": [(each, found.overrides[each.key]) for each in services if each.key in found.overrides],
        "editions": [(of, list(asking)) for of, asking in groupby(every, lambda each: each.edition)],
    }
    return page(request, "frameworks/control.html", context)
