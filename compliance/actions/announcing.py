"""Enter what people are told of duties, comments, decisions and findings. Both verbs are called each minute."""

import datetime
from collections.abc import Mapping
from itertools import islice
from typing import Final

from django.db.models import F

from compliance.actions.entering import bring_in_line
from compliance.models import System
from compliance.notices.news import DAILY, NEWS, due_of, news_of_each, people_of
from compliance.notices.news_of_findings import FINDING_DAILY, FINDING_NEWS, actions_due, news_of_findings
from compliance.posture import posture_of_each
from frameworks.compiled import shipped

SYSTEMS_AT_ONCE: Final = 10
"""Of which the posture is read in one minute; the next minute goes on with the others."""


def announce_news(now: datetime.datetime) -> None:
    """What was given to somebody, names them or waits for them is in their outbox a minute later."""
    enter_news(_days(now), now)


def announce_due(now: datetime.datetime) -> int:
    """What is due soon, overdue or escalated, once on each system's own day. Returns how many systems were read."""
    days = _days(now)
    unread = ((system, on) for system, on in days.items() if system.due_read_on is None or system.due_read_on < on)
    chosen = dict(islice(unread, SYSTEMS_AT_ONCE))
    enter_due(chosen, now)
    for system, on in chosen.items():
        System.objects.filter(pk=system.pk).update(due_read_on=on)
    return len(chosen)


def enter_news(days: Mapping[System, datetime.date], now: datetime.datetime) -> None:
    if days:
        bring_in_line(news_of_each(days, now), NEWS, now)
        bring_in_line(news_of_findings(days, people_of(days), now), FINDING_NEWS, now)


def enter_due(days: Mapping[System, datetime.date], now: datetime.datetime) -> None:
    if days:
        people, postures = people_of(days), posture_of_each(days, shipped(), now)
        owed = {system: due_of(system, postures[system.pk], people[system.pk]) for system in days}
        bring_in_line(owed, DAILY, now)
        bring_in_line(actions_due(days, people), FINDING_DAILY, now)


def _days(now: datetime.datetime) -> dict[System, datetime.date]:
    systems = System.objects.filter(ended_at=None).order_by(F("due_read_on").asc(nulls_first=True))
    return {system: system.day_of(now) for system in systems}
