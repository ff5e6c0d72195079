"""What a person was told of late, and how they want to be told: pages of their own."""

from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from compliance.actions import choosing
from compliance.actions.entering import settings_of
from compliance.models import Notice, NoticeSettings
from compliance.notices.telling import lines_of, still_seen
from compliance.web.door import Visit
from compliance.web.news_forms import HOURS, SettingsForm
from frameworks.errors import Refused
from frameworks.web.pages import page

AT_MOST = 200


def news(request: Visit) -> HttpResponse:
    """POST says that all of it was seen."""
    if request.method == "POST":
        choosing.see_all(person=request.user, now=request.now)
        return redirect("compliance:news")
    own = settings_of([request.user.pk])[request.user.pk]
    rows = Notice.objects.shown_to(request.user, request.now).filter(system__in=request.viewer.system_ids)
    told = rows.select_related("system").order_by("-created_at", "kind")[:AT_MOST]
    lines = lines_of(still_seen(request.viewer, told))
    context = {
        "days": [
            (day, list(each)) for day, each in groupby(lines, key=lambda line: own.day_of(line.notice.created_at))
        ],
        "unseen": {line.notice.pk for line in lines if own.seen_at is None or line.notice.created_at > own.seen_at},
    }
    return page(request, "compliance/news.html", context)


def notice_settings(request: Visit) -> HttpResponse:
    own = settings_of([request.user.pk])[request.user.pk]
    if request.method == "GET":
        return _settings_page(request, own, SettingsForm.of(own))
    form = SettingsForm(request.POST)
    if form.is_valid():
        try:
            choosing.choose(person=request.user, **form.said(), now=request.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("From now on you are told like this."))
            return redirect("compliance:notice-settings")
    return _settings_page(request, own, form, status=422)


def renew_calendar(request: Visit) -> HttpResponse:
    """The address is shown on this very page, and never again."""
    token = choosing.renew_feed(person=request.user, now=request.now)
    own = settings_of([request.user.pk])[request.user.pk]
    feed = settings.BASE_URL + reverse("compliance:calendar", args=[token])
    response = _settings_page(request, own, SettingsForm.of(own), feed=feed)
    response["Cache-Control"] = "no-store"
    return response


def switch_calendar_off(request: Visit) -> HttpResponse:
    choosing.switch_feed_off(person=request.user, now=request.now)
    messages.success(request, _("The calendar feed is off: its address shows nothing any more."))
    return redirect("compliance:notice-settings")


def _settings_page(
    request: Visit, own: NoticeSettings, form: SettingsForm, feed: str = "", status: int = 200
) -> HttpResponse:
    context = {"form": form, "own": own, "feed": feed, "sends_mail": settings.SENDS_MAIL, "hours": HOURS}
    return page(request, "compliance/notice-settings.html", context, status=status)
