"""Sealed bytes on their way out, for pages and API: a file to keep, never something a browser would run."""

import csv
import io
from collections.abc import Callable
from typing import TypeVar

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from compliance.exports.table import harmless
from evidence import blobs
from evidence.media import ENDINGS
from evidence.models import Item, Pack, Report, Sample
from evidence.packs.files import name_of
from evidence.ranges import NotThere, Part, part_of, refuse, send
from evidence.sampling import place_of


def item_file(item: Item) -> FileResponse:
    """Its name holds the id, not the title: a title is a person's free text."""
    name = f"demarc-item-{item.pk}.{ENDINGS.get(item.media_type, 'bin')}"
    return _attachment(item.digest, name, item.media_type)


def pack_file(request: HttpRequest, pack: Pack) -> HttpResponseBase:
    """The zip of a sealed pack, or the part of it that is asked for."""
    size, tag = pack.size or 0, tag_of(pack)
    try:
        part = part_of(request, size, tag)
    except NotThere:
        return refuse(size, tag)
    return pack_part(request, pack, part)


def pack_part(
    request: HttpRequest, pack: Pack, part: Part, sent: Callable[[int], None] = lambda _end: None
) -> HttpResponseBase:
    """`sent` hears how far the file was given out, once it is over."""
    digest = pack.digest
    size, tag = pack.size or 0, tag_of(pack)
    response = send(request, lambda: blobs.open_blob(digest), part, size, tag, media_type="application/zip", sent=sent)
    return _kept(response, f"{name_of(pack)}.zip")


def tag_of(pack: Pack) -> str:
    """The strong validator of its bytes: a pack's bytes are what their digest says."""
    return f'"{pack.digest}"'


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


R = TypeVar("R", bound=HttpResponseBase)


def _attachment(digest: str, name: str, media_type: str) -> FileResponse:
    return _kept(FileResponse(blobs.open_blob(digest), content_type=media_type), name)


def _kept(response: R, name: str) -> R:
    """Named so that it is saved, and never shown or cached."""
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
