"""Keep each system's counts once a day, so that its trend can be shown and its page of counts is read, not computed."""

import datetime
from collections.abc import Mapping
from typing import Final

from django.db.models import F, QuerySet

from compliance.inheritance.inherited import Fall, digest_of_each, first_fall
from compliance.inheritance.inheriting import facts_of_each
from compliance.inheritance.lapsing import AHEAD, lapses_of
from compliance.models import StandingDay, System
from compliance.posture import posture_of_each
from frameworks.compiled import shipped
from frameworks.models import Edition

SYSTEMS_AT_ONCE: Final = 50
"""Recorded in one minute; the next minute goes on with the others."""

COUNTED = ("classes", "supports", "standings", "first_fall", "facts", "catalogue", "recorded_at")


def record_standing_days(now: datetime.datetime) -> int:
    """Record every system that was settled for its own day and not recorded since. Returns how many.

    Called each minute after settling. Repeatable: a second call records nothing. A count is derived and decides
    nothing, so it has no entry in the journal. A constant number of queries for any number of systems.
    """
    unrecorded = [
        (system, on)
        for system in System.objects.filter(ended_at=None).order_by(F("recorded_on").asc(nulls_first=True))
        for on in [system.day_of(now)]
        if system.settled_on == on and (system.recorded_on is None or system.recorded_on < on)
    ]
    days = dict(unrecorded[:SYSTEMS_AT_ONCE])
    if not days:
        return 0
    # First, so that a settling meanwhile takes the mark off again, and the next minute records what it changed.
    for day in set(days.values()):
        _marked(days, day).update(recorded_on=day)
    try:
        rows = _rows(days, now)
        StandingDay.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=("system", "edition", "day"), update_fields=COUNTED
        )
    except BaseException:
        System.objects.filter(pk__in=[system.pk for system in days]).update(recorded_on=None)
        raise
    return len(days)


def _marked(days: Mapping[System, datetime.date], day: datetime.date) -> QuerySet[System]:
    return System.objects.filter(pk__in=[system.pk for system, on in days.items() if on == day])


def _rows(days: Mapping[System, datetime.date], now: datetime.datetime) -> list[StandingDay]:
    catalogue, facts = shipped(), facts_of_each(days)  # before the counts: a change in between makes them unused
    digests, postures = digest_of_each(facts), posture_of_each(days, catalogue, now)
    editions = Edition.objects.in_bulk(catalogue.editions, field_name="key")
    rows = []
    for system, on in days.items():
        posture, lapses = postures[system.pk], lapses_of(system, facts[system.pk], catalogue, on, AHEAD)
        rows += [
            StandingDay(
                system=system,
                edition=editions[key],
                day=on,
                classes=posture.classes(key),
                supports=posture.supports(key),
                standings=posture.standings_under(key),
                first_fall=_kept(first_fall(each for each in lapses if each.edition == key)),
                facts=digests[system.pk],
                catalogue=catalogue.digest,
                recorded_at=now,
            )
            for key in posture.editions
        ]
    return rows


def _kept(fall: Fall | None) -> dict[str, object] | None:
    return {"day": fall.day.isoformat(), "requirements": fall.requirements} if fall else None
