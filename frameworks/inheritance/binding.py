"""Does a requirement bind a system on a day: by its role, the categories it took on, the requirement's dates?"""

from datetime import date

from frameworks.inheritance.answer import Unbound
from frameworks.inheritance.facts import ScopeFact, SystemFacts, in_force
from frameworks.schema import Edition, Obligation, Requirement


def scope_of(facts: SystemFacts, edition: Edition, on: date) -> ScopeFact | None:
    """In what role the system answers to the edition that day; None where nobody said, and then every row binds."""
    scopes = (each for each in facts.scopes if each.edition == edition.key)
    return next((each for each in scopes if in_force(each.valid_from, each.valid_until, on)), None)


def unbound(requirement: Requirement, scope: ScopeFact | None, on: date) -> Unbound | None:
    """Why the requirement does not bind; None when it does. Conditions in words are for a person to decide."""
    if all(on < dated.since for dated in requirement.obligations):
        return Unbound.NOT_YET
    if requirement.superseded_by and requirement.obligation(on) is Obligation.NONE:
        return Unbound.SUPERSEDED
    if scope is not None and requirement.category in scope.left_out:
        return Unbound.CATEGORY
    if scope is not None and scope.role and requirement.roles and scope.role not in requirement.roles:
        return Unbound.ROLE
    return None
