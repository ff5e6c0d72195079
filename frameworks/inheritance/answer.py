"""What inheritance answers, as plain values: the class, the parts, and AWS's standing with its reasons."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from frameworks.schema import Bearer, Coverage, ProgrammeKind, RuleRole, ServiceModel


class InheritanceClass(StrEnum):
    """Who bears a requirement. `not_applicable`: it does not bind the system that day; see `Unbound`."""

    INHERITED = "inherited"
    SHARED = "shared"
    CUSTOMER = "customer"
    NOT_APPLICABLE = "not_applicable"


class Unbound(StrEnum):
    """Why a requirement does not bind the system on a day. Any other not-applicable is a person's decision."""

    ROLE = "role"
    CATEGORY = "category"
    SUPERSEDED = "superseded"
    NOT_YET = "not_yet"


class ReasonCode(StrEnum):
    """Why AWS's part may not be relied on on a day.

    The comment says what `Reason.day` holds. The order runs from what is nearest to being mended to the
    farthest.
    """

    NOT_YET_REVIEWED = "not_yet_reviewed"  # none
    BRIDGE_TOO_LONG = "bridge_too_long"  # the last day that a letter may bridge
    AWAITING_REPORT = "awaiting_report"  # the last day that the report and its letter cover
    TYPE1_ONLY = "type1_only"  # none
    EDITION_MISMATCH = "edition_mismatch"  # none
    PERIOD_GAP = "period_gap"  # the first day of the document held, where known
    LAPSED = "lapsed"  # the last day of reliance
    REGION_EXCLUDED = "region_excluded"  # none
    ACCOUNT_NOT_COVERED = "account_not_covered"  # none
    NOT_RECORDED = "not_recorded"  # none
    NO_ATTESTATION = "no_attestation"  # none
    TRANSFER_MECHANISM_MISSING = "transfer_mechanism_missing"  # none
    EXCEPTION_OPEN = "exception_open"  # none
    REQUIREMENT_NOT_ASSESSED = "requirement_not_assessed"  # none
    PROGRAMME_NEVER_COVERS = "programme_never_covers"  # none
    SERVICE_OUT_OF_SCOPE = "service_out_of_scope"  # none, or the day of the shipped list
    SCOPE_UNKNOWN = "scope_unknown"  # none
    SCOPE_OUTDATED = "scope_outdated"  # the day of the shipped list


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that stands against reliance. Empty fields do not apply to its code.

    `exception_open` without a control: the examiner's opinion stands against the whole document.
    """

    code: ReasonCode
    service: str = ""
    account_id: str = ""
    attestation_id: str = ""
    control: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeStanding:
    """What one programme does for AWS's part on the day. `met` exactly when there is no reason against it.

    `attestations` are the ids relied on, or those nearest to it. `answers_fully`: no other support is asked
    for. `bridged`: the day rests on a letter, which is management's word and was not examined.
    """

    programme: str
    kind: ProgrammeKind
    role: RuleRole
    met: bool
    reasons: tuple[Reason, ...]
    attestations: tuple[str, ...]
    answers_fully: bool
    bridged: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether AWS's part may be leaned on: what AWS is bound by and what examined it, never mixed.

    `supported`: every necessary programme is met, and there is one. `corroborated`: a corroborating one is
    met, whatever the necessary ones say.
    """

    commitment: tuple[ProgrammeStanding, ...]
    assurance: tuple[ProgrammeStanding, ...]
    supported: bool
    corroborated: bool

    @property
    def unmet(self) -> tuple[ProgrammeStanding, ...]:
        """The necessary programmes that do not hold up AWS's part: each is a duty of the customer's."""
        return tuple(
            programme
            for programme in (*self.commitment, *self.assurance)
            if programme.role is RuleRole.NECESSARY and not programme.met
        )

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What stands against `supported`: the reasons of the necessary programmes."""
        return tuple(reason for programme in self.unmet for reason in programme.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Who bears a control on one service, whatever the requirement.

    `service` is None for a control that no service in use changes. `source` is the line of the split; where
    there is none to read the customer bears the control's objective, and `source` is the control's line.
    """

    service: str | None
    model: ServiceModel | None
    bearer: Bearer
    aws: str
    customer: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Who bears one control of a requirement on one service: a `Side`, and what the control does for it."""

    control: str
    coverage: Coverage
    why: str
    service: str | None
    model: ServiceModel | None
    bearer: Bearer
    aws: str
    customer: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporting:
    """A control that supports the requirement, with its sides; requirements share these, so answers are cheap."""

    control: str
    coverage: Coverage
    why: str
    sides: tuple[Side, ...]

    @property
    def is_ours(self) -> bool:
        """Whether the customer bears a part of it somewhere."""
        return any(side.customer for side in self.sides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """AWS's own responsibility summary names other bearers than our splits do, and wins.

    `services` are those of which that is so, none meaning all in use; `attestations` the ids of the documents whose
    summaries say it.
    """

    services: tuple[str, ...]
    ours: Bearer
    theirs: Bearer
    attestations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """The answer for one requirement on one day. `aws` is None when AWS bears no part of it.

    `unbound` says why it does not bind; then nobody bears a part.
    """

    edition: str
    ref: str
    class_: InheritanceClass
    controls: tuple[Supporting, ...] = ()
    unbound: Unbound | None = None
    aws: Standing | None = None
    overruled: tuple[Overruled, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Each control on each service, spelt out."""
        return tuple(
            Part(
                control=each.control,
                coverage=each.coverage,
                why=each.why,
                service=side.service,
                model=side.model,
                bearer=side.bearer,
                aws=side.aws,
                customer=side.customer,
                source=side.source,
            )
            for each in self.controls
            for side in each.sides
        )
