"""One sample: its rows, as a page and as a file, and the draw done once more."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from compliance.actions.reading import note_read
from compliance.web.door import Visit
from evidence.actions.drawing import Redrawn, redraw
from evidence.downloads import sample_file
from evidence.models import Sample
from evidence.wording import DIFFERENCES
from frameworks.web.pages import page


def sample(request: Visit, pk: UUID) -> HttpResponse:
    row = _visible(request, pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now)
    return _page(request, row)


def draw_again(request: Visit, pk: UUID) -> HttpResponse:
    row = _visible(request, pk)
    return _page(request, row, redraw(sample=row, actor=request.user, now=request.now))


def content(request: Visit, pk: UUID) -> HttpResponse:
    row = _visible(request, pk)
    note_read(viewer=request.viewer, system=request.system, subject=row, now=request.now, page="content")
    return sample_file(row)


def _visible(request: Visit, pk: UUID) -> Sample:
    seen = Sample.objects.visible_to(request.viewer).filter(system=request.system)
    seen = seen.select_related("system", "population__engagement", "population__item", "drawn_by")
    return get_object_or_404(seen, pk=pk)


def _page(request: Visit, row: Sample, redrawn: Redrawn | None = None) -> HttpResponse:
    context = {
        "sample": row,
        "population": row.population,
        "redrawn": redrawn,
        "difference": DIFFERENCES[redrawn.difference] if redrawn and redrawn.difference else "",
    }
    return page(request, "evidence/sample.html", context)
