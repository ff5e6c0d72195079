"""What may stand in a catalogue file, as frozen values.

A field's name is its key in the TOML unless its metadata says otherwise; a field with a default may be left
out. What is PLACED is filled in by the reader: `source` is the "file:line" where the entry stands, so that
every answer can be traced to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

ANY_MODEL: Final = "any"
"""The split of a control that no AWS service changes, or the fallback for models that are not named."""


class Bearer(StrEnum):
    AWS = "aws"
    SHARED = "shared"
    CUSTOMER = "customer"


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


class InScope(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Mark(StrEnum):
    """How sure we are: verified in a public source, a practitioner's convention, unsure."""

    VERIFIED = "V"
    CONVENTION = "J"
    UNSURE = "?"


PLACED: Final = {"toml": None}
"""Marks a field that the reader fills in and nobody writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedObligation:
    value: Obligation
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
    AWS does for a control that supports it.
    """

    ref: str
    parent: str = ""
    title: str
    kind: str
    family: str
    assessable: bool
    organisational: bool = False
    obligations: tuple[DatedObligation, ...] = field(metadata={"toml": "obligation"})
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
class Edition:
    """One edition of a framework. Its requirements keep the order of the file."""

    key: str
    framework: str
    title: str
    name: str
    publisher: str
    source_url: str
    effective_from: date
    data_class: str
    roles: tuple[str, ...]
    notice: str
    requirements: tuple[Requirement, ...] = field(metadata=PLACED)
    source: str = field(metadata=PLACED)


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
    """An AWS service. `client` is its boto3 name or empty; a retired service stays, for past periods."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    category: str
    model: ServiceModel
    client: str = ""
    retired_on: date | None = None
    note: str = ""
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What AWS is bound by or attested by, and where an auditor gets the document."""

    key: str
    name: str
    kind: ProgrammeKind
    document: Document
    currency: Currency
    obtain: str
    per_account: bool
    basis: str = field(metadata={"toml": "source"})
    mark: Mark
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a programme does for a framework.

    `tests` says which touch of the framework's data makes a service's scope matter. `current_days` bounds
    the days since the end of the period, or since the date a document counts from; with `bridge_days` the
    days since the period's end need a letter, which reaches no further than that. `answers_fully` and
    `never_covers` hold references: the rows that the commitment alone answers, and those for which the
    programme is no support.
    """

    framework: str
    programme: str
    role: RuleRole
    tests: tuple[Touch, ...]
    current_days: int | None = None
    bridge_days: int | None = None
    answers_fully: tuple[str, ...] = ()
    never_covers: tuple[str, ...] = ()
    basis: str = field(metadata={"toml": "source"})
    mark: Mark
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRow:
    value: InScope
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
