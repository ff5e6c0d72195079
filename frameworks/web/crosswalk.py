"""From one framework to another: which requirements are related, on a page or as a table to keep."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse

from frameworks.compiled import shipped
from frameworks.crosswalking import crosswalk as walk
from frameworks.crosswalking import write_csv
from frameworks.web.pages import page


def crosswalk(request: HttpRequest) -> HttpResponse:
    """`?from=soc2&to=pci-dss`, with `&as=csv` the table. What is not offered leads to the first choice."""
    catalogue = shipped()
    editions = {edition.framework: edition.title for edition in catalogue.editions.values()}
    left = request.GET.get("from", "")
    left = left if left in editions else next(iter(editions))
    targets = {key: title for key, title in editions.items() if key != left}
    targets |= {each.target: each.title for each in catalogue.crosswalks.values() if each.framework == left}
    right = request.GET.get("to", "")
    right = right if right in targets else next(iter(targets))
    found = walk(catalogue, left, right)
    if request.GET.get("as") == "csv":
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{left}-to-{right}.csv"'
        write_csv(found.relations, answer)  # type: ignore[arg-type]  # an answer is written to like a file
        return answer
    rows = [
        (requirement, [(control, list(through)) for control, through in groupby(of_one, lambda each: each.control)])
        for requirement, of_one in groupby(found.relations, lambda each: each.left)
    ]
    context = {
        "walk": found,
        "rows": rows,
        "relations": len(found.relations),
        "left": left,
        "right": right,
        "froms": editions.items(),
        "tos": targets.items(),
        "is_published": f"{left}--{right}" in catalogue.crosswalks,
    }
    return page(request, "frameworks/crosswalk.html", context)
