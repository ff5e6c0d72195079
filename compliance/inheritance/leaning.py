"""What a system leans on another of ours for: the controls whose duty is held, owned and shown there (design, 2)."""

import datetime
from collections.abc import Mapping
from uuid import UUID

from compliance.models import Duty, Leaning, System


def leaned_on(
    days: Mapping[System, datetime.date], known_at: datetime.datetime | None = None
) -> dict[UUID, dict[str, UUID]]:
    """For each system, on its own day, the controls that it leans on, each with the system leaned on. One query.

    A system that has ended carries nobody.
    """
    on = {system.pk: day for system, day in days.items()}
    found: dict[UUID, dict[str, UUID]] = {pk: {} for pk in on}
    for row in Leaning.objects.known(known_at).filter(system__in=days, on_system__ended_at=None):
        if row.holds_on(on[row.system_id]):
            found[row.system_id] |= dict.fromkeys(row.controls, row.on_system_id)
    return found


def held_elsewhere(system: System, on: datetime.date) -> set[str]:
    """The controls that the system leans on and whose duty is open there that day: of the others leaning carries
    nothing, and they stay its own. Two queries."""
    leaned = leaned_on({system: on})[system.pk]
    there = Duty.objects.whole().filter(system__in=leaned.values(), control__key__in=leaned).select_related("control")
    return {duty.control.key for duty in there if duty.is_open_on(on) and leaned[duty.control.key] == duty.system_id}
