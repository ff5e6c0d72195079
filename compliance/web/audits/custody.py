"""The custody log of an audit: who read what, and when; as a page, and whole as a file."""

import io
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse

from compliance.audits.custody import custody_list, lines_of, reads_of
from compliance.web.audits.audit import visible_audit
from compliance.web.door import Visit
from frameworks.web.pages import page

ON_A_PAGE = 100


def custody(request: Visit, pk: UUID) -> HttpResponse:
    audit = visible_audit(request, pk)
    shown = Paginator(reads_of(audit), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"audit": audit, "shown": shown, "lines": lines_of(shown.object_list)}
    return page(request, "compliance/audits/custody.html", context)


def custody_file(request: Visit, pk: UUID) -> FileResponse:
    audit, on = visible_audit(request, pk), request.system.day_of(request.now)
    name = f"demarc-{request.system.key}-custody-{on.isoformat()}.csv"
    written = io.BytesIO(custody_list(reads_of(audit)))
    response = FileResponse(written, as_attachment=True, filename=name, content_type="text/csv")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
