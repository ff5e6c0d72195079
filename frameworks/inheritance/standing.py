"""May AWS's part be leaned on, on a day: each programme's documents, their accounts, the services in scope.

The rules per framework are data (programmes.toml); this file knows how a rule is judged, not what it says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from frameworks.compiled import Catalogue
from frameworks.inheritance.answer import ProgrammeStanding, Reason, ReasonCode, Standing
from frameworks.inheritance.documents import Carrier, carrier, is_bridged
from frameworks.inheritance.facts import AccountFact, AttestationFact, UseFact
from frameworks.schema import Edition, Known, ProgrammeKind, Requirement, Rule, RuleRole

SCOPE_IS_FRESH_FOR: Final = timedelta(days=183)
"""Six months: how far from the day a shipped list of services may be dated (support-rules, section 1)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule judged for a set of services, before anything that depends on the requirement."""

    rule: Rule
    standing: ProgrammeStanding
    exceptions: tuple[Reason, ...]
    not_assessed: tuple[tuple[str, str], ...]
    """Attestation and reference."""


class Bench:
    """Judges every rule of one edition on one day, once per set of services, and answers per requirement."""

    def __init__(
        self,
        catalogue: Catalogue,
        edition: Edition,
        attestations: Iterable[AttestationFact],
        uses: tuple[UseFact, ...],
        accounts: Mapping[str, AccountFact],
        on: date,
        assessment: str,
    ) -> None:
        self.catalogue = catalogue
        self.edition = edition.key
        self.on = on
        self.accounts = accounts
        self.rules = tuple(rule.for_form(assessment) for rule in catalogue.rules_for(edition.framework))
        self.held: dict[str, list[AttestationFact]] = {rule.programme: [] for rule in self.rules}
        for each in attestations:
            if each.programme in self.held:
                self.held[each.programme].append(each)
        self.uses = {
            rule.programme: tuple(use for use in uses if use.touch(edition.data_class) in rule.tests)
            for rule in self.rules
        }
        self.judged: dict[frozenset[str], tuple[Judged, ...]] = {}

    def standing(self, requirement: Requirement, services: frozenset[str], controls: frozenset[str]) -> Standing:
        """AWS's standing for a requirement in which it bears `controls` on `services`."""
        if services not in self.judged:
            self.judged[services] = tuple(self._judge(rule, services) for rule in self.rules)
        names = {requirement.ref, *requirement.aliases}
        concerned = (each for each in self.judged[services] if _concerns(each.rule, names))
        programmes = [_for_requirement(each, names, controls) for each in concerned]
        necessary = [each.met for each in programmes if each.role is RuleRole.NECESSARY]
        return Standing(
            commitment=tuple(each for each in programmes if each.kind is ProgrammeKind.COMMITMENT),
            assurance=tuple(each for each in programmes if each.kind is ProgrammeKind.ASSURANCE),
            supported=bool(necessary) and all(necessary),
            corroborated=any(each.met for each in programmes if each.role is RuleRole.CORROBORATING),
        )

    def _judge(self, rule: Rule, services: frozenset[str]) -> Judged:
        """Without any use that the rule tests the document alone is judged: support is never assumed."""
        programme = self.catalogue.programmes[rule.programme]
        held = self.held[rule.programme]
        uses = {(use.service, use.account_id) for use in self.uses[rule.programme] if use.service in services}
        carriers: dict[str, Carrier] = {
            account_id: carrier(programme, rule, held, self.accounts[account_id], self.on, self.edition)
            for account_id in sorted({account_id for _, account_id in uses})
        } or {"": carrier(programme, rule, held, None, self.on, self.edition)}
        reasons = [each.reason for each in carriers.values() if each.reason]
        reasons += [
            Reason(code=ReasonCode.EXCEPTION_OPEN, attestation_id=id_)
            for each in carriers.values()
            for id_ in each.opposed()
        ]
        reasons += self._scope_reasons(rule, sorted(uses), carriers)
        relied_on = [each.attestation for each in carriers.values() if each.attestation]
        standing = ProgrammeStanding(
            programme=programme.key,
            kind=programme.kind,
            role=rule.role,
            met=not reasons,
            reasons=tuple(dict.fromkeys(reasons)),
            attestations=tuple(dict.fromkeys(each.id for each in relied_on)),
            answers_fully=False,
            bridged=not reasons and any(is_bridged(rule, each, self.on) for each in relied_on),
            source=rule.source,
        )
        exceptions = (
            Reason(code=ReasonCode.EXCEPTION_OPEN, attestation_id=attestation_id, control=control)
            for each in carriers.values()
            for attestation_id, control in each.exceptions()
        )
        not_assessed = (pair for each in carriers.values() for pair in each.not_assessed(self.edition))
        return Judged(rule, standing, tuple(dict.fromkeys(exceptions)), tuple(dict.fromkeys(not_assessed)))

    def _scope_reasons(
        self, rule: Rule, uses: Iterable[tuple[str, str]], carriers: Mapping[str, Carrier]
    ) -> Iterator[Reason]:
        """What stands against a service; while no document counts, only a known no."""
        for service, account_id in uses:
            carried = carriers[account_id]
            word = carried.in_scope(service)
            if word is None:
                reason = self._listed(rule.programme, service)
                if reason and (carried.reason is None or reason.code is ReasonCode.SERVICE_OUT_OF_SCOPE):
                    yield reason
            elif word[0] is False:
                yield Reason(code=ReasonCode.SERVICE_OUT_OF_SCOPE, service=service, attestation_id=word[1])

    def _listed(self, programme: str, service: str) -> Reason | None:
        """What the shipped list says of a service nobody confirmed; an old yes is worse than unknown."""
        scope = self.catalogue.scopes.get(programme)
        row = scope.services.get(service) if scope else None
        if scope is None or row is None or row.value is Known.UNKNOWN:
            return Reason(code=ReasonCode.SCOPE_UNKNOWN, service=service)
        if row.value is Known.NO:
            return Reason(code=ReasonCode.SERVICE_OUT_OF_SCOPE, service=service, day=scope.as_of)
        if abs(self.on - scope.as_of) > SCOPE_IS_FRESH_FOR:
            return Reason(code=ReasonCode.SCOPE_OUTDATED, service=service, day=scope.as_of)
        return None


def _concerns(rule: Rule, names: set[str]) -> bool:
    return not rule.only_for or not names.isdisjoint(rule.only_for)


def _for_requirement(judged: Judged, names: set[str], controls: frozenset[str]) -> ProgrammeStanding:
    """The rule's standing for one requirement: never covered, answered fully, or met by exceptions."""
    more = [reason for reason in judged.exceptions if reason.control in controls]
    more += [
        Reason(code=ReasonCode.REQUIREMENT_NOT_ASSESSED, attestation_id=attestation_id)
        for attestation_id, ref in judged.not_assessed
        if ref in names
    ]
    if not names.isdisjoint(judged.rule.never_covers):
        more.append(Reason(code=ReasonCode.PROGRAMME_NEVER_COVERS))
    answers_fully = not names.isdisjoint(judged.rule.answers_fully)
    if not more and not answers_fully:
        return judged.standing
    reasons = (*judged.standing.reasons, *more)
    bridged = judged.standing.bridged and not reasons
    return replace(judged.standing, met=not reasons, reasons=reasons, answers_fully=answers_fully, bridged=bridged)
