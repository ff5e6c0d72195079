"""A responsibility matrix as plain values, as every form writes it: what each field holds, and what never leaves.

The words are the catalogue's own. Official texts that a user imported stand in no field, so they leave in no form.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from compliance.exports.leaned_on import Programme
from compliance.inheritance.support import Support
from compliance.models import Assignment, Decision, System
from compliance.posture import DutyPosture, Standing
from compliance.wording import decision_sentence
from frameworks.inheritance import InheritanceClass
from frameworks.schema import Bearer, Edition, Requirement

SAYS = _(
    "This matrix shows readiness on one day: who bears what, on the strength of which documents, and where our own part"
    " stands. It is no statement of compliance."
)
BRIDGED = _("AWS’s part rests on AWS’s letter past the period examined: its own word.")
MADE_UP = _("Demonstration data: the estate is simulated and AWS’s documents are fictitious.")


class Origination(StrEnum):
    """Who brings about a requirement, or one line of it: FedRAMP's words, where AWS is the provider."""

    INHERITED = "inherited"
    SHARED = "shared"
    CUSTOMER_CONFIGURED = "customer-configured"
    CUSTOMER_PROVIDED = "customer-provided"
    NOT_APPLICABLE = "not-applicable"


class Inheritable(StrEnum):
    """What may be taken over from AWS on the day: nothing while the documents behind AWS's part do not hold."""

    YES = "yes"
    PARTIAL = "partial"
    NO = "no"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One control of a requirement on the services that read the same; no service where none changes it.

    `duty` is the customer's part of it, where there is one. `source` is the catalogue's line.
    """

    control: str
    control_title: str
    coverage: str
    services: tuple[str, ...]
    service_names: tuple[str, ...]
    bearer: Bearer
    origination: Origination
    aws: str
    customer: str
    duty: DutyPosture | None
    source: str

    @property
    def assignment(self) -> Assignment | None:
        return self.duty.duty.assignment if self.duty else None

    @property
    def owner(self) -> str:
        return str(self.assignment.owner) if self.assignment else ""

    @property
    def reviewer(self) -> str:
        return str(self.assignment.reviewer) if self.assignment else ""

    @property
    def due_on(self) -> datetime.date | None:
        return self.assignment.due_on if self.assignment else None

    @property
    def standing(self) -> Standing | None:
        return self.duty.standing if self.duty else None

    @property
    def narrative(self) -> str:
        return self.duty.duty.narrative if self.duty else ""

    @property
    def holder(self) -> System | None:
        """The system leaned on, where the duty is held in another one."""
        return self.duty.duty.system if self.duty and self.duty.leaned else None

    @property
    def held_in(self) -> str:
        return str(self.holder or "")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One requirement. `leans_on` are the identities of the documents relied on, `against` is why they do not hold.

    `bridged`: a document that it needs counts by a letter, which is AWS's own word and was not examined. `decisions`
    are those in force on the day, on record only or not. `own_standing` is that of our own duties, without those that
    other systems hold.
    """

    requirement: Requirement
    obligation: str
    class_: InheritanceClass
    unbound: str
    origination: tuple[Origination, ...]
    inheritable: Inheritable
    support: Support
    leans_on: tuple[str, ...]
    bridged: bool
    against: tuple[str, ...]
    standing: Standing | None
    own_standing: Standing | None
    decisions: tuple[Decision, ...]
    lines: tuple[Line, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.owner for line in self.lines if line.owner))

    @property
    def remarks(self) -> tuple[str, ...]:
        """Why it does not bind, on whose word AWS's part rests, and what was decided about it."""
        said = (self.unbound, str(BRIDGED) if self.bridged else "", *map(decision_sentence, self.decisions))
        return tuple(filter(None, said))


@dataclass(frozen=True, kw_only=True)
class LeanedOn:
    """Another system of ours that holds duties of this matrix, and since when it is leaned on as it is that day."""

    system: System
    since: datetime.date


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """`role` is the one in which the system answers to the edition, and `assessment` the form in which it is assessed,
    both in words; `accounts` are those of the day."""

    system: System
    edition: Edition
    role: str
    assessment: str
    on: datetime.date
    written_at: datetime.datetime
    catalogue_digest: str
    accounts: tuple[str, ...]
    programmes: tuple[Programme, ...]
    leaned_on: tuple[LeanedOn, ...]
    rows: tuple[Row, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What every form says of itself."""
        return (str(MADE_UP), str(SAYS)) if self.system.is_demonstration else (str(SAYS),)
