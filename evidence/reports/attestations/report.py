"""AWS's reports and agreements as we hold them under one edition: what rests on each, and what falls when."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext

from compliance.attested.documents import Held, held_of
from compliance.inheritance.inheriting import facts_of_each
from compliance.inheritance.lapsing import AHEAD, Lapse, lapses_of
from compliance.inheritance.support import Support
from compliance.models import Account, Attestation
from compliance.wording import reason_sentence
from evidence.asked import Asked
from evidence.reporting.boundary import Boundary, boundary_of
from evidence.reporting.charts import Chart, chart
from evidence.reporting.contract import Cover, Heading, Part
from evidence.reporting.covering import asked_fact, role_of, scope_fact
from evidence.reporting.documents import dates_of
from evidence.reporting.tones import SUPPORT_TONES
from frameworks.schema import Edition, Programme, ProgrammeKind, Rule, RuleRole

NONE: Final = "—"


@dataclass(frozen=True)
class Document:
    """One document under its number. `accounts`: those of this system that it covers; an agreement may cover others'
    too, which are none of this reader's business. `refs`: requirements in which AWS's part rests on it that day.
    """

    number: str
    identity: str
    issuer: str
    variant: str
    opinion: str
    dates: str
    letter_until: datetime.date | None
    accounts: tuple[str, ...]
    bound_to_accounts: bool
    accepted_by: str
    accepted_on: datetime.date | None
    accepted_at: datetime.datetime | None
    memo: str
    services: tuple[str, ...]
    services_not_named: tuple[str, ...]
    exceptions: tuple[str, ...]
    not_assessed: tuple[str, ...]
    fictitious: bool
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A programme that the framework leans on, with the documents of it that we hold: none is said, too."""

    key: str
    name: str
    necessary: bool
    says: str
    obtain: str
    documents: tuple[Document, ...]

    @property
    def anchor(self) -> str:
        return f"programme-{self.key}"


@dataclass(frozen=True)
class Ahead:
    """A day on which AWS's part of requirements loses its support, or what corroborates it, as facts stand now."""

    day: datetime.date
    corroboration: bool
    refs: tuple[str, ...]
    reasons: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Attestations:
    asked: Asked
    edition: Edition
    boundary: Boundary
    role: str
    commitments: tuple[Sheet, ...]
    assurances: tuple[Sheet, ...]
    ahead: tuple[Ahead, ...]
    supports: Mapping[Support, int]

    @property
    def documents(self) -> list[Document]:
        return [each for sheet in (*self.commitments, *self.assurances) for each in sheet.documents]

    @property
    def cover(self) -> Cover:
        says = gettext(
            "It says which documents of AWS’s are held for %(edition)s, who accepted them, and what rests on each."
            " Their text is not in it: each entry says where an auditor obtains the document under terms of their own."
        )
        return Cover(
            subtitle=gettext("AWS’s reports and agreements, and what rests on them"),
            says=says % {"edition": self.edition.title},
            facts=(scope_fact(self.boundary, self.role), asked_fact(self.asked)),
            notes=(
                gettext(
                    "A commitment is a contract: it binds AWS and proves no control. An assurance is an examination: it"
                    " signs no contract. Neither says that our own part is done."
                ),
            ),
        )

    @property
    def parts(self) -> tuple[Part, ...]:
        def below(sheets: Iterable[Sheet]) -> tuple[Heading, ...]:
            return tuple(Heading(each.anchor, each.name) for each in sheets)

        return (
            Part("summary", gettext("What this register says")),
            Part("commitments", gettext("Commitments: AWS is bound"), below(self.commitments)),
            Part("assurances", gettext("Assurances: AWS was examined"), below(self.assurances)),
            Part("ahead", gettext("What lapses next")),
        )

    @property
    def counts(self) -> Iterator[tuple[str, int]]:
        rows = self.documents
        yield gettext("Programmes"), len(self.commitments) + len(self.assurances)
        yield gettext("Documents held"), len(rows)
        yield gettext("Accepted"), sum(bool(row.accepted_by) for row in rows)
        yield gettext("Relied on that day"), sum(bool(row.refs) for row in rows)
        yield gettext("Days with a lapse ahead"), len({each.day for each in self.ahead})

    @property
    def charts(self) -> Iterator[Chart]:
        rows = [(str(each.label), self.supports[each], SUPPORT_TONES[each]) for each in reversed(Support)]
        yield chart(gettext("Requirements by the support of AWS’s part"), rows)
        resting = [(f"{row.number} {row.identity}"[:26], len(row.refs), "plain") for row in self.documents]
        yield chart(gettext("Requirements that rest on each document"), resting or [(NONE, 0, "none")])

    @property
    def data(self) -> Any:
        return {"commitments": self.commitments, "assurances": self.assurances, "lapses_ahead": self.ahead}


