"""Which kinds of decision a requirement allows on a day. The table is data (decisions.toml); pure functions over it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from frameworks import periods
from frameworks.compiled import Catalogue
from frameworks.inheritance.binding import unbound
from frameworks.schema import DecisionRule, Edition, Known, Requirement


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A kind of decision that may be taken; without `changes_status` it may only be put on record."""

    rule: DecisionRule
    changes_status: bool


class WhyClosed(StrEnum):
    """What keeps a kind of decision from a requirement that binds."""

    FRAMEWORK = "framework"
    OBLIGATION = "obligation"
    NOT_CUSTOMIZABLE = "not-customizable"


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
        if why_closed(rule, edition, requirement, on) is None
    )


def why_closed(rule: DecisionRule, edition: Edition, requirement: Requirement, on: date) -> WhyClosed | None:
    """What keeps this kind from a requirement that binds on that day; None where it is open to it."""
    if rule.frameworks and edition.framework not in rule.frameworks:
        return WhyClosed.FRAMEWORK
    if rule.obligation is not None and requirement.obligation(on) is not rule.obligation:
        return WhyClosed.OBLIGATION
    if rule.customizable and requirement.customized_approach is not Known.YES:
        return WhyClosed.NOT_CUSTOMIZABLE
    return None


def latest_end(rule: DecisionRule, first: date) -> date:
    """The last day that a decision of this kind may have when it begins on `first`."""
    return periods.after(first, rule.term.most) - timedelta(days=1) if rule.term else date.max


def _unmoved(rule: DecisionRule, edition: Edition, requirement: Requirement, on: date) -> bool:
    return any(
        each.framework == edition.framework and each.obligation in {None, requirement.obligation(on)}
        for each in rule.unmoved
    )
