"""Ask for what an audit expects: a request for each occurrence of a control's cadence, from its first day on.

What is there already is not asked for: an occurrence that somebody's accepted evidence or a check speaks for, and one
under way that a check goes on to see. A request that was withdrawn is never made anew.
"""

import datetime
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from compliance import journal
from compliance.actions.superseding import lock
from compliance.models import Engagement
from compliance.posture import Asked
from evidence.coverage.occurrences import (
    ACCEPTED,
    Coverage,
    DutyCoverage,
    Occurrence,
    OccurrenceState,
    coverage_of,
    due_day,
)
from evidence.models import Request, RequestOrigin
from frameworks.compiled import shipped
from frameworks.inheritance import Span
from frameworks.models import Requirement

AUDITS_AT_ONCE: Final = 20
"""Looked at in one minute; the next minute goes on with the others."""

WANTED: Final = frozenset(
    {OccurrenceState.OPEN, OccurrenceState.MISSING, OccurrenceState.COULD_NOT_LOOK, OccurrenceState.TO_JUDGE}
)
"""What nobody has shown yet. A FAIL is no question any more: it is a finding."""

log = logging.getLogger(__name__)


class NoLonger(StrEnum):
    """Why an occurrence's request is withdrawn. A code: it stands in the request and in the journal."""

    AUDIT_ENDED = "audit-ended"
    DUTY_ENDED = "duty-ended"
    NOT_EXPECTED = "not-expected"  # the period was shortened, another cadence counts, or nothing asks it any more
    AT_HAND = "at-hand"  # evidence for the duty was accepted that speaks for these days


@dataclass(frozen=True)
class Expectations:
    """Requests made, and those withdrawn by their reason."""

    made: int = 0
    withdrawn: Counter[str] = field(default_factory=Counter)

    @property
    def changed(self) -> bool:
        return bool(self.made or self.withdrawn)


@transaction.atomic
def expect_occurrences(*, engagement: Engagement, now: datetime.datetime) -> Expectations:
    """Bring an audit's requests in line with what its cadences expect. Repeatable: a second call changes nothing.

    Only requests without an answer are withdrawn. One entry in the journal for all, with counts by reason.
    """
    lock(engagement)
    coverage = coverage_of(engagement, shipped(), now)
    rows = Request.objects.filter(engagement=engagement, origin=RequestOrigin.CADENCE)
    there = list(rows.select_related("duty").prefetch_related("uses"))
    withdrawn = _withdraw(there, coverage, now)
    made = [] if engagement.ended_at else list(_new(coverage, {_key(each) for each in there}, now))
    Request.objects.bulk_create(made)
    done = Expectations(len(made), withdrawn)
    if done.changed:
        journal.record(
            verb="requests.expected",
            subject=engagement,
            system=engagement.system,
            actor=None,
            now=now,
            after={"on": coverage.on.isoformat(), "made": done.made, "withdrawn": dict(sorted(withdrawn.items()))},
        )
    return done


def expect_each_day(now: datetime.datetime) -> int:
    """Every open audit once on each day of its system's own, again when it has changed or ended. Returns how many.

    Called each minute: one query while there is nothing to do. An audit that fails keeps no other from its day.
    """
    rows = Engagement.objects.filter(Q(ended_at=None) | Q(expected_on__isnull=False), system__ended_at=None)
    looked_at = 0
    for engagement in rows.select_related("system").order_by(F("expected_on").asc(nulls_first=True)):
        on = engagement.system.day_of(now)
        if engagement.ended_at is None and engagement.expected_on is not None and engagement.expected_on >= on:
            continue
        try:
            with transaction.atomic():
                expect_occurrences(engagement=engagement, now=now)
                mark = None if engagement.ended_at else on
                Engagement.objects.filter(pk=engagement.pk).update(expected_on=mark)
        except Exception:
            log.exception("What %s expects could not be asked for; it is tried again in the next minute.", engagement)
        else:
            looked_at += 1
        if looked_at == AUDITS_AT_ONCE:
            break
    return looked_at


def _new(coverage: Coverage, there: set[tuple[UUID | None, Span]], now: datetime.datetime) -> Iterator[Request]:
    requirements = _requirements(coverage)
    for each in coverage.duties:
        duty, set_by = each.expected.duty, each.expected.set_by
        for occurrence in each.asked if duty.is_open_on(coverage.on) else ():
            span = occurrence.span
            if (duty.pk, span) not in there and _is_wanted(each, occurrence, coverage.on):
                yield Request(
                    system_id=coverage.engagement.system_id,
                    engagement=coverage.engagement,
                    origin=RequestOrigin.CADENCE,
                    title=str(duty)[: Request._meta.get_field("title").max_length],
                    duty=duty,
                    requirement=requirements.get(set_by) if set_by else None,
                    first_day=span.first,
                    last_day=span.last,
                    due_on=due_day(span, coverage.on),
                    raised_at=now,
                )


def _is_wanted(duty: DutyCoverage, occurrence: Occurrence, on: datetime.date) -> bool:
    under_way = occurrence.span.first <= on <= occurrence.span.last
    return occurrence.state in WANTED and not (under_way and duty.answered)


def _requirements(coverage: Coverage) -> dict[Asked, Requirement]:
    """The rows of those that set a cadence."""
    setting = {each.expected.set_by for each in coverage.duties if each.expected.set_by}
    rows = Requirement.objects.filter(edition__key__in={edition for edition, _ in setting})
    found = {(row.edition.key, row.ref): row for row in rows.select_related("edition")} if setting else {}
    return {asked: row for asked, row in found.items() if asked in setting}


def _withdraw(there: list[Request], coverage: Coverage, now: datetime.datetime) -> Counter[str]:
    duties = {each.expected.duty.pk: each for each in coverage.duties}
    withdrawn: Counter[str] = Counter()
    for request in there:
        if request.withdrawn_at is None and not request.uses.all():
            why = _why_not(request, duties, coverage)
            if why is not None:
                withdrawn[why.value] += 1
                Request.objects.filter(pk=request.pk).update(withdrawn_at=now, withdrawn_reason=why.value)
    return withdrawn


def _why_not(request: Request, duties: dict[UUID, DutyCoverage], coverage: Coverage) -> NoLonger | None:
    if coverage.engagement.ended_at is not None:
        return NoLonger.AUDIT_ENDED
    if request.duty is None or not request.duty.is_open_on(coverage.on):
        return NoLonger.DUTY_ENDED
    covered = duties.get(request.duty.pk)
    occurrences = covered.occurrences if covered else ()
    occurrence = next((each for each in occurrences if each.request == request.pk), None)
    if occurrence is None or occurrence.state == OccurrenceState.NO_DUTY:
        return NoLonger.NOT_EXPECTED
    return NoLonger.AT_HAND if occurrence.state in ACCEPTED else None


def _key(request: Request) -> tuple[UUID | None, Span]:
    if request.first_day is None or request.last_day is None:
        raise ValueError(f"The occurrence {request.pk} has no days.")
    return request.duty_id, Span(request.first_day, request.last_day)
