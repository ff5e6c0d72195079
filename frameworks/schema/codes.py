"""The codes that a catalogue file may write, each with what it means."""

from enum import StrEnum
from typing import Final

ANY_MODEL: Final = "any"
"""The split of a control that no AWS service changes, or the fallback for models that are not named."""


class Bearer(StrEnum):
    AWS = "aws"
    SHARED = "shared"
    CUSTOMER = "customer"


class Reach(StrEnum):
    """Where a service lives: in each region apart, or once for the whole account."""

    REGIONAL = "regional"
    GLOBAL = "global"


class ServiceModel(StrEnum):
    INFRASTRUCTURE = "infrastructure"
    CONTAINER = "container"
    MANAGED = "managed"
    SAAS = "saas"


class Coverage(StrEnum):
    FULL = "full"
    PARTIAL = "partial"


class Obligation(StrEnum):
    REQUIRED = "required"
    ADDRESSABLE = "addressable"
    BEST_PRACTICE = "best-practice"
    NONE = "none"


class ProgrammeKind(StrEnum):
    """A commitment is a contract and proves no control; an assurance examines and signs no contract."""

    COMMITMENT = "commitment"
    ASSURANCE = "assurance"


class Document(StrEnum):
    AGREEMENT = "agreement"
    REPORT = "report"
    CERTIFICATE = "certificate"


class Currency(StrEnum):
    """How an attestation stays current: between two dates, for a period examined, from a date on."""

    DATES = "dates"
    PERIOD = "period"
    FROM_DATE = "from-date"


class RuleRole(StrEnum):
    NECESSARY = "necessary"
    CORROBORATING = "corroborating"


class Touch(StrEnum):
    """What a service in use does with a class of data."""

    TOUCHES = "touches"
    AFFECTS = "affects"
    NEITHER = "neither"


class DecisionKind(StrEnum):
    """What a person may decide about a requirement instead of showing it met."""

    NOT_APPLICABLE = "not-applicable"
    ADDRESSABLE_ALTERNATIVE = "addressable-alternative"
    COMPENSATING_CONTROL = "compensating-control"
    CUSTOMIZED_APPROACH = "customized-approach"
    RISK_ACCEPTANCE = "risk-acceptance"


class Conclusion(StrEnum):
    """What an auditor concludes about a requirement, in the words of the edition's own assessors."""

    IN_PLACE = "in-place"
    IN_PLACE_WITH_CCW = "in-place-with-ccw"
    NOT_IN_PLACE = "not-in-place"
    NO_EXCEPTION = "no-exception"
    EXCEPTION = "exception"
    NOT_APPLICABLE = "not-applicable"
    NOT_TESTED = "not-tested"


USUAL_CONCLUSIONS: Final = (
    Conclusion.NO_EXCEPTION,
    Conclusion.EXCEPTION,
    Conclusion.NOT_APPLICABLE,
    Conclusion.NOT_TESTED,
)
"""What an auditor may conclude where an edition has no words of its own for it."""


class ExpectedOf(StrEnum):
    """Of whom a system expects a control: a complementary subservice organisation control, a user entity's."""

    AWS = "csoc"
    CLIENTS = "cuec"


class Missing(StrEnum):
    """What it means that we hold no document of a programme."""

    NO_ATTESTATION = "no_attestation"
    NOT_RECORDED = "not_recorded"
    TRANSFER_MECHANISM_MISSING = "transfer_mechanism_missing"


class Known(StrEnum):
    """Yes or no, where the answer may also be that we do not know."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Mark(StrEnum):
    """How sure we are: verified in a public source, a practitioner's convention, unsure."""

    VERIFIED = "V"
    CONVENTION = "J"
    UNSURE = "?"
