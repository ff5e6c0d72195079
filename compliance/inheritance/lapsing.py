"""What will lapse: the days ahead on which AWS's part of requirements loses its support, or what corroborates it, as
the facts stand now."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from compliance.inheritance.history import answers_on
from compliance.inheritance.inheriting import facts_of_each
from compliance.inheritance.support import Support, support_of
from compliance.models import System
from frameworks.compiled import Catalogue
from frameworks.inheritance import Reason, Standing, SystemFacts, turning_points
from frameworks.schema import RuleRole

THRESHOLDS: Final = (90, 60, 30, 7)
"""Days before the fall on which it is warned of, once each."""

ONE_DAY: Final = datetime.timedelta(days=1)
AHEAD: Final = datetime.timedelta(days=max(THRESHOLDS))


@dataclass(frozen=True)
class Lapse:
    """From `day` on, AWS's part of `refs` is no longer supported, though it was on the day before.

    With `corroboration` it stays committed, and no current examination corroborates it any more. `reasons` are what
    will stand against it, `documents` the identities of the documents they speak of.
    """

    system: System
    edition: str
    day: datetime.date
    refs: tuple[str, ...]
    reasons: tuple[Reason, ...]
    documents: tuple[str, ...]
    corroboration: bool = False

    def threshold(self, on: datetime.date) -> int:
        """The nearest threshold that has been reached by `on`, which is at most 90 days before the fall."""
        return nearest_threshold(self.day, on)

    def key(self, on: datetime.date) -> str:
        """What tells one warning from another: a threshold more, or other requirements, is a new one."""
        digest = hashlib.sha256("\n".join(sorted(self.refs)).encode()).hexdigest()[:16]
        what = "/corroboration" if self.corroboration else ""
        return f"{self.edition}/{self.day}/{self.threshold(on)}/{digest}{what}"


def nearest_threshold(day: datetime.date, on: datetime.date) -> int:
    """The nearest threshold before `day` that has been reached by `on`."""
    return min(days for days in THRESHOLDS if (day - on).days <= days)


def coming_lapses(
    days: Mapping[System, datetime.date], catalogue: Catalogue, within: datetime.timedelta = AHEAD
) -> dict[System, tuple[Lapse, ...]]:
    """For each system, seen from its own day, what falls after it and up to `within` later, the nearest first.

    Only what AWS still bears is said to fall: a framework, an account or a service that leaves takes its answers with
    it, and nothing of theirs is lost. Five queries for any number of systems.
    """
    facts = facts_of_each(days)
    return {system: lapses_of(system, facts[system.pk], catalogue, on, within) for system, on in days.items()}


def lapses_of(
    system: System, facts: SystemFacts, catalogue: Catalogue, on: datetime.date, within: datetime.timedelta
) -> tuple[Lapse, ...]:
    """The same for one system whose facts are at hand. Asks no query."""
    found = (
        lapse
        for edition in dict.fromkeys(scope.edition for scope in facts.scopes)
        for lapse in _lapses(system, edition, facts, catalogue, on, on + within)
    )
    return tuple(sorted(found, key=lambda lapse: (lapse.day, lapse.edition, lapse.corroboration)))


def _lapses(
    system: System, edition: str, facts: SystemFacts, catalogue: Catalogue, on: datetime.date, last: datetime.date
) -> Iterator[Lapse]:
    """Support alone is compared, which is many times faster than everything in which two answers may differ."""
    turns = turning_points(catalogue, edition, facts, on, last)
    before = answers_on(catalogue, edition, facts, on) if turns else ()
    for day in turns:
        after = answers_on(catalogue, edition, facts, day)
        was = {each.ref: each.aws for each in before if each.aws}
        now = {each.ref: each.aws for each in after if each.aws and each.ref in was}
        fallen = {ref: aws.reasons for ref, aws in now.items() if was[ref].supported and not aws.supported}
        alone = {
            ref: _no_longer_corroborating(was[ref], aws)
            for ref, aws in now.items()
            if support_of(was[ref]) is Support.SUPPORTED and support_of(aws) is Support.COMMITTED
        }
        for found, corroboration in ((fallen, False), (alone, True)):
            if found:
                reasons = tuple(dict.fromkeys(reason for each in found.values() for reason in each))
                named = {reason.attestation_id for reason in reasons}
                documents = tuple(each.identity for each in facts.attestations if each.id in named)
                yield Lapse(system, edition, day, tuple(found), reasons, documents, corroboration)
        before = after


def _no_longer_corroborating(was: Standing, now: Standing) -> tuple[Reason, ...]:
    """What stands, from now on, against the examinations that corroborated it until now."""
    met = {each.programme for each in (*was.commitment, *was.assurance) if each.met}
    return tuple(
        reason
        for each in (*now.commitment, *now.assurance)
        if each.role is RuleRole.CORROBORATING and each.programme in met
        for reason in each.reasons
    )
