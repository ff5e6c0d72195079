"""Until when a record is kept and which holds are over it, as its own page shows; and what stands in for its bytes."""

from typing import Any

from django.http import HttpResponse

from compliance.web.door import Visit
from evidence.models import Erasable, Item
from evidence.retention.holds import holds_over
from evidence.retention.keeping import kept_until
from frameworks.web.pages import page


def keeping_of(request: Visit, record: Erasable) -> dict[str, Any]:
    """For `evidence/keeping/shown.html`. Holds are the team's affair, and nothing for an auditor's eyes."""
    if request.system.pk not in request.viewer.team_ids:
        return {"record": record, "kept": None, "holds": []}
    return {
        "record": record,
        "kept": kept_until(record, request.now),
        "holds": holds_over(request.system, [record]).get(record.pk, []),
        "is_item": isinstance(record, Item),
    }


def gone(request: Visit, record: Erasable) -> HttpResponse:
    """410: it was here, and a person erased it."""
    return page(request, "evidence/keeping/gone.html", {"record": record}, status=410)
