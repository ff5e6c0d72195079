"""AWS's own responsibility summary, where a licensed user has loaded it: where it and our splits disagree, theirs wins.

The newest accepted document that speaks of a requirement is heard. While it counts, it may take a part off either side.
Once it counts no longer, it takes nothing off the customer any more, and the parts that it names stay named: no
document improves our standing by lapsing. Only who bears what is read here, never AWS's words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from frameworks.compiled import Catalogue
from frameworks.inheritance.answer import Overruled, Side
from frameworks.inheritance.dividing import OVERSIGHT, Division, division_of
from frameworks.inheritance.documents import fault_of, newest_first
from frameworks.inheritance.facts import AccountFact, AttestationFact
from frameworks.schema import Bearer, Edition, Rule, Support

AWSS_PART: Final = "AWS's responsibility summary names a part of AWS's here: read it there."
CUSTOMERS_PART: Final = "AWS's responsibility summary names a part of yours here: read it there."
"""What stands where the catalogue has no words for a side that the summary names."""

_HEAVIER: Final = (Bearer.AWS, Bearer.SHARED, Bearer.CUSTOMER)
"""Where two documents disagree, the one that leaves the customer more is believed."""

Divided = list[tuple[Support, Division]]


@dataclass(frozen=True, slots=True)
class Word:
    """What the summaries say of a requirement on a service, and the ids of the documents that they belong to."""

    bearer: Bearer
    attestations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Heard:
    id: str
    counts: bool
    rows: Mapping[tuple[str, str], Bearer]

    def word(self, ref: str, service: str) -> Word | None:
        bearer = self.rows.get((ref, service)) or self.rows.get((ref, ""))
        if bearer is None:
            return None
        return Word(bearer if self.counts else max(bearer, Bearer.SHARED, key=_HEAVIER.index), (self.id,))


class Summaries:
    """The summaries for one edition on one day; empty, and then without cost, where none was loaded.

    `accounts` are those in use: what is said of one alone takes nothing off the customer in the others. `never_whole`:
    the framework leaves the customer a part of everything.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        edition: Edition,
        rules: Iterable[Rule],
        attestations: Iterable[AttestationFact],
        accounts: Iterable[AccountFact],
        on: date,
        *,
        never_whole: bool,
    ) -> None:
        self.catalogue = catalogue
        self.never_whole = never_whole
        speaking = [
            each for each in attestations if edition.key in each.summaries and each.accepted_on and _has_begun(each, on)
        ]
        self.named: dict[str, set[str]] = {}
        for ref, service in (place for each in speaking for place in each.summaries[edition.key]):
            self.named.setdefault(ref, set()).add(service)
        self.accounts: list[list[list[_Heard]]] = []
        self.divisions: dict[tuple[str, tuple[tuple[str, Bearer], ...]], Division] = {}
        if not speaking:
            return
        judged = [
            [
                (each, _Heard(each.id, fault_of(programme, rule, each, on, edition.key) is None, rows))
                for each in newest_first(speaking)
                if each.programme == rule.programme
                for rows in [each.summaries[edition.key]]
            ]
            for rule in rules
            for programme in [catalogue.programmes[rule.programme]]
        ]
        for account in accounts:
            mine = ([heard for each, heard in documents if _is_for(each, account)] for documents in judged)
            self.accounts.append([documents for documents in mine if documents])

    def overrule(self, ref: str, divided: Divided, services: Sequence[str]) -> tuple[Divided, tuple[Overruled, ...]]:
        """The requirement's controls as the summaries have them, and where that differs from our splits."""
        sides = [side for link, each in divided if link.control != OVERSIGHT for side in each.sides]
        if ref not in self.named or not sides:
            return divided, ()
        ours = _bearers(sides, services)
        usual, named = self._word(ref, ""), self.named[ref]
        words = {service: self._word(ref, service) if service in named else usual for service in services}
        theirs = {service: word for service, word in words.items() if word and word.bearer is not ours[service]}
        if not theirs:
            return divided, ()
        said = {service: word.bearer for service, word in theirs.items()}
        overruled = [
            (link, each if link.control == OVERSIGHT else self._divided(link.control, each, said, services))
            for link, each in divided
        ]
        return overruled, tuple(_told(ours, theirs, services))

    def _divided(
        self, control: str, division: Division, said: Mapping[str, Bearer], services: Sequence[str]
    ) -> Division:
        """Worked out once for all requirements of which the same is said."""
        key = control, tuple(said.items())
        if key not in self.divisions:
            self.divisions[key] = division_of(tuple(self._as_said(division.sides, said, services)))
        return self.divisions[key]

    def _word(self, ref: str, service: str) -> Word | None:
        """The heaviest of all; but what is silent for one account takes nothing off the customer there."""
        by_account = [list(_words(programmes, ref, service)) for programmes in self.accounts]
        words = [word for found in by_account for word in found]
        if not words:
            return None
        bearer = max((word.bearer for word in words), key=_HEAVIER.index)
        if bearer is Bearer.AWS and (self.never_whole or not all(by_account)):
            bearer = Bearer.SHARED
        return Word(bearer, tuple(sorted({id_ for word in words for id_ in word.attestations})))

    def _as_said(self, sides: Iterable[Side], said: Mapping[str, Bearer], services: Sequence[str]) -> Iterator[Side]:
        """A side that no service changes stays one where all are said to be alike, else there is one per service."""
        every = said[services[0]] if len(said) == len(services) and len(set(said.values())) == 1 else None
        own = {side.service for side in sides}
        for side in sides:
            if side.service is not None:
                yield self._borne(side, said.get(side.service))
            elif every is not None:
                yield self._borne(side, every)
            else:
                for service in (each for each in services if each not in own):
                    known = self.catalogue.services.get(service)
                    there = replace(side, service=service, model=known.model if known else None)
                    yield self._borne(there, said.get(service))

    def _borne(self, side: Side, bearer: Bearer | None) -> Side:
        """The side as that bearer has it. The catalogue remembers it: there are only so many."""
        if bearer is None:
            return side
        known: dict[tuple[Side, Bearer], Side] = self.catalogue.memory.setdefault("overruled", {})
        if (side, bearer) not in known:
            aws = "" if bearer is Bearer.CUSTOMER else side.aws or AWSS_PART
            customer = "" if bearer is Bearer.AWS else side.customer or CUSTOMERS_PART
            known[side, bearer] = replace(side, bearer=bearer, aws=aws, customer=customer)
        return known[side, bearer]


