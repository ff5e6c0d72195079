"""All that stays an exception over an audit's period: findings, failed checks, and what was not handed in in time."""

import datetime

from compliance.audits.exceptions import (
    ExceptionKind,
    Exceptions,
    PeriodException,
    in_order,
    is_over_time,
)
from compliance.audits.exceptions import exceptions_of as exceptions_below
from compliance.models import Engagement
from evidence.coverage.occurrences import ACCEPTED, DutyCoverage, Occurrence, OccurrenceState, coverage_of
from frameworks.compiled import Catalogue


def exceptions_of(
    engagement: Engagement,
    catalogue: Catalogue,
    now: datetime.datetime,
    known_at: datetime.datetime | None = None,
) -> Exceptions:
    """What the floor below knows, and the occurrences of each duty that were missed, returned or late."""
    if not is_over_time(engagement):
        return {}
    found = {asked: list(rows) for asked, rows in exceptions_below(engagement, catalogue, known_at).items()}
    for asked, rows in coverage_of(engagement, catalogue, now, known_at).exceptions.items():
        known = found.get(asked, [])
        mine = [_exception(engagement, duty, each) for duty, each in rows]
        found[asked] = [*known, *(each for each in mine if not _is_known(each, known))]
    return in_order({asked: rows for asked, rows in found.items() if rows})


def _exception(engagement: Engagement, duty: DutyCoverage, occurrence: Occurrence) -> PeriodException:
    later = (each for each in duty.asked if each.span.first > occurrence.span.last)
    return PeriodException(
        kind=_kind(occurrence),
        first=max(occurrence.span.first, engagement.period_start),
        last=min(occurrence.span.last, engagement.period_end),
        is_fixed=occurrence.is_late or any(each.state in ACCEPTED for each in later),
        what=str(duty.expected.duty),
        subject=duty.expected.duty.pk,
    )


def _kind(occurrence: Occurrence) -> ExceptionKind:
    if occurrence.state == OccurrenceState.FAILED:
        return ExceptionKind.FAILED
    return ExceptionKind.LATE if occurrence.is_late else ExceptionKind.MISSED


def _is_known(one: PeriodException, known: list[PeriodException]) -> bool:
    """A failed occurrence of which a failed check tells already, by its days."""
    return one.kind == ExceptionKind.FAILED and any(
        each.kind == one.kind and each.subject == one.subject and each.first <= one.last and one.first <= each.last
        for each in known
    )
