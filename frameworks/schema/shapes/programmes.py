"""What AWS is bound or attested by: programmes, the rules by which they count, and what is in scope."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase

from frameworks.schema.codes import Currency, Document, Known, Mark, Missing, ProgrammeKind, RuleRole, Touch
from frameworks.schema.fields import PLACED


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
