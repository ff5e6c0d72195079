"""What AWS's part rests on, programme by programme: documents, the accounts they bind, the services they name.

Judged by the code of inheritance itself; their texts stand nowhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from compliance.attested.documents import Held, held_by_id
from compliance.inheritance.inheriting import facts_of_each
from compliance.models import Acceptance, Account, Touch
from compliance.wording import REMEDIES, reason_sentence
from evidence.asked import Asked
from evidence.reporting.documents import dates_of, day_of
from frameworks.compiled import Catalogue
from frameworks.inheritance import AccountFact, AttestationFact, Reason, SystemFacts, UseFact
from frameworks.inheritance.binding import scope_of
from frameworks.inheritance.documents import Carrier, carrier, is_bridged
from frameworks.inheritance.facts import in_force
from frameworks.schema import Known, Programme, ProgrammeKind, Rule, RuleRole


@dataclass(frozen=True)
class DocumentRow:
    """One document under its number, A-1 …; `against` is why it does not count on the day, empty where it does."""

    number: str
    held: Held
    dates: str
    letter: str
    against: str
    bridged: bool


@dataclass(frozen=True)
class AccountRow:
    """An account with the agreement that comes nearest to binding it. `asked`: it holds data that needs one."""

    account: str
    account_id: str
    asked: bool
    document: DocumentRow | None
    against: str
    remedy: str


@dataclass(frozen=True)
class ServiceRow:
    """A service whose scope matters, and who says that the document names it; `tone` repeats the answer."""

    service: str
    accounts: str
    touch: str
    answer: str
    tone: str
    source: str


@dataclass(frozen=True)
class ProgrammeSheet:
    programme: Programme
    necessary: bool
    says: str
    documents: tuple[DocumentRow, ...]
    accounts: tuple[AccountRow, ...]
    services: tuple[ServiceRow, ...]


@dataclass(frozen=True)
class Carried:
    commitments: tuple[ProgrammeSheet, ...]
    assurances: tuple[ProgrammeSheet, ...]

    @property
    def numbers(self) -> Mapping[str, str]:
        """The number of each document by its identity."""
        sheets = (*self.commitments, *self.assurances)
        return {row.held.attestation.identity: row.number for sheet in sheets for row in sheet.documents}


def carried_of(asked: Asked) -> Carried:
    """Nine queries, whatever the number of documents, accounts and services."""
    facts = facts_of_each([asked.system], asked.as_of, leaving=True)[asked.system.pk]
    held = held_by_id((fact.id for fact in facts.attestations), asked.as_of)
    names = dict(Account.objects.filter(system=asked.system).values_list("account_id", "name"))
    reader = _Reader(asked, facts, held, names)
    sheets: dict[ProgrammeKind, list[ProgrammeSheet]] = {kind: [] for kind in ProgrammeKind}
    scope = scope_of(facts, asked.edition, asked.day)
    form = scope.assessment if scope else ""
    rules = [rule.for_form(form) for rule in asked.catalogue.rules_for(asked.edition.framework)]
    for rule in sorted(rules, key=lambda rule: asked.catalogue.programmes[rule.programme].kind != "commitment"):
        sheet = reader.sheet(rule)
        sheets[sheet.programme.kind].append(sheet)
    return Carried(tuple(sheets[ProgrammeKind.COMMITMENT]), tuple(sheets[ProgrammeKind.ASSURANCE]))


class _Reader:
    """Numbers the documents in the order in which they are met."""

    def __init__(self, asked: Asked, facts: SystemFacts, held: Mapping[str, Held], names: Mapping[str, str]) -> None:
        self.asked, self.facts, self.held, self.names = asked, facts, held, names
        self.numbered = 0

    def sheet(self, rule: Rule) -> ProgrammeSheet:
        programme = self.asked.catalogue.programmes[rule.programme]
        accounts = [each for each in self.facts.accounts if self._holds(each)]
        carriers = {each.account_id: self._carrier(programme, rule, each) for each in accounts}
        uses = [  # one recorded without an end may outlive its account
            use
            for use in self.facts.uses
            if self._holds(use) and use.account_id in carriers and use.touch(self._data_class) in rule.tests
        ]
        carriers = carriers or {"": self._carrier(programme, rule, None)}
        documents: dict[str, DocumentRow] = {}
        for each in carriers.values():
            if each.attestation and each.attestation.id not in documents:
                documents[each.attestation.id] = self._document(programme, rule, each.attestation, each.reason)
        return ProgrammeSheet(
            programme=programme,
            necessary=rule.role is RuleRole.NECESSARY,
            says=rule.says,
            documents=tuple(documents.values()),
            accounts=tuple(self._accounts(accounts, uses, carriers, documents)) if programme.per_account else (),
            services=tuple(self._services(rule, uses, carriers)),
        )

    @property
    def _data_class(self) -> str:
        return self.asked.edition.data_class

    def _holds(self, fact: AccountFact | UseFact) -> bool:
        return in_force(fact.valid_from, fact.valid_until, self.asked.day)

    def _carrier(self, programme: Programme, rule: Rule, account: AccountFact | None) -> Carrier:
        held = [fact for fact in self.facts.attestations if fact.programme == programme.key]
        return carrier(programme, rule, held, account, self.asked.day, self.asked.edition.key)

    def _document(self, programme: Programme, rule: Rule, fact: AttestationFact, reason: Reason | None) -> DocumentRow:
        self.numbered += 1
        held = self.held[fact.id]
        return DocumentRow(
            number=f"A-{self.numbered}",
            held=held,
            dates=dates_of(held.attestation, programme),
            letter=day_of(held.attestation.letter_until),
            against=reason_sentence(reason, self.asked.catalogue) if reason else "",
            bridged=reason is None and is_bridged(rule, fact, self.asked.day),
        )

    def _accounts(
        self,
        accounts: Iterable[AccountFact],
        uses: Iterable[UseFact],
        carriers: Mapping[str, Carrier],
        documents: Mapping[str, DocumentRow],
    ) -> Iterator[AccountRow]:
        touched = {use.account_id for use in uses}
        for account in sorted(accounts, key=lambda each: (self.names[each.account_id], each.account_id)):
            carried = carriers[account.account_id]
            yield AccountRow(
                account=self.names[account.account_id],
                account_id=account.account_id,
                asked=account.account_id in touched,
                document=documents[carried.attestation.id] if carried.attestation else None,
                against=reason_sentence(carried.reason, self.asked.catalogue) if carried.reason else "",
                remedy=str(REMEDIES[carried.reason.code]) if carried.reason else "",
            )

    def _services(self, rule: Rule, uses: Iterable[UseFact], carriers: Mapping[str, Carrier]) -> Iterator[ServiceRow]:
        found: dict[tuple[str, str, tuple[str, str, str]], dict[str, None]] = {}
        for use in uses:
            touch = str(Touch(use.touch(self._data_class)).label)
            said = self._scope(rule, use.service, carriers[use.account_id])
            name = _name(use.service, self.asked.catalogue)
            found.setdefault((name, touch, said), {})[self.names[use.account_id]] = None
        for (name, touch, said), accounts in sorted(found.items(), key=lambda pair: pair[0]):
            yield ServiceRow(name, ", ".join(sorted(accounts)), touch, *said)

    def _scope(self, rule: Rule, service: str, carried: Carrier) -> tuple[str, str, str]:
        """The answer, its tone, and whose it is."""
        word = carried.in_scope(service)
        if word is not None:
            acceptance = self.held[word[1]].acceptance
            source = _reader(acceptance) if acceptance else ""
            return (gettext("Yes"), "good", source) if word[0] else (gettext("No"), "bad", source)
        listed = self.asked.catalogue.scopes.get(rule.programme)
        row = listed.services.get(service) if listed else None
        if listed is None or row is None or row.value is Known.UNKNOWN:
            return gettext("Not known"), "blind", gettext("Nobody has confirmed it")
        words = {"answer": gettext("yes") if row.value is Known.YES else gettext("no"), "day": day_of(listed.as_of)}
        source = gettext("Nobody has confirmed it; a public list of %(day)s says %(answer)s") % words
        return (gettext("No"), "bad", source) if row.value is Known.NO else (gettext("Not confirmed"), "blind", source)


def _reader(acceptance: Acceptance) -> str:
    said = {"who": acceptance.accepted_by, "day": day_of(acceptance.valid_from)}
    return gettext("%(who)s, from the document in hand, %(day)s") % said


def _name(service: str, catalogue: Catalogue) -> str:
    return catalogue.services[service].name if service in catalogue.services else service
