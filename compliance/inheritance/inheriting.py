"""A system's facts as plain values, and the inheritance computed from them."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from compliance.inheritance.leaning import held_elsewhere
from compliance.inheritance.summaries import Bearers, bearers_of_each
from compliance.models import Acceptance, AccountTerm, Attestation, FrameworkScope, ServiceUse, System
from frameworks.compiled import Catalogue
from frameworks.inheritance import (
    AccountFact,
    AttestationFact,
    Inheritance,
    ScopeFact,
    SystemFacts,
    UseFact,
    inherit,
)
from frameworks.inheritance.facts import in_force

R = TypeVar("R", AccountTerm, FrameworkScope, ServiceUse)


def facts_of_each(
    systems: Collection[System], known_at: datetime.datetime | None = None, leaving: bool = False
) -> dict[UUID, SystemFacts]:
    """Every dated fact of the systems as known now, or at `known_at`. Six queries, whatever their size.

    What is `leaving` the house, in an export or to an auditor, is worked out without AWS's own responsibility summary:
    who bears what by it is under NDA as its words are.
    """
    terms = AccountTerm.objects.known(known_at).filter(system__in=systems).select_related("account")
    uses = ServiceUse.objects.known(known_at).filter(system__in=systems).select_related("account", "service")
    scopes = FrameworkScope.objects.known(known_at).filter(system__in=systems)
    terms_of, uses_of = by_system(terms), by_system(uses)
    scopes_of = by_system(scopes.select_related("edition"))
    documents = tuple(attestation_facts(known_at))
    real = tuple(fact for fact, is_demonstration in documents if not is_demonstration)
    every = tuple(fact for fact, _ in documents)
    found = {
        system.pk: SystemFacts(
            scopes=tuple(
                ScopeFact(
                    edition=scope.edition.key,
                    role=scope.role,
                    assessment=scope.assessment,
                    left_out=frozenset(scope.left_out),
                    valid_from=scope.valid_from,
                    valid_until=scope.valid_until,
                )
                for scope in scopes_of.get(system.pk, ())
            ),
            accounts=tuple(
                AccountFact(
                    account_id=term.account.account_id,
                    partition=term.account.partition,
                    regions=tuple(term.regions),
                    valid_from=term.valid_from,
                    valid_until=term.valid_until,
                )
                for term in terms_of.get(system.pk, ())
            ),
            uses=tuple(
                UseFact(
                    service=use.service.key,
                    account_id=use.account.account_id,
                    region=use.region,
                    touches=use.touches,
                    valid_from=use.valid_from,
                    valid_until=use.valid_until,
                )
                for use in uses_of.get(system.pk, ())
            ),
            attestations=every if system.is_demonstration else real,
        )
        for system in systems
    }
    return {pk: facts.without_summaries() for pk, facts in found.items()} if leaving else found


def by_system(rows: Iterable[R]) -> dict[UUID, list[R]]:
    found: dict[UUID, list[R]] = {}
    for row in rows:
        found.setdefault(row.system_id, []).append(row)
    return found


def attestation_facts(known_at: datetime.datetime | None = None) -> Iterable[tuple[AttestationFact, bool]]:
    """Every attestation the installation holds, with the acceptance that makes it count; and whether it is made up.

    A fictitious document never counts for a real system, whoever accepted it.
    """
    accepted = {row.attestation_id: row for row in Acceptance.objects.known(known_at)}
    summaries = bearers_of_each(known_at)
    for row in Attestation.objects.known(known_at).select_related("programme"):
        yield fact_of(row, accepted.get(row.pk), summaries.get(row.pk)), row.is_demonstration


def fact_of(row: Attestation, acceptance: Acceptance | None, summaries: Bearers | None = None) -> AttestationFact:
    return AttestationFact(
        id=str(row.pk),
        programme=row.programme.key,
        identity=row.identity,
        variant=row.variant,
        period_start=row.period_start,
        period_end=row.period_end,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        letter_until=row.letter_until,
        accepted_on=acceptance.valid_from if acceptance else None,
        accounts=None if row.accounts is None else frozenset(row.accounts),
        in_scope=acceptance.in_scope if acceptance else {},
        exceptions=frozenset(row.exceptions),
        not_assessed=frozenset(row.not_assessed),
        opinion=row.opinion,
        edition=row.edition,
        partition=row.partition,
        summaries=summaries or {},
    )


def inheritance_of(
    system: System,
    catalogue: Catalogue,
    on: datetime.date,
    known_at: datetime.datetime | None = None,
) -> dict[str, tuple[Inheritance, ...]]:
    """For each edition in scope on `on`, who bears each requirement, as known at `known_at`."""
    return inheritance_of_each({system: on}, catalogue, known_at)[system.pk]


def inheritance_of_each(
    days: Mapping[System, datetime.date],
    catalogue: Catalogue,
    known_at: datetime.datetime | None = None,
    leaving: bool = False,
) -> dict[UUID, dict[str, tuple[Inheritance, ...]]]:
    """The same for several systems, each on its own day, in a constant number of queries."""
    facts = facts_of_each(days, known_at, leaving)
    return {
        system.pk: {
            scope.edition: inherit(catalogue, scope.edition, facts[system.pk], on)
            for scope in sorted(facts[system.pk].scopes, key=lambda scope: scope.edition)
            if in_force(scope.valid_from, scope.valid_until, on)
        }
        for system, on in days.items()
    }


def our_parts(system: System, catalogue: Catalogue, on: datetime.date) -> dict[str, set[str]]:
    """The controls of which the customer bears a part on `on`, each with the services that leave it one; without those
    held in a system that it leans on."""
    return _our_parts(_every_answer(system, catalogue, on), held_elsewhere(system, on))


def our_side(system: System, catalogue: Catalogue, on: datetime.date) -> tuple[dict[str, set[str]], set[str]]:
    """`our_parts`, and the programmes whose documents do not hold up a part of AWS's that day."""
    answers = _every_answer(system, catalogue, on)
    unmet = {programme.programme for answer in answers if answer.aws for programme in answer.aws.unmet}
    return _our_parts(answers, held_elsewhere(system, on)), unmet


def _every_answer(system: System, catalogue: Catalogue, on: datetime.date) -> list[Inheritance]:
    return [answer for answers in inheritance_of(system, catalogue, on).values() for answer in answers]


def _our_parts(answers: Iterable[Inheritance], elsewhere: Collection[str]) -> dict[str, set[str]]:
    parts: dict[str, set[str]] = {}
    ours = (each for answer in answers for each in answer.controls if each.is_ours)
    for each in (each for each in ours if each.control not in elsewhere):
        services = parts.setdefault(each.control, set())
        services.update(side.service for side in each.sides if side.customer and side.service)
    return parts
