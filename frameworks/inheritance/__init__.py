"""Who bears what on a day, on the strength of what; is a period covered; what changed. Pure functions over facts."""

from frameworks.inheritance.answer import (
    Inheritance,
    InheritanceClass,
    Overruled,
    Part,
    ProgrammeStanding,
    Reason,
    ReasonCode,
    Standing,
    Unbound,
)
from frameworks.inheritance.comparing import Change, changes, turning_points
from frameworks.inheritance.covering import ProgrammeCoverage, Span, cover
from frameworks.inheritance.explaining import Node, explain
from frameworks.inheritance.facts import AccountFact, AttestationFact, ScopeFact, SystemFacts, UseFact
from frameworks.inheritance.inheriting import inherit

__all__ = [
    "AccountFact",
    "AttestationFact",
    "Change",
    "Inheritance",
    "InheritanceClass",
    "Node",
    "Overruled",
    "Part",
    "ProgrammeCoverage",
    "ProgrammeStanding",
    "Reason",
    "ReasonCode",
    "ScopeFact",
    "Span",
    "Standing",
    "SystemFacts",
    "Unbound",
    "UseFact",
    "changes",
    "cover",
    "explain",
    "inherit",
    "turning_points",
]
