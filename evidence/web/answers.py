"""What checks answered about a duty, as its page shows it: each check, where it looked, and what stood out."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from compliance.models import Assessment, Outcome
from evidence.collecting.contract import Check
from evidence.collecting.shipped import checks
from evidence.importing.findings import is_of_a_tool
from evidence.importing.wording import WHY_SO
from evidence.models import Item, Observation
from evidence.wording import ERROR_REASONS, ERROR_REMEDIES

STALE = "stale"
SHOWN = 20
"""Resources named under one place; the item holds them all."""
WORST_FIRST = (Outcome.FAIL, Outcome.ERROR, STALE, Outcome.MANUAL, Outcome.PASS, Outcome.NOT_APPLICABLE)


@dataclass(frozen=True)
class StandsOut:
    """A resource that failed, or that could not be looked at and why."""

    resource: str
    outcome: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Place:
    """One account and region. `outcome` is `stale` once the answer is too old, whatever it was."""

    name: str
    outcome: str
    observed_at: datetime.datetime
    fresh_until: datetime.datetime | None
    item: UUID | None
    stands_out: tuple[StandsOut, ...]
    more: int


@dataclass(frozen=True)
class Answered:
    """A check with its answers; `check` is None once it is retired, its key stays readable."""

    key: str
    check: Check | None
    outcome: str
    places: tuple[Place, ...]

    @property
    def is_retired(self) -> bool:
        return self.check is None and not is_of_a_tool(self.key)


def answered(assessments: Iterable[Assessment], items: set[UUID], now: datetime.datetime) -> list[Answered]:
    """The checks behind `assessments`, the worst first. `items`: the ids that may be shown. One query."""
    rows = [row for row in assessments if "@" in row.source]
    observations = _observations(rows)
    found: dict[str, list[Place]] = {}
    for row in rows:
        key, _, place = row.source.partition("@")
        found.setdefault(key, []).append(_place(row, place, observations.get((key, place), []), items, now))
    known = checks()
    every = [
        Answered(key, known.get(key), min((place.outcome for place in places), key=_rank), tuple(places))
        for key, places in found.items()
    ]
    return sorted(every, key=lambda each: (_rank(each.outcome), each.key))


def _rank(outcome: str) -> int:
    return WORST_FIRST.index(outcome)


def _observations(rows: list[Assessment]) -> dict[tuple[str, str], list[Observation]]:
    """Only what stands out of the answers that are current: failures, and where nobody could look."""
    refs = {row.ref for row in rows}
    keys = {row.source.partition("@")[0] for row in rows}
    wanted = Observation.objects.known().filter(check_key__in=keys, outcome__in=[Outcome.FAIL, Outcome.ERROR])
    found: dict[tuple[str, str], list[Observation]] = {}
    by_item, by_run = wanted.filter(item__in=refs), wanted.filter(item=None, run__in=refs)
    for each in (by_item | by_run).order_by("resource"):
        found.setdefault((each.check_key, f"{each.account}/{each.region}"), []).append(each)
    return found


def _place(
    row: Assessment, name: str, observations: list[Observation], items: set[UUID], now: datetime.datetime
) -> Place:
    stale = row.fresh_until is not None and row.fresh_until < now
    return Place(
        name=name.strip("/"),
        outcome=STALE if stale else row.outcome,
        observed_at=row.observed_until,
        fresh_until=row.fresh_until,
        item=row.ref if row.ref in items else None,
        stands_out=tuple(stands_out(each) for each in observations[:SHOWN]),
        more=max(len(observations) - SHOWN, 0),
    )


def stands_out(observation: Observation) -> StandsOut:
    reason = ERROR_REASONS.get(observation.reason) or WHY_SO.get(observation.reason)
    remedy = ERROR_REMEDIES.get(observation.reason)
    return StandsOut(observation.resource, observation.outcome, str(reason or observation.reason), str(remedy or ""))


def without_hidden(assessments: Iterable[Assessment], system: UUID, seen: set[UUID]) -> list[Assessment]:
    """Drop the answers that rest on items this person may not see; a gap rests on no item, and stays. One query."""
    rows = list(assessments)
    kept = Item.objects.filter(system=system, pk__in={row.ref for row in rows})
    hidden = set(kept.exclude(pk__in=seen).values_list("pk", flat=True))
    return [row for row in rows if row.ref not in hidden]
