"""What a framework asks: an edition, its requirements, and the controls that each rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from frameworks.schema.codes import USUAL_CONCLUSIONS, Conclusion, Coverage, Known, Obligation
from frameworks.schema.fields import PLACED


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
    meaning all. `on_one_day`: it speaks of a day, not of a period.
    """

    key: str
    title: str
    says: str = ""
    roles: tuple[str, ...] = ()
    on_one_day: bool = False
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of a framework. Its requirements keep the order of the files; `roles` gives each role its title.

    `conclusions` are what an auditor may conclude about one of its requirements.
    """

    key: str
    framework: str
    title: str
    name: str
    publisher: str
    source_url: str
    effective_from: date
    data_class: str
    conclusions: tuple[Conclusion, ...] = USUAL_CONCLUSIONS
    roles: Mapping[str, str]
    categories: tuple[Category, ...] = field(metadata={"toml": "category"}, default=())
    assessments: tuple[AssessmentForm, ...] = field(metadata={"toml": "assessment"}, default=())
    notice: str
    requirements: tuple[Requirement, ...] = field(metadata=PLACED)
    source: str = field(metadata=PLACED)

    def assessment_title(self, key: str) -> str:
        """The title of a form of assessment; one from an older release is called by its key."""
        return next((form.title for form in self.assessments if form.key == key), key)
