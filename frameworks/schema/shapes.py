"""What may stand in a catalogue file, as frozen values.

A field's name is its key in the TOML unless its metadata says otherwise; a field with a default may be left
out. What is PLACED is filled in by the reader: `source` is the "file:line" where the entry stands, so that
every answer can be traced to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import Final

from frameworks.schema.codes import (
    Bearer,
    Coverage,
    Currency,
    DecisionKind,
    Document,
    ExpectedOf,
    Known,
    Mark,
    Missing,
    Obligation,
    ProgrammeKind,
    Reach,
    RuleRole,
    ServiceModel,
    Touch,
)

PLACED: Final = {"toml": None}
"""Marks a field that the reader fills in and nobody writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedObligation:
    value: Obligation
    since: date = field(metadata={"toml": "from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterPart:
    """A part of a requirement that became due after the rest of it."""

    part: str
    since: date = field(metadata={"toml": "from"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A requirement's link to a control that supports it.

    `frequency` and `retention` are ISO 8601 durations. Evidence satisfies the link only if it meets them.
    """

    control: str
    coverage: Coverage
    why: str
    frequency: str = ""
    retention: str = ""
    population: str = ""
    minimum: str = ""
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One clause in our own words; `ref` is the publisher's reference, `aliases` other spellings of it.

    `organisational`: it asks for what the organisation itself decides and does, so AWS bears no part of it, whatever
    AWS does for a control that supports it. `roles` are those of the edition's roles that it binds, none meaning all;
    `only_if` is a condition in words under which it binds at all. `category` is one of the edition's categories.
    `superseded_by` is the reference that took its place. `targeted_risk_analysis`: how often it is done, the
    organisation's own risk analysis says (PCI DSS 12.3.1). `customized_approach`: may be met in a way of one's own (PCI
    DSS, section 8); None where the framework knows no such thing.
    """

    ref: str
    parent: str = ""
    title: str
    kind: str
    family: str
    assessable: bool
    organisational: bool = False
    category: str = ""
    roles: tuple[str, ...] = ()
    only_if: str = ""
    obligations: tuple[DatedObligation, ...] = field(metadata={"toml": "obligation"})
    later: tuple[LaterPart, ...] = ()
    superseded_by: str = ""
    targeted_risk_analysis: bool = False
    customized_approach: Known | None = None
    aliases: tuple[str, ...] = ()
    summary: str
    typical_evidence: tuple[str, ...] = ()
    controls: tuple[Support, ...] = ()
    source: str = field(metadata=PLACED)

    def obligation(self, on: date) -> Obligation:
        """Required, addressable or neither on that day; neither before the first date."""
        begun = [dated for dated in self.obligations if dated.since <= on]
        return max(begun, key=lambda dated: dated.since).value if begun else Obligation.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A group of requirements that a system takes on or, where `optional`, may leave out as a whole."""

    key: str
    title: str
    optional: bool
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentForm:
    """A form in which systems are assessed against an edition: a type of report, a questionnaire.

    `says` is what it looks at, or for whom it is; `roles` are those of the edition's roles that it is open to, none
    meaning all.
    """

    key: str
    title: str
    says: str = ""
    roles: tuple[str, ...] = ()
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of a framework. Its requirements keep the order of the files; `roles` gives each role its title."""

    key: str
    framework: str
    title: str
    name: str
    publisher: str
    source_url: str
    effective_from: date
    data_class: str
    roles: Mapping[str, str]
    categories: tuple[Category, ...] = field(metadata={"toml": "category"}, default=())
    assessments: tuple[AssessmentForm, ...] = field(metadata={"toml": "assessment"}, default=())
    notice: str
    requirements: tuple[Requirement, ...] = field(metadata=PLACED)
    source: str = field(metadata=PLACED)

    def assessment_title(self, key: str) -> str:
        """The title of a form of assessment; one from an older release is called by its key."""
        return next((form.title for form in self.assessments if form.key == key), key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    key: str
    title: str
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Who bears a control on a service or service model: AWS's part and the customer's part, in words."""

    bearer: Bearer
    aws: str = ""
    customer: str = ""
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One thing an organisation does once and shows for many requirements.

    `splits` is keyed by service model or "any", `overrides` by service. `cadence` is an ISO 8601 duration.
    """

    key: str
    title: str
    objective: str
    good: str
    cadence: str
    typical_evidence: tuple[str, ...] = ()
    splits: Mapping[str, Split] = field(metadata={"toml": "split"})
    overrides: Mapping[str, Split] = field(metadata={"toml": "service"}, default_factory=dict)
    theme: str = field(metadata=PLACED)
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An AWS service. `client` is its boto3 name or empty; a retired service stays, for past periods.

    `inherent`: it is a part of every account, so it counts as used wherever anything is, declared or not.
    """

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    category: str
    model: ServiceModel
    reach: Reach = Reach.REGIONAL
    inherent: bool = False
    client: str = ""
    retired_on: date | None = None
    note: str = ""
    source: str = field(metadata=PLACED)

    def places(self, regions: Iterable[str]) -> tuple[str, ...]:
        """Where an account with these regions uses it: in each of them, or once, as `global`."""
        return ("global",) if self.reach is Reach.GLOBAL else tuple(regions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What AWS is bound by or attested by, and where an auditor gets the document.

    `missing` is what it means that we hold none: what applies by itself, as part of AWS's terms, is only not on record.
    `artifact` are the titles under which AWS Artifact lists its documents, with `*` for anything.
    """

    key: str
    name: str
    short: str
    kind: ProgrammeKind
    document: Document
    currency: Currency
    obtain: str
    artifact: tuple[str, ...] = ()
    per_account: bool
    missing: Missing = Missing.NO_ATTESTATION
    basis: str = field(metadata={"toml": "source"})
    mark: Mark
    source: str = field(metadata=PLACED)

    def is_named_by(self, title: str) -> bool:
        """Whether a document of this title in AWS Artifact is one of the programme's."""
        return any(fnmatchcase(title.casefold(), pattern.casefold()) for pattern in self.artifact)


@dataclass(frozen=True, slots=True, kw_only=True)
class InForm:
    """What a rule asks of a system assessed in one form, in place of what it asks of others."""

    variant: str = ""
    current_days: int | None = None
    bridge_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a programme does for a framework.

    `tests` says which touch of the framework's data makes a service's scope matter. `current_days` bounds the days
    since the end of the period, or since the date a document counts from; with `bridge_days` the days since the
    period's end need a letter, which reaches no further than that, and until `current_days` are over the next report is
    merely awaited. Over a period, at least `examined_percent` of its days must have been examined, and of twelve months
    `examined_months`. `variant` is the only kind of report that counts, none meaning any; `same_edition` asks that it
    was made to the edition in question. `assessed`, keyed by form of assessment, replaces these days and the kind. With
    `only_for` the rule concerns those references and no others. `answers_fully` and `never_covers` hold references too:
    the rows that the commitment alone answers, and those for which the programme is no support. `says` is the rule for
    a reader.
    """

    framework: str
    programme: str
    role: RuleRole
    tests: tuple[Touch, ...]
    current_days: int | None = None
    bridge_days: int | None = None
    examined_percent: int | None = None
    examined_months: int | None = None
    variant: str = ""
    same_edition: bool = False
    assessed: Mapping[str, InForm] = field(default_factory=dict)
    says: str
    only_for: tuple[str, ...] = ()
    answers_fully: tuple[str, ...] = ()
    never_covers: tuple[str, ...] = ()
    basis: str = field(metadata={"toml": "source"})
    mark: Mark
    source: str = field(metadata=PLACED)

    def for_form(self, assessment: str) -> "Rule":
        """The rule as it holds for a system assessed in that form."""
        form = self.assessed.get(assessment)
        if form is None:
            return self
        return replace(self, variant=form.variant, current_days=form.current_days, bridge_days=form.bridge_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRow:
    value: Known
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which services stood in a programme's scope, in a public list as of one day."""

    programme: str
    as_of: date
    basis: str = field(metadata={"toml": "source"})
    source_url: str
    services: Mapping[str, ScopeRow] = field(metadata=PLACED)
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmoved:
    """Requirements whose status a decision never changes: of a framework, or only those so marked on the day."""

    framework: str
    obligation: Obligation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long something lasts at most before it is looked at anew, as an ISO 8601 duration, and who says so."""

    most: str
    basis: str = field(metadata={"toml": "source"})
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """Where a kind of decision is allowed, and what has to be on record for it.

    `frameworks` are those that know it, none meaning all. It is open to requirements marked `obligation` on the day,
    or open to the customized approach, where the rule says so. `unmoved` are those for which it may be recorded and
    changes nothing. `limits` says what it can never do, `term` how long one lasts at most (None: as long as is said).
    """

    kind: DecisionKind
    title: str
    says: str
    frameworks: tuple[str, ...] = ()
    obligation: Obligation | None = None
    customizable: bool = False
    asks: tuple[str, ...]
    limits: str = ""
    unmoved: tuple[Unmoved, ...] = ()
    term: Term | None = None
    basis: str = field(metadata={"toml": "source"})
    mark: Mark
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the description of a system usually expects of AWS or of its clients: a beginning for an officer to change.

    `controls` are, of AWS, those in which it bears a part; of clients, those of ours that need their side too.
    """

    kind: ExpectedOf
    number: str
    wording: str
    controls: tuple[str, ...]
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """A mapping that somebody else published, from a framework of ours to one that may not be in the catalogue.

    `links` is keyed by reference. `level` says what a link means, and what it does not.
    """

    framework: str
    target: str
    title: str
    name: str
    publisher: str
    level: str
    as_of: date
    basis: str = field(metadata={"toml": "source"})
    source_url: str
    mark: Mark
    links: Mapping[str, tuple[str, ...]] = field(metadata=PLACED)
    source: str = field(metadata=PLACED)

    @property
    def key(self) -> str:
        """How it is called: also the name of its file."""
        return f"{self.framework}--{self.target}"
