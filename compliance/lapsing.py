"""What will lapse: the days ahead on which AWS's part of requirements loses its support, as the facts stand now."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from compliance.history import answers_on
from compliance.inheriting import facts_of_each
from compliance.models import System
from frameworks.compiled import Catalogue
from frameworks.inheritance import Reason, SystemFacts, turning_points

THRESHOLDS: Final = (90, 60, 30, 7)
"""Days before the fall on which it is warned of, once each."""

ONE_DAY: Final = datetime.timedelta(days=1)
AHEAD: Final = datetime.timedelta(days=max(THRESHOLDS))


@dataclass(frozen=True)
class Lapse:
    """From `day` on, AWS's part of `refs` is no longer supported, though it was on the day before.

    `reasons` are what will stand against it, `documents` the identities of the documents they speak of.
    """

    system: System
    edition: str
    day: datetime.date
    refs: tuple[str, ...]
    reasons: tuple[Reason, ...]
    documents: tuple[str, ...]

    def threshold(self, on: datetime.date) -> int:
        """The nearest threshold that has been reached by `on`, which is at most 90 days before the fall."""
        return min(days for days in THRESHOLDS if (self.day - on).days <= days)

    def key(self, on: datetime.date) -> str:
        """What tells one warning from another: a threshold more, or other requirements, is a new one."""
        digest = hashlib.sha256("\n".join(sorted(self.refs)).encode()).hexdigest()[:16]
        return f"{self.edition}/{self.day}/{self.threshold(on)}/{digest}"


def coming_lapses(
    days: Mapping[System, datetime.date], catalogue: Catalogue, within: datetime.timedelta = AHEAD
) -> dict[System, tuple[Lapse, ...]]:
    """For each system, seen from its own day, what falls after it and up to `within` later, the nearest first.

    Only what AWS still bears is said to fall: a framework, an account or a service that leaves takes its answers with
    it, and nothing of theirs is lost. Five queries for any number of systems.
    """
    facts = facts_of_each(days)
    return {
        system: tuple(
            sorted(
                (
                    lapse
                    for edition in dict.fromkeys(scope.edition for scope in facts[system.pk].scopes)
                    for lapse in _lapses(system, edition, facts[system.pk], catalogue, on, on + within)
                ),
                key=lambda lapse: (lapse.day, lapse.edition),
            )
        )
        for system, on in days.items()
    }


def _lapses(
    system: System, edition: str, facts: SystemFacts, catalogue: Catalogue, on: datetime.date, last: datetime.date
) -> Iterator[Lapse]:
    """Support alone is compared, which is many times faster than everything in which two answers may differ."""
    turns = turning_points(catalogue, edition, facts, on, last)
    before = answers_on(catalogue, edition, facts, on) if turns else ()
    for day in turns:
        after = answers_on(catalogue, edition, facts, day)
        was = {each.ref for each in before if each.aws and each.aws.supported}
        fallen = {each.ref: each.aws for each in after if each.ref in was and each.aws and not each.aws.supported}
        if fallen:
            reasons = dict.fromkeys(reason for standing in fallen.values() for reason in standing.reasons)
            named = {reason.attestation_id for reason in reasons}
            documents = (each.identity for each in facts.attestations if each.id in named)
            yield Lapse(system, edition, day, tuple(fallen), tuple(reasons), tuple(documents))
        before = after
