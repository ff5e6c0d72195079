"""Who bears what on a day, on the strength of what: pure functions over catalogue and facts."""

from frameworks.inheritance.answer import (
    Inheritance,
    InheritanceClass,
    Part,
    ProgrammeStanding,
    Reason,
    ReasonCode,
    Standing,
    Unbound,
)
from frameworks.inheritance.explaining import Node, explain
from frameworks.inheritance.facts import AccountFact, AttestationFact, ScopeFact, SystemFacts, UseFact
from frameworks.inheritance.inheriting import inherit

__all__ = [
    "AccountFact",
    "AttestationFact",
    "Inheritance",
    "InheritanceClass",
    "Node",
    "Part",
    "ProgrammeStanding",
    "Reason",
    "ReasonCode",
    "ScopeFact",
    "Standing",
    "SystemFacts",
    "Unbound",
    "UseFact",
    "explain",
    "inherit",
]
