"""Keep what the checks of a cell answered, and report the worst of each check to the duties of its controls."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from compliance.actions.assessing import Answer, record_assessments
from evidence.collecting import contract
from evidence.collecting.contract import Collector, Outcome
from evidence.models import Item, Job, Observation
from frameworks import periods

WORST_FIRST = (Outcome.FAIL, Outcome.ERROR, Outcome.MANUAL, Outcome.PASS, Outcome.NOT_APPLICABLE)


def observed(
    job: Job,
    collector: Collector,
    answers: Iterable[contract.Observation],
    observed_at: datetime.datetime,
    now: datetime.datetime,
    item: Item | None,
) -> list[Observation]:
    """The answers as rows that are not saved yet."""
    fresh_until = periods.after(observed_at, collector.fresh_for)
    return [
        Observation(
            system_id=job.system_id,
            run_id=job.run_id,
            job=job,
            item=item,
            check_key=each.check,
            account=job.args["account"],
            region=job.args["region"],
            resource=each.resource,
            outcome=each.outcome,
            reason=each.reason,
            detail=each.detail,
            observed_at=observed_at,
            fresh_until=fresh_until,
            recorded_at=now,
        )
        for each in answers
    ]


def report(job: Job, collector: Collector, rows: Sequence[Observation], ref: UUID, now: datetime.datetime) -> None:
    """Tell each control the worst that was observed for it; what a check said before about this place is superseded."""
    found: dict[str, list[Observation]] = {}
    for row in rows:
        found.setdefault(row.check_key, []).append(row)
    answers = [
        Answer(
            control=control,
            service=check.service,
            source=f"{check.key}@{job.args['account']}/{job.args['region']}",
            outcome=worst(row.outcome for row in found[check.key]),
            observed_from=found[check.key][0].observed_at,
            observed_until=found[check.key][0].observed_at,
            fresh_until=found[check.key][0].fresh_until,
            ref=ref,
        )
        for check in collector.checks
        if check.key in found
        for control in check.controls
    ]
    record_assessments(system=job.system, answers=answers, now=now)


def worst(outcomes: Iterable[str]) -> Outcome:
    told = set(outcomes)
    return next(outcome for outcome in WORST_FIRST if outcome in told)


def counted(answers: Sequence[contract.Observation]) -> dict[str, int]:
    """How many there are, and how many of them could not be had: in the words of `Job`."""
    return {"answers": len(answers), "blind": sum(each.outcome == Outcome.ERROR for each in answers)}


def commonest_reason(answers: Iterable[contract.Observation]) -> str:
    """Why most of what could not be had could not; "" when everything could."""
    reasons = Counter(each.reason for each in answers if each.outcome == Outcome.ERROR)
    return reasons.most_common(1)[0][0] if reasons else ""
