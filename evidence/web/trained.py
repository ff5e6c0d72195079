"""Who of a system's team has passed the quiz, for its compliance officers: as a page and as a list to keep."""

import io
from collections import Counter

from django.http import FileResponse, HttpResponse

from compliance.models import Duty
from compliance.web.door import Visit
from evidence.training.completion import completion_list
from evidence.training.quiz import quiz
from evidence.training.standing import team_of
from frameworks.web.pages import page


def trained(request: Visit) -> HttpResponse:
    team = team_of(request.system, request.now)
    duties = Duty.objects.open().filter(system=request.system, control__key=quiz().control)
    context = {
        "quiz": quiz(),
        "team": team,
        "counted": Counter(each.standing for each in team),
        "duty": duties.filter(service=None, programme=None).first(),
        "on": request.system.day_of(request.now),
    }
    return page(request, "evidence/trained.html", context)


def export(request: Visit) -> FileResponse:
    written = io.BytesIO(completion_list(request.system, team_of(request.system, request.now), request.now))
    name = f"demarc-training-{request.system.key}-{request.system.day_of(request.now).isoformat()}.csv"
    response = FileResponse(written, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
