"""The door behind a link to a pack: public, by a one-use token of minutes, and silent about any other."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from compliance.permissions import NotVisible
from evidence.actions.handing_out import LinkOver, link_of, note_sent, use_link
from evidence.downloads import pack_part, tag_of
from evidence.ranges import NotThere, part_of, refuse
from frameworks.web.pages import page


@login_not_required
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The pack, or the part of it that is asked for. HEAD tells its size and begins nothing."""
    try:
        found = link_of(token, timezone.now())
        part = part_of(request, found.pack.size or 0, tag_of(found.pack))
        if request.method != "HEAD":
            use_link(link=found, part=part, now=timezone.now())
    except NotVisible:
        return _over(request, HTTPStatus.NOT_FOUND)
    except LinkOver:
        return _over(request, HTTPStatus.GONE)
    except NotThere:
        return refuse(found.pack.size or 0, tag_of(found.pack))
    return pack_part(request, found.pack, part, lambda end: note_sent(link=found, end=end, now=timezone.now()))


def _over(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    response = page(request, "evidence/no-link.html", {"is_over": status == HTTPStatus.GONE}, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