def read(asked: Asked) -> Attestations:
    """A fixed number of queries, whatever the number of documents."""
    edition, catalogue = asked.edition, asked.catalogue
    rows = asked.posture.editions.get(edition.key, ())
    resting: dict[str, list[str]] = {}
    for row in rows:
        for each in (*row.inheritance.aws.commitment, *row.inheritance.aws.assurance) if row.inheritance.aws else ():
            for id_ in each.attestations if each.met else ():
                resting.setdefault(id_, []).append(row.requirement.ref)
    sheets = list(_sheets(asked, resting))
    kinds = {each.key: each.kind for each in catalogue.programmes.values()}
    supports = [row.support for row in rows if row.inheritance.unbound is None]
    return Attestations(
        asked=asked,
        edition=edition,
        boundary=boundary_of(asked, edition),
        role=role_of(asked, edition),
        commitments=tuple(each for each in sheets if kinds[each.key] is ProgrammeKind.COMMITMENT),
        assurances=tuple(each for each in sheets if kinds[each.key] is not ProgrammeKind.COMMITMENT),
        ahead=tuple(_ahead(asked)),
        supports={each: supports.count(each) for each in Support},
    )


def _sheets(asked: Asked, resting: Mapping[str, list[str]]) -> Iterator[Sheet]:
    catalogue = asked.catalogue
    ours = set(Account.objects.filter(system=asked.system).values_list("account_id", flat=True))
    known = (
        Attestation.objects.known(asked.as_of).select_related("programme").order_by("programme__key", "identity", "pk")
    )
    held = held_of([row for row in known if row.accounts is None or ours & set(row.accounts)], asked.as_of)
    rules = sorted(catalogue.rules_for(asked.edition.framework), key=lambda rule: _is_assurance(rule, asked))
    number = 0
    for rule in rules:
        programme = catalogue.programmes[rule.programme]
        documents = []
        for each in held:
            if each.attestation.programme.key == programme.key:
                number += 1
                documents.append(_document(f"A-{number}", each, programme, asked, ours, resting))
        yield Sheet(
            key=programme.key,
            name=programme.name,
            necessary=rule.role is RuleRole.NECESSARY,
            says=rule.says,
            obtain=programme.obtain,
            documents=tuple(documents),
        )


def _is_assurance(rule: Rule, asked: Asked) -> bool:
    return asked.catalogue.programmes[rule.programme].kind is not ProgrammeKind.COMMITMENT


def _document(
    number: str, held: Held, programme: Programme, asked: Asked, ours: set[str], resting: Mapping[str, list[str]]
) -> Document:
    row, acceptance, catalogue = held.attestation, held.acceptance, asked.catalogue
    said = acceptance.in_scope if acceptance else {}

    def named(answer: bool) -> tuple[str, ...]:
        keys = (key for key, is_named in said.items() if bool(is_named) is answer)
        return tuple(sorted(catalogue.services[key].name if key in catalogue.services else key for key in keys))

    return Document(
        number=number,
        identity=row.identity,
        issuer=row.issuer,
        variant=str(row.get_variant_display()) if row.variant else "",
        opinion=str(row.get_opinion_display()) if row.opinion else "",
        dates=dates_of(row, programme),
        letter_until=row.letter_until,
        accounts=tuple(sorted(ours & set(row.accounts or ()))),
        bound_to_accounts=row.accounts is not None,
        accepted_by=str(acceptance.accepted_by) if acceptance else "",
        accepted_on=acceptance.valid_from if acceptance else None,
        accepted_at=acceptance.recorded_at if acceptance else None,
        memo=acceptance.memo if acceptance else "",
        services=named(True),
        services_not_named=named(False),
        exceptions=tuple(catalogue.controls[key].title if key in catalogue.controls else key for key in row.exceptions),
        not_assessed=tuple(row.not_assessed),
        fictitious=row.is_demonstration,
        refs=tuple(resting.get(str(row.pk), ())),
    )


def _ahead(asked: Asked) -> Iterator[Ahead]:
    facts = facts_of_each([asked.system], asked.as_of, leaving=True)[asked.system.pk]
    for each in lapses_of(asked.system, facts, asked.catalogue, asked.day, AHEAD):
        if each.edition == asked.edition.key:
            yield Ahead(each.day, each.corroboration, each.refs, _reasons(each, asked), each.documents)


def _reasons(lapse: Lapse, asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason_sentence(each, asked.catalogue) for each in lapse.reasons))
