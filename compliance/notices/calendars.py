"""A person's calendar: the days on which something is due, falls or ends, as an iCalendar feed (RFC 5545)."""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event

from compliance.audits.findings import under_way
from compliance.inheritance.lapsing import coming_lapses
from compliance.inheritance.lapsing_decisions import coming_endings
from compliance.models import Assignment, NoticeSettings, Role, System, User
from compliance.notices.mails import changes_address
from compliance.permissions import Viewer, viewer_of
from frameworks.compiled import shipped

ONE_DAY: Final = datetime.timedelta(days=1)
REFRESH: Final = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Due:
    """What a person has to do by a day. `key` stays the same as long as it is the same thing."""

    key: str
    day: datetime.date
    said: str
    system: System
    page: str


Source = Callable[[User, Mapping[System, datetime.date]], Iterable[Due]]
"""Told who reads, and today in each of their systems."""

SOURCES: Final[list[Source]] = []
"""Who else knows such days: a floor above adds itself when the program starts, since nothing calls up."""


def reader_of(digest: str) -> User | None:
    """Whose feed the token of this digest opens."""
    found = NoticeSettings.objects.filter(feed_digest=digest, user__is_active=True).exclude(feed_digest="")
    row = found.select_related("user").first()
    return row.user if row else None


def calendar_of(person: User, now: datetime.datetime) -> bytes:
    """All-day events, each under an id that stays the same, of the systems in which the person has a role today."""
    viewer = viewer_of(person, now)
    systems = System.objects.filter(pk__in=viewer.team_ids, ended_at=None)
    days = {system: system.day_of(now) for system in systems}
    calendar = Calendar()
    calendar.add("prodid", "-//Demarc//Demarc//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", "Demarc")
    calendar.add("x-wr-calname", "Demarc")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    of_theirs = (*_due(person, days, now), *_actions(person, days, now), *_known_above(person, days, now))
    for event in (*of_theirs, *_lapses(viewer, days, now), *_endings(days, now)):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _due(person: User, days: dict[System, datetime.date], now: datetime.datetime) -> Iterator[Event]:
    systems = {system.pk: system for system in days}
    rows = Assignment.objects.known().filter(system__in=days, owner=person, due_on__isnull=False, duty__ended_on=None)
    for row in rows.select_related("duty__control", "duty__service", "duty__programme").order_by("due_on", "duty"):
        system = systems[row.system_id]
        if row.due_on is not None and row.holds_on(days[system]):
            page = reverse("compliance:duty", args=[system.pk, row.duty_id])
            yield _event(f"duty-{row.duty_id}", row.due_on, _("Due: %(what)s") % {"what": row.duty}, system, page, now)


def _actions(person: User, days: dict[System, datetime.date], now: datetime.datetime) -> Iterator[Event]:
    """Corrective actions for findings that are not done yet."""
    for each in under_way(days):
        if each.action is not None and each.action.owner_id == person.pk and each.action.due_on is not None:
            page = reverse("compliance:finding", args=[each.finding.system_id, each.finding.pk])
            said = _("Action due: finding %(what)s") % {"what": each.finding.designation}
            yield _event(f"action-{each.action.pk}", each.action.due_on, said, each.finding.system, page, now)


def _known_above(person: User, days: dict[System, datetime.date], now: datetime.datetime) -> Iterator[Event]:
    for source in SOURCES:
        for each in source(person, days):
            yield _event(each.key, each.day, each.said, each.system, each.page, now)


def _lapses(viewer: Viewer, days: dict[System, datetime.date], now: datetime.datetime) -> Iterator[Event]:
    """Of the systems in which they keep watch over AWS's documents."""
    watched = {system: on for system, on in days.items() if Role.OFFICER in viewer.roles_in(system)}
    for system, lapses in coming_lapses(watched, shipped()).items():
        for each in lapses:
            name = f"{system.pk}/{each.edition}/{each.day}/{each.corroboration}"
            title = shipped().edition(each.edition).title
            said = ngettext(
                "AWS’s part of %(n)s requirement of %(title)s loses support",
                "AWS’s part of %(n)s requirements of %(title)s loses support",
                len(each.refs),
            ) % {"n": len(each.refs), "title": title}
            uid = f"lapse-{hashlib.sha256(name.encode()).hexdigest()[:32]}"
            yield _event(uid, each.day, said, system, changes_address(system, each.edition, each.day), now)


def _endings(days: dict[System, datetime.date], now: datetime.datetime) -> Iterator[Event]:
    for system, endings in coming_endings(days, shipped()).items():
        for each in endings:
            edition, ref = each.decision.asked
            said = _("The decision about %(ref)s of %(title)s ends") % {
                "ref": ref,
                "title": shipped().edition(edition).title,
            }
            page = reverse("compliance:decision", args=[system.pk, each.decision.pk])
            yield _event(f"decision-{each.decision.pk}", each.decision.valid_until, said, system, page, now)


def _event(uid: str, day: datetime.date, said: str, system: System, page: str, now: datetime.datetime) -> Event:
    event, address = Event(), settings.BASE_URL + page
    event.add("uid", f"{uid}@{settings.HOST}")
    event.add("dtstamp", now.astimezone(datetime.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)
    event.add("summary", said)
    event.add("description", f"{system}\n{address}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event
