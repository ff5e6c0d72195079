"""For what a document of AWS's counts on a day, and until when: asked of the same code as inheritance."""

import bisect
import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from compliance.inheritance.inheriting import fact_of
from compliance.models import Acceptance, Attestation
from frameworks.compiled import Catalogue
from frameworks.inheritance import AttestationFact, Reason, ReasonCode
from frameworks.inheritance.documents import fault_of, is_bridged
from frameworks.schema import Edition, Programme, Rule

HORIZON = 40 * 366
"""Days ahead that are looked at: what counts longer has no end."""


@dataclass(frozen=True)
class Currency:
    """What one framework makes of a document as a whole; accounts and services are judged for each system apart.

    `reason` is what stands against it. `until` is the last day on which it counts as things stand, or would once it is
    accepted; None where no end is known. `form` is the form of assessment of which alone this is said; empty for all
    others.
    """

    edition: Edition
    rule: Rule
    reason: Reason | None
    until: datetime.date | None = None
    bridged: bool = False
    form: str = ""

    @property
    def title(self) -> str:
        named = (self.edition.title, self.edition.assessment_title(self.form))
        return ", ".join(filter(None, named))

    @property
    def counts(self) -> bool:
        return self.reason is None

    @property
    def waits(self) -> bool:
        """Whether nothing is missing but somebody who reads and accepts it."""
        return self.reason is not None and self.reason.code is ReasonCode.NOT_YET_REVIEWED


def currencies(
    attestation: Attestation, acceptance: Acceptance | None, catalogue: Catalogue, on: datetime.date
) -> tuple[Currency, ...]:
    """One for each edition whose framework has a rule for the document's programme, and one more for each form of
    assessment in which the document counts otherwise."""
    fact = fact_of(attestation, acceptance)
    return tuple(
        each
        for rule in catalogue.rules
        for edition in catalogue.editions.values()
        if rule.programme == fact.programme and edition.framework == rule.framework
        for each in _in_each_form(catalogue.programmes[rule.programme], rule, edition, fact, on)
    )


def _in_each_form(
    programme: Programme, rule: Rule, edition: Edition, fact: AttestationFact, on: datetime.date
) -> Iterator[Currency]:
    usual = _currency(programme, rule, edition, fact, on)
    yield usual
    for form in rule.assessed:
        there = _currency(programme, rule.for_form(form), edition, fact, on)
        if (there.reason, there.until, there.bridged) != (usual.reason, usual.until, usual.bridged):
            yield replace(there, form=form)


def _currency(programme: Programme, rule: Rule, edition: Edition, fact: AttestationFact, on: datetime.date) -> Currency:
    fault = fault_of(programme, rule, fact, on, edition.key)
    if fault and fault[0] is not ReasonCode.NOT_YET_REVIEWED:
        return Currency(edition, rule, Reason(code=fault[0], day=fault[1]))
    read = replace(fact, accepted_on=on)

    def has_ended(days: int) -> bool:
        return fault_of(programme, rule, read, on + datetime.timedelta(days=days), edition.key) is not None

    # Once it counts, time only takes away: the first day with a fault is found by halving.
    days = bisect.bisect_left(range(HORIZON), True, key=has_ended)
    until = None if days == HORIZON else on + datetime.timedelta(days=days - 1)
    reason = Reason(code=fault[0]) if fault else None
    return Currency(edition, rule, reason, until, is_bridged(rule, read, on))
