"""Which of AWS's documents carries an account on a day, and what stands against the nearest one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from frameworks.inheritance.answer import Reason, ReasonCode
from frameworks.inheritance.facts import AccountFact, AttestationFact
from frameworks.schema import Currency, Programme, Rule

Fault = tuple[ReasonCode, date | None]
"""Why one document does not count that day, with the day that explains it (see `ReasonCode`)."""

_NEARNESS: Final = {code: place for place, code in enumerate(ReasonCode)}


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries one account: the newest document that counts, else the nearest one and why it does not.

    `heard` are the documents that a person has accepted and whose time had begun, newest first; `current`
    says which of them count. A lapsed document's yes is worth nothing, but its no and its exceptions are
    still known: otherwise a document would improve our standing by lapsing.
    """

    attestation: AttestationFact | None
    reason: Reason | None = None
    heard: tuple[AttestationFact, ...] = ()
    current: frozenset[str] = frozenset()

    def in_scope(self, service: str) -> tuple[bool, str] | None:
        """What the newest document that speaks of the service says, and its id; None when none does."""
        for each in self.heard:
            word = each.in_scope.get(service)
            if word is False or (word and each.id in self.current):
                return word, each.id
        return None

    def opposed(self) -> Iterable[str]:
        """The document relied on and every newer one whose examiner's opinion stands against all of it."""
        return (each.id for each in self._speaking() if each.is_opposed)

    def exceptions(self) -> Iterable[tuple[str, str]]:
        """Attestation and control of each open exception in the document relied on and in every newer one."""
        return ((each.id, control) for each in self._speaking() for control in sorted(each.exceptions))

    def not_assessed(self, edition: str) -> Iterable[tuple[str, str]]:
        """Attestation and reference of what the document relied on, or a newer one, says was not tested.

        A report serves several frameworks, and its references are those of one edition: they speak of no other.
        """
        speaking = (each for each in self._speaking() if each.edition == edition)
        return ((each.id, ref) for each in speaking for ref in sorted(each.not_assessed))

    def _speaking(self) -> Iterable[AttestationFact]:
        """The documents heard, newest first, down to the one relied on; all where none is."""
        for each in self.heard:
            yield each
            if each is self.attestation:
                return


def carrier(
    programme: Programme,
    rule: Rule,
    held: Iterable[AttestationFact],
    account: AccountFact | None,
    on: date,
    edition: str = "",
) -> Carrier:
    """What carries the account, out of the programme's documents; without an account any document may."""
    bound = account.account_id if account and programme.per_account else ""
    candidates = newest_first(held)
    if not candidates:
        return Carrier(None, Reason(code=ReasonCode(programme.missing), account_id=bound))
    if account:
        candidates = [each for each in candidates if each.accounts is None or account.account_id in each.accounts]
        if not candidates:
            return Carrier(None, Reason(code=ReasonCode.ACCOUNT_NOT_COVERED, account_id=account.account_id))
        candidates = [each for each in candidates if each.partition == account.partition]
        if not candidates:
            return Carrier(None, Reason(code=ReasonCode.REGION_EXCLUDED, account_id=account.account_id))
    judged = [(each, fault_of(programme, rule, each, on, edition)) for each in candidates]
    heard = tuple(each for each, fault in judged if each.accepted_on and not _yet_to_begin(fault))
    current = frozenset(each.id for each, fault in judged if fault is None)
    best, fault = min(judged, key=lambda pair: -1 if pair[1] is None else _NEARNESS[pair[1][0]])
    reason = fault and Reason(code=fault[0], account_id=bound, attestation_id=best.id, day=fault[1])
    return Carrier(best, reason, heard, current)


def fault_of(
    programme: Programme, rule: Rule, attestation: AttestationFact, on: date, edition: str = ""
) -> Fault | None:
    """What stands against relying on that document on the day; None when nothing does."""
    return _fault_of_time(programme, rule, attestation, on) or _fault_in_itself(rule, attestation, edition)


def _fault_of_time(programme: Programme, rule: Rule, attestation: AttestationFact, on: date) -> Fault | None:
    if attestation.valid_from and on < attestation.valid_from:
        return ReasonCode.PERIOD_GAP, attestation.valid_from
    if attestation.valid_until and attestation.valid_until < on:
        return ReasonCode.LAPSED, attestation.valid_until
    if programme.currency is Currency.PERIOD:
        return _period_fault(rule, attestation, on)
    if programme.currency is Currency.FROM_DATE:
        return _age_fault(rule, attestation.valid_from, on)
    return None


def _fault_in_itself(rule: Rule, attestation: AttestationFact, edition: str) -> Fault | None:
    """What stands against it whatever the day; last that nobody has read it, which is soonest mended."""
    if is_type_1_only(rule, attestation):
        return ReasonCode.TYPE1_ONLY, None
    if rule.same_edition and attestation.edition != edition:
        return ReasonCode.EDITION_MISMATCH, None
    if attestation.is_opposed:
        return ReasonCode.EXCEPTION_OPEN, None
    return None if attestation.accepted_on else (ReasonCode.NOT_YET_REVIEWED, None)


def is_type_1_only(rule: Rule, attestation: AttestationFact) -> bool:
    """Whether the report judges the design on one day, and the rule asks that it worked."""
    return bool(rule.variant) and attestation.variant == "type-1"


def is_bridged(rule: Rule, attestation: AttestationFact, on: date) -> bool:
    """Whether a document that counts that day does so by a letter, past what was examined."""
    return rule.bridge_days is not None and attestation.period_end is not None and attestation.period_end < on


def _period_fault(rule: Rule, attestation: AttestationFact, on: date) -> Fault | None:
    """Reports look back: one whose period ended lately still counts, under some rules only with a letter."""
    end = attestation.period_end
    if end is None or (attestation.period_start and on < attestation.period_start):
        return ReasonCode.PERIOD_GAP, attestation.period_start
    fault = _age_fault(rule, end, on)
    if fault or rule.bridge_days is None or on <= end:
        return fault
    if attestation.letter_until is None or attestation.letter_until < on:
        return ReasonCode.AWAITING_REPORT, attestation.letter_until or end
    bridge = end + timedelta(days=rule.bridge_days)
    return (ReasonCode.BRIDGE_TOO_LONG, bridge) if bridge < on else None


def _age_fault(rule: Rule, since: date | None, on: date) -> Fault | None:
    if since is None:
        return ReasonCode.PERIOD_GAP, None
    if rule.current_days is None:
        return None
    last = since + timedelta(days=rule.current_days)
    return (ReasonCode.LAPSED, last) if last < on else None


def _yet_to_begin(fault: Fault | None) -> bool:
    return fault is not None and fault[0] is ReasonCode.PERIOD_GAP


def newest_first(documents: Iterable[AttestationFact]) -> list[AttestationFact]:
    """By the last day that each speaks of."""
    return sorted(documents, key=_age)


def _age(attestation: AttestationFact) -> tuple[int, str]:
    """Newest first; the id only makes the order the same whatever order the facts come in."""
    days = (attestation.period_end, attestation.valid_from, attestation.period_start)
    return -next((day.toordinal() for day in days if day), 0), attestation.id
