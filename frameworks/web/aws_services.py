"""The AWS services: which model each follows, where the line runs on it, and the matrix of control and service."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from frameworks.browsing import controls_by_theme, lines, listed, services_by_category
from frameworks.compiled import shipped
from frameworks.web import filters
from frameworks.web.pages import page
from frameworks.wording import BEARERS, MODEL_SENTENCES, MODELS

FIRST = "Compute"
"""The services that the matrix begins with: nowhere does the line move further than from EC2 to Lambda."""


def services(request: HttpRequest) -> HttpResponse:
    catalogue = shipped()
    chosen = filters.read(request.GET, {"model": (_("Model"), MODELS.items())})
    categories = [
        (category, found)
        for category, of_one in services_by_category(catalogue).items()
        if (
            found := [
                (each, MODELS[each.model], listed(catalogue, each))
                for each in of_one
                if chosen.lets(model=each.model) and chosen.finds(each.key, each.name, *each.aliases)
            ]
        )
    ]
    context = {
        "categories": categories,
        "lists": [(catalogue.programmes[scope.programme], scope) for scope in catalogue.scopes.values()],
        "found": sum(len(found) for _, found in categories),
        "total": len(catalogue.services),
        "filters": chosen,
    }
    return page(request, "frameworks/services.html", context, part="services")


def service(request: HttpRequest, key: str) -> HttpResponse:
    catalogue = shipped()
    found = catalogue.services.get(key)
    if found is None:
        raise Http404
    chosen = filters.read(request.GET, {"bearer": (_("Borne by"), BEARERS.items())})
    every = [control for of_theme in controls_by_theme(catalogue).values() for control in of_theme]
    rows = [
        line
        for line in lines(catalogue, every, [found])
        if chosen.lets(bearer=line.split.bearer)
        and chosen.finds(line.control.key, line.control.title, line.split.aws, line.split.customer)
    ]
    context = {
        "service": found,
        "model": MODELS[found.model],
        "model_sentence": MODEL_SENTENCES[found.model],
        "listed": listed(catalogue, found),
        "themes": [
            (catalogue.themes[theme], list(of_one)) for theme, of_one in groupby(rows, lambda line: line.control.theme)
        ],
        "found": len(rows),
        "total": len(every),
        "filters": chosen,
    }
    return page(request, "frameworks/service.html", context, part="lines")


def matrix(request: HttpRequest) -> HttpResponse:
    """Control by service; one category of services at first, because 14,000 cells are a picture that nobody reads."""
    catalogue = shipped()
    themes, categories = controls_by_theme(catalogue), services_by_category(catalogue)
    frameworks = {edition.framework: edition.title for edition in catalogue.editions.values()}
    asked_for = request.GET.copy()
    asked_for.setdefault("category", FIRST)
    chosen = filters.read(
        asked_for,
        {
            "category": (_("Services"), [(each, each) for each in categories]),
            "theme": (_("Theme"), [(key, catalogue.themes[key].title) for key in themes]),
            "framework": (_("Asked for by"), frameworks.items()),
        },
    )
    category = chosen.every["category"]
    columns = [each for key, of_one in categories.items() if category.lets(key) for each in of_one]
    framework = chosen.every["framework"].chosen
    asked = framework and {link.control for each in catalogue.edition(framework).requirements for link in each.controls}
    rows = []
    for key, of_theme in themes.items():
        shown = [
            each
            for each in of_theme
            if chosen.lets(theme=key) and (not asked or each.key in asked) and chosen.finds(each.key, each.title)
        ]
        if shown:
            rows.append((catalogue.themes[key], [(each, lines(catalogue, [each], columns)) for each in shown]))
    context = {
        "columns": columns,
        "themes": rows,
        "category": category.chosen,
        "found": sum(len(of_theme) for _, of_theme in rows),
        "filters": chosen,
    }
    return page(request, "frameworks/matrix.html", context, part="matrix")
