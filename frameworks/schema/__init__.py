"""The shape of the catalogue's files: what may stand in them, how they are read, how a fault is named.

No Django in here: the catalogue can be read, checked and pinned by any Python program.
"""

from frameworks.schema.faults import CatalogueError, CatalogueErrors
from frameworks.schema.shapes import (
    ANY_MODEL,
    Bearer,
    Control,
    Coverage,
    Currency,
    DatedObligation,
    Edition,
    InScope,
    Obligation,
    Programme,
    ProgrammeKind,
    Requirement,
    Rule,
    RuleRole,
    Scope,
    ScopeRow,
    Service,
    ServiceModel,
    Split,
    Support,
    Theme,
    Touch,
)

__all__ = [
    "ANY_MODEL",
    "Bearer",
    "CatalogueError",
    "CatalogueErrors",
    "Control",
    "Coverage",
    "Currency",
    "DatedObligation",
    "Edition",
    "InScope",
    "Obligation",
    "Programme",
    "ProgrammeKind",
    "Requirement",
    "Rule",
    "RuleRole",
    "Scope",
    "ScopeRow",
    "Service",
    "ServiceModel",
    "Split",
    "Support",
    "Theme",
    "Touch",
]
