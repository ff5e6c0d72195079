"""Record that nobody looked at a cell: never a missing row, never a pass."""

import datetime
from collections.abc import Sequence

from evidence.actions import sealing
from evidence.actions.collecting import cell_key, run_of
from evidence.actions.judged import counted, observed, report
from evidence.collecting import contract
from evidence.collecting.contract import Check, Outcome
from evidence.collecting.shipped import collectors
from evidence.jobs.engine import AT_A_TIME
from evidence.ledger import leaves
from evidence.models import Job, Observation
from evidence.wording import CANCELLED


def record_gap(job: Job, reason: str, now: datetime.datetime) -> None:
    """Nobody could look: every check of the cell says so, its duties hear of it, and the ledger has it.

    A collector that was retired meanwhile has no checks left to say it: then the ledger alone does.
    """
    if collector := collectors().get(job.args["collector"]):
        answers = _blind_answers(job, reason)
        rows = Observation.objects.bulk_create(observed(job, collector, answers, now, now, None))
        Job.objects.filter(pk=job.pk).update(**counted(answers))
        report(job, collector, rows, run_of(job), now)
    sealing.append([_leaf(job, reason, now)], now)


def record_cancelled(jobs: Sequence[Job], now: datetime.datetime) -> None:
    """Nobody was to look any more. The duties keep what they heard before, which grows stale by its own time.

    A few queries and one for each collector, whatever the number of jobs.
    """
    rows: list[Observation] = []
    for key, group in _by_collector(jobs).items():
        if collector := collectors().get(key):
            for job in group:
                rows += observed(job, collector, _blind_answers(job, CANCELLED), now, now, None)
            said = counted(_blind_answers(group[0], CANCELLED))
            Job.objects.filter(pk__in=[job.pk for job in group]).update(**said)
    Observation.objects.bulk_create(rows, batch_size=AT_A_TIME)
    sealing.append([_leaf(job, CANCELLED, now) for job in jobs], now)


def _by_collector(jobs: Sequence[Job]) -> dict[str, list[Job]]:
    groups: dict[str, list[Job]] = {}
    for job in jobs:
        groups.setdefault(job.args["collector"], []).append(job)
    return groups


def _blind_answers(job: Job, reason: str) -> list[contract.Observation]:
    return [_blind(check, job, reason) for check in collectors()[job.args["collector"]].checks]


def _blind(check: Check, job: Job, reason: str) -> contract.Observation:
    region = "" if job.args["region"] == "global" else job.args["region"]
    resource = f"arn:aws:{check.service}:{region}:{job.args['account']}:*"
    return contract.Observation(check.key, check.service, resource, Outcome.ERROR, reason, {})


def _leaf(job: Job, reason: str, now: datetime.datetime) -> leaves.Gap:
    return leaves.Gap(at=now, run=run_of(job), system=job.system_id, cell=cell_key(job.args), reason=reason)
