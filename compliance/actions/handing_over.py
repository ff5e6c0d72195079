"""Hand over what somebody had: from a day on somebody else owns, or reviews, in their place."""

import datetime
from collections.abc import Collection
from enum import StrEnum

from compliance.actions.assigning import Wanted, assign_each
from compliance.models import Assignment, Duty, System, User
from frameworks.errors import Refused


class Part(StrEnum):
    """What somebody is in a duty."""

    OWNER = "owner"
    REVIEWER = "reviewer"


def hand_over(
    *,
    system: System,
    person: User,
    to: User,
    parts: Collection[str],
    duties: Collection[Duty] | None,
    actor: User | None,
    on: datetime.date,
    since: datetime.date,
    now: datetime.datetime,
) -> tuple[Duty, ...]:
    """From `since` on, `to` has the `parts` that `person` has in open duties of `system`: all of them, or `duties`.

    Due dates stay as they are, the overdue ones too. All of it, or nothing; each duty is journalled. Returns the duties
    that changed hands. `on` is today.
    """
    if person == to:
        raise Refused(f"{person} has these duties already: choose somebody else.")
    if not parts:
        raise Refused("Say what is handed over: what is owned, what is reviewed, or both.")
    if since < on:
        raise Refused(f"Duties are not handed over in the past: choose {on} or later.")
    chosen = None if duties is None else {duty.pk for duty in duties}
    rows = Assignment.objects.on(since).filter(system=system, duty__in=Duty.objects.filter(system=system).open())
    wanted = [
        Wanted(
            row.duty,
            to if Part.OWNER in parts and row.owner == person else row.owner,
            to if Part.REVIEWER in parts and row.reviewer == person else row.reviewer,
            row.due_on,
        )
        for row in rows.select_related("owner", "reviewer", "duty__system", *DUTY_NAMES)
        if _has(row, person, parts) and (chosen is None or row.duty_id in chosen)
    ]
    if not wanted:
        raise Refused(f"{person} has nothing of that here on {since}: tick a duty, or choose another day.")
    return assign_each(wanted=wanted, actor=actor, on=since, now=now)


DUTY_NAMES = ("duty__control", "duty__service", "duty__programme")


def _has(row: Assignment, person: User, parts: Collection[str]) -> bool:
    return (Part.OWNER in parts and row.owner == person) or (Part.REVIEWER in parts and row.reviewer == person)
