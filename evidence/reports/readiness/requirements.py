"""The requirements in the order of the edition: AWS's part and ours, apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext

from compliance.inheritance.support import support_of
from compliance.models import Decision
from compliance.posture import DutyPosture, RequirementPosture
from compliance.wording import CLASSES, UNBOUND, decision_sentence, reason_sentence
from evidence.packs.packed import Packed
from evidence.reporting.tones import STANDING_TONES, SUPPORT_TONES
from evidence.reports.readiness.duties import DutyRow
from evidence.reports.readiness.register import Register
from frameworks.compiled import Catalogue
from frameworks.inheritance import Inheritance, ProgrammeStanding
from frameworks.schema import Obligation, Requirement
from frameworks.wording import OBLIGATIONS


@dataclass(frozen=True)
class ProgrammeWord:
    """What one programme does for AWS's part: the documents by their numbers, and what stands against it."""

    name: str
    documents: str
    word: str
    met: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class AwsPart:
    """`controls`: those of which AWS bears a part on every service in use, or on the services named."""

    support: str
    tone: str
    controls: tuple[str, ...]
    commitment: tuple[ProgrammeWord, ...]
    assurance: tuple[ProgrammeWord, ...]


@dataclass(frozen=True)
class DecisionWord:
    """What was decided about a requirement, in force at the pack's instant."""

    decision: Decision
    sentence: str


@dataclass(frozen=True)
class HeldWord:
    """A duty that another system holds, on which this one leans. What shows it is in that system's evidence."""

    posture: DutyPosture

    @property
    def tone(self) -> str:
        return STANDING_TONES[self.posture.standing]


@dataclass(frozen=True)
class RequirementRow:
    """A `heading` is nothing that anybody can be asked to show: it has no class, no AWS part and no duties.

    Nor has what does not bind the system: `not_binding` says why.
    """

    requirement: Requirement
    heading: bool
    obligation: str
    class_: str
    aws: AwsPart | None
    duties: tuple[DutyRow, ...]
    decisions: tuple[DecisionWord, ...] = ()
    held: tuple[HeldWord, ...] = ()
    not_binding: str = ""


@dataclass(frozen=True)
class Family:
    anchor: str
    title: str
    rows: tuple[RequirementRow, ...]


def families_of(packed: Packed, duties: Iterable[DutyRow], register: Register) -> tuple[Family, ...]:
    """Every requirement of the edition, headings too, under its family."""
    key = packed.pack.edition.key
    answers = {row.requirement.ref: row for row in packed.posture.editions.get(key, ())}
    numbered = {row.duty.pk: row for row in duties}
    rows = [
        _row(requirement, answers.get(requirement.ref), numbered, packed, register)
        for requirement in packed.catalogue.editions[key].requirements
    ]
    groups = groupby(rows, key=lambda row: row.requirement.family)
    return tuple(Family(f"family-{place}", title, tuple(group)) for place, (title, group) in enumerate(groups, start=1))


def _row(
    requirement: Requirement,
    answer: RequirementPosture | None,
    numbered: Mapping[UUID, DutyRow],
    packed: Packed,
    register: Register,
) -> RequirementRow:
    obligation = requirement.obligation(packed.day)
    word = "" if obligation is Obligation.NONE else str(OBLIGATIONS[obligation])
    if answer is None:
        return RequirementRow(requirement, True, word, "", None, ())
    return RequirementRow(
        requirement=requirement,
        heading=False,
        obligation=word,
        class_=str(CLASSES[answer.inheritance.class_]),
        aws=_aws(answer.inheritance, packed.catalogue, register),
        duties=tuple(numbered[each.duty.pk] for each in answer.duties if each.duty.pk in numbered),
        decisions=tuple(DecisionWord(each, decision_sentence(each)) for each in answer.decisions),
        held=tuple(HeldWord(each) for each in answer.duties if each.leaned),
        not_binding=str(UNBOUND[answer.inheritance.unbound]) if answer.inheritance.unbound else "",
    )


def _aws(answer: Inheritance, catalogue: Catalogue, register: Register) -> AwsPart | None:
    if answer.aws is None:
        return None
    support = support_of(answer.aws)
    borne: dict[str, set[str | None]] = {}
    for part in answer.parts:
        if part.aws:
            borne.setdefault(part.control, set()).add(part.service)
    return AwsPart(
        support=str(support.label),
        tone=SUPPORT_TONES[support],
        controls=tuple(_borne(key, services, answer, catalogue) for key, services in borne.items()),
        commitment=tuple(_programme(each, catalogue, register) for each in answer.aws.commitment),
        assurance=tuple(_programme(each, catalogue, register) for each in answer.aws.assurance),
    )


def _borne(key: str, services: set[str | None], answer: Inheritance, catalogue: Catalogue) -> str:
    """The control's title; the services only where AWS bears nothing on others."""
    title = catalogue.controls[key].title
    if services == {part.service for part in answer.parts if part.control == key}:
        return title
    named = ", ".join(sorted(catalogue.services[each].name for each in services if each))
    return gettext("%(control)s (on %(services)s)") % {"control": title, "services": named}


def _programme(standing: ProgrammeStanding, catalogue: Catalogue, register: Register) -> ProgrammeWord:
    if standing.met and standing.answers_fully:
        word = gettext("answers it by itself")
    elif standing.met and standing.bridged:
        word = gettext("relied on by AWS’s letter, which nobody examined")
    elif standing.met:
        word = gettext("relied on")
    else:
        word = gettext("not relied on")
    numbers = (register.numbers.get(each, "") for each in standing.attestations)
    return ProgrammeWord(
        name=catalogue.programmes[standing.programme].name,
        documents=", ".join(filter(None, numbers)),
        word=word,
        met=standing.met,
        reasons=tuple(dict.fromkeys(reason_sentence(reason, catalogue) for reason in standing.reasons)),
    )
