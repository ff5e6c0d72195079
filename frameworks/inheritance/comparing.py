"""What changed between two answers, and why: between two days, or between what was known then and now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from frameworks.compiled import Catalogue
from frameworks.inheritance.answer import Inheritance, InheritanceClass, Reason
from frameworks.inheritance.facts import AccountFact, AttestationFact, ScopeFact, SystemFacts, UseFact
from frameworks.inheritance.standing import SCOPE_IS_FRESH_FOR
from frameworks.schema import InForm, Rule

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How one requirement differs. A class of None: there was no answer, or there is none any more.

    `gained` and `lost` are the reasons against AWS's part that came and went, `services` those that came into or left
    the parts.
    """

    ref: str
    before: InheritanceClass | None
    after: InheritanceClass | None
    was_supported: bool
    is_supported: bool
    gained: tuple[Reason, ...] = ()
    lost: tuple[Reason, ...] = ()
    services: frozenset[str] = frozenset()


def changes(before: Iterable[Inheritance], after: Iterable[Inheritance]) -> tuple[Change, ...]:
    """Each requirement whose class, support, reasons or services differ, in the order of `after`, then of `before`."""
    was = {each.ref: each for each in before}
    now = {each.ref: each for each in after}
    found = (_change(ref, was.get(ref), now.get(ref)) for ref in dict.fromkeys((*now, *was)))
    return tuple(each for each in found if each)


def _change(ref: str, before: Inheritance | None, after: Inheritance | None) -> Change | None:
    old, new = _reasons(before), _reasons(after)
    change = Change(
        ref=ref,
        before=before.class_ if before else None,
        after=after.class_ if after else None,
        was_supported=_supported(before),
        is_supported=_supported(after),
        gained=tuple(reason for reason in new if reason not in old),
        lost=tuple(reason for reason in old if reason not in new),
        services=_moved(before, after),
    )
    differs = (
        change.before is not change.after
        or change.was_supported is not change.is_supported
        or change.gained
        or change.lost
        or change.services
    )
    return change if differs else None


def _reasons(answer: Inheritance | None) -> tuple[Reason, ...]:
    return answer.aws.reasons if answer and answer.aws else ()


def _supported(answer: Inheritance | None) -> bool:
    return bool(answer and answer.aws and answer.aws.supported)


def _moved(before: Inheritance | None, after: Inheritance | None) -> frozenset[str]:
    """The services that came or went. Answers on the same services share their sides, which is seen at once."""
    if before and after and [each.sides for each in before.controls] == [each.sides for each in after.controls]:
        return frozenset()
    return _services(before) ^ _services(after)


def _services(answer: Inheritance | None) -> frozenset[str]:
    controls = answer.controls if answer else ()
    return frozenset(side.service for each in controls for side in each.sides if side.service)


def turning_points(
    catalogue: Catalogue, edition_key: str, facts: SystemFacts, first: date, last: date
) -> tuple[date, ...]:
    """The days after `first`, up to `last`, on which an answer may differ from that of the day before."""
    edition = catalogue.edition(edition_key)
    days: set[date | None] = set()
    dated: tuple[ScopeFact | AccountFact | UseFact, ...] = (*facts.scopes, *facts.accounts, *facts.uses)
    for fact in dated:
        days |= {fact.valid_from, _next(fact.valid_until)}
    for attestation in facts.attestations:
        days |= _days_of(attestation)
    for rule in catalogue.rules_for(edition.framework):
        asked: tuple[Rule | InForm, ...] = (rule, *rule.assessed.values())
        lengths = {length for each in asked for length in (each.current_days, each.bridge_days)}
        for attestation in facts.attestations:
            since = attestation.period_end or attestation.valid_from
            for length in lengths:
                if since is not None and length is not None:
                    days.add(_next(since + timedelta(days=length)))
        scope = catalogue.scopes.get(rule.programme)
        if scope:
            days |= {scope.as_of - SCOPE_IS_FRESH_FOR, _next(scope.as_of + SCOPE_IS_FRESH_FOR)}
    days |= {obligation.since for each in edition.requirements for obligation in each.obligations}
    return tuple(sorted(day for day in days if day and first < day <= last))


def _days_of(attestation: AttestationFact) -> set[date | None]:
    return {
        attestation.valid_from,
        attestation.period_start,
        _next(attestation.valid_until),
        _next(attestation.period_end),
        _next(attestation.letter_until),
    }


def _next(day: date | None) -> date | None:
    return day + ONE_DAY if day and day < date.max else None