def _words(programmes: Iterable[Iterable[_Heard]], ref: str, service: str) -> Iterator[Word]:
    """For each programme what the newest document that speaks of it says."""
    for documents in programmes:
        word = next((word for each in documents if (word := each.word(ref, service))), None)
        if word:
            yield word


def _bearers(sides: Iterable[Side], services: Iterable[str]) -> dict[str, Bearer]:
    """Who bears all of these together, service by service."""
    found: dict[str | None, set[Bearer]] = {}
    for side in sides:
        found.setdefault(side.service, set()).add(side.bearer)
    everywhere = found.get(None, set())
    together = {service: everywhere | found.get(service, set()) for service in services}
    return {service: next(iter(each)) if len(each) == 1 else Bearer.SHARED for service, each in together.items()}


def _told(ours: Mapping[str, Bearer], theirs: Mapping[str, Word], services: Sequence[str]) -> Iterator[Overruled]:
    """The same disagreement once, with its services; with none where it is that of every service in use."""
    alike: dict[tuple[Bearer, Word], list[str]] = {}
    for service, word in theirs.items():
        alike.setdefault((ours[service], word), []).append(service)
    for (our, word), named in alike.items():
        where = () if len(named) == len(services) else tuple(named)
        yield Overruled(services=where, ours=our, theirs=word.bearer, attestations=word.attestations)


def _is_for(document: AttestationFact, account: AccountFact) -> bool:
    is_covered = document.accounts is None or account.account_id in document.accounts
    return is_covered and document.partition == account.partition


def _has_begun(document: AttestationFact, on: date) -> bool:
    return not any(day and on < day for day in (document.valid_from, document.period_start))
