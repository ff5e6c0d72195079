"""The responsibility matrix on its way out, as a file to keep."""

import io

from django.http import FileResponse, Http404

from compliance.actions.reading import note_read
from compliance.exports import FORMS, file_name
from compliance.exports.reading import matrix_of
from compliance.posture import posture_of
from compliance.web.door import Visit
from frameworks.compiled import shipped


def export(request: Visit, form: str) -> FileResponse:
    """The whole matrix of an edition, unfiltered; without one that of the first, as the page shows it."""
    system, catalogue = request.system, shipped()
    if form not in FORMS:
        raise Http404
    posture = posture_of(system, catalogue, system.day_of(request.now), request.now, leaving=True)
    edition = request.GET.get("edition") or next(iter(posture.editions), "")
    if not posture.editions.get(edition):
        raise Http404
    chosen = FORMS[form]
    matrix = matrix_of(posture, catalogue.editions[edition], catalogue, request.now)
    written = io.BytesIO(chosen.write(matrix))
    note_read(viewer=request.viewer, system=system, subject=system, now=request.now, page="matrix-file")
    response = FileResponse(
        written, as_attachment=True, filename=file_name(matrix, chosen), content_type=chosen.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
