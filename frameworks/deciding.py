"""Which kinds of decision a requirement allows on a day. The table is data (decisions.toml); pure functions over it."""

from dataclasses import dataclass
from datetime import date

from frameworks.compiled import Catalogue
from frameworks.inheritance.binding import unbound
from frameworks.schema import DecisionRule, Edition, Known, Requirement


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A kind of decision that may be taken; without `changes_status` it may only be put on record."""

    rule: DecisionRule
    changes_status: bool


def decisions_allowed(
    catalogue: Catalogue, edition: Edition, requirement: Requirement, on: date
) -> tuple[Allowed, ...]:
    """The kinds of decision that the requirement allows on that day, in the order of the table.

    One that nobody can be asked to show that day allows none.
    """
    if not requirement.assessable or unbound(requirement, None, on):
        return ()
    return tuple(
        Allowed(rule=rule, changes_status=not _unmoved(rule, edition, requirement, on))
        for rule in catalogue.decisions
        if _is_open(rule, edition, requirement, on)
    )


def _is_open(rule: DecisionRule, edition: Edition, requirement: Requirement, on: date) -> bool:
    return (
        (not rule.frameworks or edition.framework in rule.frameworks)
        and (rule.obligation is None or requirement.obligation(on) is rule.obligation)
        and (not rule.customizable or requirement.customized_approach is Known.YES)
    )


def _unmoved(rule: DecisionRule, edition: Edition, requirement: Requirement, on: date) -> bool:
    return any(
        each.framework == edition.framework and each.obligation in {None, requirement.obligation(on)}
        for each in rule.unmoved
    )
