"""What may stand in a catalogue file, as frozen values.

A field's name is its key in the TOML unless its metadata says otherwise; a field with a default may be left
out. What is PLACED is filled in by the reader: `source` is the "file:line" where the entry stands, so that
every answer can be traced to it.
"""

from frameworks.schema.shapes.controls import Control, Service, Split, Theme
from frameworks.schema.shapes.editions import (
    AssessmentForm,
    Category,
    DatedObligation,
    Edition,
    LaterPart,
    Requirement,
    Support,
)
from frameworks.schema.shapes.programmes import InForm, Programme, Rule, Scope, ScopeRow
from frameworks.schema.shapes.records import Crosswalk, DecisionRule, Expectation, Term, Unmoved

__all__ = [
    "AssessmentForm",
    "Category",
    "Control",
    "Crosswalk",
    "DatedObligation",
    "DecisionRule",
    "Edition",
    "Expectation",
    "InForm",
    "LaterPart",
    "Programme",
    "Requirement",
    "Rule",
    "Scope",
    "ScopeRow",
    "Service",
    "Split",
    "Support",
    "Term",
    "Theme",
    "Unmoved",
]
