"""Who bears each requirement of an edition on a day: the class, the parts, and AWS's standing."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from frameworks.compiled import Catalogue
from frameworks.inheritance.answer import Inheritance, InheritanceClass, Part, Unbound
from frameworks.inheritance.binding import scope_of, unbound
from frameworks.inheritance.facts import SystemFacts, in_force
from frameworks.inheritance.standing import Bench
from frameworks.schema import Bearer, Control, Service, Split

OVERSIGHT: Final = "provider-oversight"
"""Watching AWS is always a duty; alone it makes no requirement shared (support-rules, section 1)."""

NEVER_BEYOND_SHARED: Final = frozenset({"gdpr"})
"""A controller stays accountable for its processor (support-rules, section 1)."""


def inherit(catalogue: Catalogue, edition_key: str, facts: SystemFacts, on: date) -> tuple[Inheritance, ...]:
    """Who bears each assessable requirement that day, in the edition's order; empty while nothing is used.

    `edition_key` is an edition's key or a framework's, whose newest edition is meant. The same values give
    the same answer, whatever the order of the facts.
    """
    edition = catalogue.edition(edition_key)
    accounts = {each.account_id: each for each in facts.accounts if in_force(each.valid_from, each.valid_until, on)}
    uses = tuple(
        use for use in facts.uses if use.account_id in accounts and in_force(use.valid_from, use.valid_until, on)
    )
    if not uses:
        return ()
    services = sorted({use.service for use in uses})
    bench = Bench(catalogue, edition, facts.attestations, uses, accounts, on)
    splits = {key: tuple(_splits(catalogue, control, services)) for key, control in catalogue.controls.items()}
    scope = scope_of(facts, edition, on)
    answers = []
    for requirement in edition.requirements:
        if not requirement.assessable:
            continue
        if why_not := unbound(requirement, scope, on):
            answers.append(_not_binding(edition.key, requirement.ref, why_not))
            continue
        own = requirement.organisational
        parts = tuple(
            Part(
                control=link.control,
                coverage=link.coverage,
                why=link.why,
                service=name,
                model=service.model if service else None,
                bearer=Bearer.CUSTOMER if own else split.bearer,
                aws="" if own else split.aws,
                customer=split.customer,
                source=split.source,
            )
            for link in requirement.controls
            for name, service, split in splits[link.control]
            if not (own and split.bearer is Bearer.AWS)
        )
        borne = [part for part in parts if part.bearer is not Bearer.CUSTOMER]
        standing = None
        if borne:
            carried = {part.service for part in borne}
            of = frozenset(services) if None in carried else frozenset(filter(None, carried))
            standing = bench.standing(requirement, of, frozenset(part.control for part in borne))
        answers.append(
            Inheritance(
                edition=edition.key,
                ref=requirement.ref,
                class_=_class_of(parts, edition.framework),
                parts=parts,
                aws=standing,
            )
        )
    return tuple(answers)


def _not_binding(edition: str, ref: str, why_not: Unbound) -> Inheritance:
    not_applicable = InheritanceClass.NOT_APPLICABLE
    return Inheritance(edition=edition, ref=ref, class_=not_applicable, parts=(), unbound=why_not, aws=None)


def _splits(
    catalogue: Catalogue, control: Control, services: Iterable[str]
) -> Iterator[tuple[str | None, Service | None, Split]]:
    """The control's split per service; first, once and without a service, the one that no service changes.

    Where nobody said who bears the control, the customer bears it whole: its objective says what that is.
    """
    general = control.splits.get("any")
    found = [(service, catalogue.split_of(control, service)) for service in services]
    if general and any(split is general for _, split in found):
        yield None, None, general
    nobody = Split(bearer=Bearer.CUSTOMER, customer=control.objective, source=control.source)
    for service, split in found:
        if split is None or split is not general:
            yield service, catalogue.services.get(service), split or nobody


def _class_of(parts: Iterable[Part], framework: str) -> InheritanceClass:
    """Inherited when the customer's part is empty save oversight of AWS; never so for some frameworks."""
    aws = any(part.bearer is not Bearer.CUSTOMER for part in parts)
    customer = any(part.bearer is not Bearer.AWS and part.control != OVERSIGHT for part in parts)
    if not aws:
        return InheritanceClass.CUSTOMER
    if customer or framework in NEVER_BEYOND_SHARED:
        return InheritanceClass.SHARED
    return InheritanceClass.INHERITED
