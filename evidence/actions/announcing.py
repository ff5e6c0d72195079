"""Enter what people are told of evidence: what waits for their review, and what was returned to them. Each minute."""

import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from compliance.actions.entering import bring_in_line
from compliance.models import NoticeKind, System
from compliance.notices.news import LATELY, Told, people_of
from evidence.models import ItemUse, UseState
from evidence.reviewers import waiting_in

KINDS: Final = (NoticeKind.REVIEW, NoticeKind.RETURNED)

Owed = dict[tuple[UUID, str], Told]


def announce_evidence(now: datetime.datetime) -> None:
    """Whoever reviews it hears of what is handed in, whoever handed it in of its return. Seven queries."""
    days = {system: system.day_of(now) for system in System.objects.filter(ended_at=None)}
    if not days:
        return
    owed: dict[UUID, Owed] = {system.pk: {} for system in days}
    for waiting in waiting_in(days, people_of(days)):
        for person in waiting.asked:
            told = NoticeKind.REVIEW, _about(waiting.use)
            owed[waiting.use.system_id][person.pk, f"review/{waiting.use.pk}"] = told
    _returned(days, owed, now)
    bring_in_line({system: owed[system.pk] for system in days}, KINDS, now)


def _returned(days: dict[System, datetime.date], owed: dict[UUID, Owed], now: datetime.datetime) -> None:
    """Until they hand something in for the same request or duty again, or the request is withdrawn."""
    again = ItemUse.objects.filter(submitted_by=OuterRef("submitted_by"), submitted_at__gt=OuterRef("reviewed_at"))
    again = again.filter(submitted_at__gt=OuterRef("submitted_at"))
    uses = ItemUse.objects.filter(system__in=days, state=UseState.RETURNED, reviewed_at__gt=now - LATELY)
    of_a_request = Q(request__withdrawn_at=None) & ~Exists(again.filter(request=OuterRef("request")))
    of_a_duty = Q(request=None) & ~Exists(again.filter(request=None, duty=OuterRef("duty")))
    for use in uses.filter((Q(request__isnull=False) & of_a_request) | of_a_duty):
        owed[use.system_id][use.submitted_by_id, f"returned/{use.pk}"] = NoticeKind.RETURNED, _about(use)


def _about(use: ItemUse) -> dict[str, Any]:
    if use.request_id is not None:
        return {"about": "request", "id": str(use.request_id)}
    return {"about": "duty", "id": str(use.duty_id)}
