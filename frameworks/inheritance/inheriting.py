"""Who bears each requirement of an edition on a day: the class, the parts, and AWS's standing."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from frameworks.compiled import Catalogue
from frameworks.inheritance.answer import Inheritance, InheritanceClass, Overruled, ReasonCode, Standing, Supporting
from frameworks.inheritance.binding import scope_of, unbound
from frameworks.inheritance.dividing import OVERSIGHT, Divider, Division
from frameworks.inheritance.facts import SystemFacts, in_force
from frameworks.inheritance.overruling import Summaries
from frameworks.inheritance.standing import Bench
from frameworks.schema import Support

NEVER_BEYOND_SHARED: Final = frozenset({"gdpr"})
"""A controller stays accountable for its processor (support-rules, section 1)."""


def inherit(catalogue: Catalogue, edition_key: str, facts: SystemFacts, on: date) -> tuple[Inheritance, ...]:
    """Who bears each assessable requirement that day, in the edition's order; empty while nothing is used.

    What is a part of every account counts as used, declared or not: nobody's passwords are AWS's because nobody named
    the service that keeps them. `edition_key` is an edition's key or a framework's, whose newest edition is meant. The
    same values give the same answer, whatever the order of the facts.
    """
    edition = catalogue.edition(edition_key)
    accounts = {each.account_id: each for each in facts.accounts if in_force(each.valid_from, each.valid_until, on)}
    uses = tuple(
        use for use in facts.uses if use.account_id in accounts and in_force(use.valid_from, use.valid_until, on)
    )
    if not uses:
        return ()
    inherent = {service.key for service in catalogue.services.values() if service.inherent}
    services = tuple(sorted({use.service for use in uses} | inherent))
    scope = scope_of(facts, edition, on)
    assessment = scope.assessment if scope else ""
    bench = Bench(catalogue, edition, facts.attestations, uses, accounts, on, assessment)
    divisions = divider_of(catalogue).divide(services)
    summaries = Summaries(
        catalogue,
        edition,
        bench.rules,
        facts.attestations,
        [accounts[each] for each in sorted({use.account_id for use in uses})],
        on,
        never_whole=edition.framework in NEVER_BEYOND_SHARED,
    )
    answers = []
    for requirement in edition.requirements:
        if not requirement.assessable:
            continue
        if why_not := unbound(requirement, scope, on):
            not_applicable = InheritanceClass.NOT_APPLICABLE
            answers.append(
                Inheritance(edition=edition.key, ref=requirement.ref, class_=not_applicable, unbound=why_not)
            )
            continue
        divided = [(link, divisions[link.control]) for link in requirement.controls]
        overruled: tuple[Overruled, ...] = ()
        if requirement.ref in summaries.named and not requirement.organisational:
            divided, overruled = summaries.overrule(requirement.ref, divided, services)
        borne = [] if requirement.organisational else [each for each in divided if each[1].is_borne]
        standing = None
        if borne:
            everywhere = any(division.everywhere for _, division in borne)
            carried = frozenset(services) if everywhere else frozenset().union(*(each.carried for _, each in borne))
            standing = bench.standing(requirement, carried, frozenset(link.control for link, _ in borne))
        answers.append(
            Inheritance(
                edition=edition.key,
                ref=requirement.ref,
                class_=_class_of(divided, standing, edition.framework),
                controls=tuple(
                    Supporting(control=link.control, coverage=link.coverage, why=link.why, sides=sides)
                    for link, division in divided
                    if (sides := division.own if requirement.organisational else division.sides)
                ),
                aws=standing,
                overruled=overruled,
            )
        )
    return tuple(answers)


def divider_of(catalogue: Catalogue) -> Divider:
    """The catalogue's own, made once."""
    if "divider" not in catalogue.memory:
        catalogue.memory["divider"] = Divider(catalogue)
    divider: Divider = catalogue.memory["divider"]
    return divider


def _class_of(
    divided: Iterable[tuple[Support, Division]], standing: Standing | None, framework: str
) -> InheritanceClass:
    """Inherited when the customer's part is empty save oversight of AWS; never so for some frameworks, nor where a
    document that AWS's part needs never speaks of the requirement (support-rules, section 2, SOC 2)."""
    if standing is None:
        return InheritanceClass.CUSTOMER
    is_ours = any(division.is_ours for link, division in divided if link.control != OVERSIGHT)
    is_never_covered = any(reason.code is ReasonCode.PROGRAMME_NEVER_COVERS for reason in standing.reasons)
    if is_ours or is_never_covered or framework in NEVER_BEYOND_SHARED:
        return InheritanceClass.SHARED
    return InheritanceClass.INHERITED
