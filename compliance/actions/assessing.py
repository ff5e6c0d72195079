"""Take down what evidence has said: the one place where the floor above reports to this one.

No journal entry: the evidence behind each answer is in the ledger, and `ref` leads to it.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from compliance.models import Assessment, System
from frameworks.models import Control, Programme, Service


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One source's answer about a control on a service ('' = the control as a whole).

    With a `programme` it speaks for the duty that this programme's missing support has opened.
    """

    control: str
    service: str
    programme: str = ""
    source: str
    outcome: str
    observed_from: datetime.datetime
    observed_until: datetime.datetime
    fresh_until: datetime.datetime | None
    ref: UUID


@transaction.atomic
def record_assessments(*, system: System, answers: Sequence[Answer], now: datetime.datetime) -> list[Assessment]:
    """Record the answers. A source says all it has to say at once: what it said before is superseded.

    Four queries, and one more where a programme is named. KeyError for a control, service or programme that is not in
    the loaded catalogue.
    """
    controls = {row.key: row for row in Control.objects.filter(key__in={each.control for each in answers})}
    services = {row.key: row for row in Service.objects.filter(key__in={each.service for each in answers})}
    named = {each.programme for each in answers if each.programme}
    programmes = {row.key: row for row in Programme.objects.filter(key__in=named)}
    said = Assessment.objects.known().filter(system=system, source__in={each.source for each in answers})
    said.update(superseded_at=now)
    return Assessment.objects.bulk_create(
        Assessment(
            system=system,
            control=controls[each.control],
            service=services[each.service] if each.service else None,
            programme=programmes[each.programme] if each.programme else None,
            source=each.source,
            outcome=each.outcome,
            observed_from=each.observed_from,
            observed_until=each.observed_until,
            fresh_until=each.fresh_until,
            ref=each.ref,
            recorded_at=now,
        )
        for each in answers
    )


def withdraw_assessments(*, system: System, ref: UUID, sources: Collection[str], now: datetime.datetime) -> None:
    """What these sources said by the evidence `ref` is said no more: it supports no control after all."""
    said = Assessment.objects.known().filter(system=system, ref=ref, source__in=sources)
    said.update(superseded_at=now)
