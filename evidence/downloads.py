"""Sealed bytes on their way out, for pages and API: a file to keep, never something a browser would run."""

import csv
import io

from django.http import FileResponse, HttpResponse

from compliance.exports.table import harmless
from evidence import blobs
from evidence.models import Item, Pack, Report, Sample
from evidence.pack_files import name_of
from evidence.sampling import place_of

ENDINGS = {
    "application/pdf": "pdf",
    "application/json": "json",
    "image/png": "png",
    "image/jpeg": "jpg",
    "text/csv": "csv",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


def item_file(item: Item) -> FileResponse:
    """Its name holds the id, not the title: a title is a person's free text."""
    name = f"demarc-item-{item.pk}.{ENDINGS.get(item.media_type, 'bin')}"
    return _attachment(item.digest, name, item.media_type)


def pack_file(pack: Pack) -> FileResponse:
    """The zip of a sealed pack."""
    return _attachment(pack.digest, f"{name_of(pack)}.zip", "application/zip")


def report_file(report: Report) -> FileResponse:
    """The PDF of a report that was made, such as harbour-hipaa-matrix-2026-11-22.pdf."""
    name = f"{report.system.key}-{report.edition.framework.key}-{report.kind}-{report.on.isoformat()}.pdf"
    return _attachment(report.digest, name, "application/pdf")


def sample_file(sample: Sample) -> HttpResponse:
    """Its rows as CSV in UTF-8, each with the digest that gave it its place."""
    to = io.StringIO(newline="")
    lines = csv.writer(to)
    lines.writerow(("draw", "position", "key", "sha256"))
    for number, (position, key) in enumerate(sample.rows, start=1):
        lines.writerow((number, position, harmless(key), place_of(sample.seed, position)))
    response = HttpResponse(to.getvalue().encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="demarc-sample-{sample.pk}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _attachment(digest: str, name: str, media_type: str) -> FileResponse:
    response = FileResponse(blobs.open_blob(digest), as_attachment=True, filename=name, content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
