"""What will lapse: the days ahead on which AWS's part of requirements loses its support, as the facts stand now."""

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from compliance.history import moments
from compliance.inheriting import facts_of_each
from compliance.models import System
from frameworks.compiled import Catalogue
from frameworks.inheritance import Change, Reason

THRESHOLDS: Final = (90, 60, 30, 7)
"""Days before the fall on which it is warned of, once each."""

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
    identities = {each.id: each.identity for found in facts.values() for each in found.attestations}
    lapses: dict[System, tuple[Lapse, ...]] = {}
    for system, on in days.items():
        known = facts[system.pk]
        found = [
            _lapse(system, edition, moment.day, falling, identities)
            for edition in dict.fromkeys(scope.edition for scope in known.scopes)
            for moment in moments(catalogue, edition, known, on, on + within)
            if (falling := [change for change in moment.changes if _falls(change)])
        ]
        lapses[system] = tuple(sorted(found, key=lambda lapse: (lapse.day, lapse.edition)))
    return lapses


def _falls(change: Change) -> bool:
    return change.was_supported and not change.is_supported and bool(change.gained)


def _lapse(
    system: System, edition: str, day: datetime.date, falling: list[Change], identities: Mapping[str, str]
) -> Lapse:
    reasons = dict.fromkeys(reason for change in falling for reason in change.gained)
    named = dict.fromkeys(identities[each.attestation_id] for each in reasons if each.attestation_id in identities)
    return Lapse(
        system=system,
        edition=edition,
        day=day,
        refs=tuple(change.ref for change in falling),
        reasons=tuple(reasons),
        documents=tuple(named),
    )
