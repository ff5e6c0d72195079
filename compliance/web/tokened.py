"""What opens by a token and without a log-in: the calendar feed, and the link that ends mails of a kind."""

from http import HTTPStatus
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from compliance.actions.choosing import digest_of, mute
from compliance.models import User
from compliance.notices.calendars import calendar_of, reader_of
from compliance.notices.unsubscribing import understood

PER_HOUR: Final = 60
"""How often one feed is read by one process; calendars ask every hour or two."""

AN_HOUR: Final = 3600


@login_not_required
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    digest = digest_of(token)
    reader = reader_of(digest)
    if reader is None:
        raise Http404
    key = f"calendar-feed:{digest}"
    cache.add(key, 0, AN_HOUR)
    if cache.incr(key) > PER_HOUR:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(AN_HOUR)})
    response = HttpResponse(calendar_of(reader, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="demarc.ics"'
    response["Cache-Control"] = "private, max-age=900"
    response["Referrer-Policy"] = "no-referrer"
    return response


@csrf_exempt  # a mail program posts here (RFC 8058); the token says who and what
@login_not_required
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A GET asks: programs that look into mails follow every link."""
    unwanted = understood(token)
    if unwanted is None:
        raise Http404
    person = get_object_or_404(User, pk=unwanted.user)
    if request.method == "POST":
        mute(person=person, kinds=unwanted.kinds, now=timezone.now())
    context = {"kinds": [kind.label for kind in unwanted.kinds], "done": request.method == "POST"}
    return render(request, "compliance/unsubscribe.html", context)
