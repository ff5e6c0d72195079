"""Enter what people are told of evidence: what waits for their review, and what was returned to them. Each minute."""

import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef

from compliance.actions.entering import bring_in_line
from compliance.models import Assignment, NoticeKind, System
from compliance.news import LATELY, Told, people_of
from compliance.team import MAY_REVIEW
from evidence.models import ItemUse, UseState

KINDS: Final = (NoticeKind.REVIEW, NoticeKind.RETURNED)

Owed = dict[tuple[UUID, str], Told]


def announce_evidence(now: datetime.datetime) -> None:
    """Whoever reviews a duty hears of what is handed in for it, whoever handed it in of its return. Six queries."""
    days = {system: system.day_of(now) for system in System.objects.filter(ended_at=None)}
    if not days:
        return
    owed: dict[UUID, Owed] = {system.pk: {} for system in days}
    _to_review(days, owed)
    _returned(days, owed, now)
    bring_in_line({system: owed[system.pk] for system in days}, KINDS, now)


def _to_review(days: dict[System, datetime.date], owed: dict[UUID, Owed]) -> None:
    """The reviewer that the duty names today, while they may review; never of what they handed in themselves."""
    people, on = people_of(days), {system.pk: day for system, day in days.items()}
    waiting = list(ItemUse.objects.filter(system__in=days, state=UseState.IN_REVIEW))
    rows = Assignment.objects.known().filter(duty__in={use.duty_id for use in waiting}).select_related("reviewer")
    reviewers = {row.duty_id: row.reviewer for row in rows if row.holds_on(on[row.system_id])}
    for use in waiting:
        reviewer = reviewers.get(use.duty_id)
        if reviewer is None or reviewer.pk == use.submitted_by_id:
            continue
        if people[use.system_id].get(reviewer, frozenset()) & MAY_REVIEW:
            owed[use.system_id][reviewer.pk, f"review/{use.pk}"] = NoticeKind.REVIEW, _about(use)


def _returned(days: dict[System, datetime.date], owed: dict[UUID, Owed], now: datetime.datetime) -> None:
    """Until they hand something in for the same duty again."""
    again = ItemUse.objects.filter(
        duty=OuterRef("duty"), submitted_by=OuterRef("submitted_by"), submitted_at__gt=OuterRef("submitted_at")
    )
    uses = ItemUse.objects.filter(system__in=days, state=UseState.RETURNED, reviewed_at__gt=now - LATELY)
    for use in uses.exclude(Exists(again)):
        owed[use.system_id][use.submitted_by_id, f"returned/{use.pk}"] = NoticeKind.RETURNED, _about(use)


def _about(use: ItemUse) -> dict[str, Any]:
    return {"about": "duty", "id": str(use.duty_id)}
