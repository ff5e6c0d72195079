"""AWS's documents as pages and exports show them: what we hold, what rests on it, and what stands against it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.models import Acceptance, Attestation
from compliance.posture import RequirementPosture
from compliance.wording import REMEDIES, reason_sentence
from frameworks.compiled import Catalogue
from frameworks.inheritance import ProgrammeStanding, Reason, ReasonCode
from frameworks.schema import Programme


@dataclass(frozen=True)
class Held:
    """A document as we hold it: identity and dates, never its text."""

    attestation: Attestation
    acceptance: Acceptance | None


@dataclass(frozen=True)
class Against:
    """A reason in words, and what to do about it."""

    code: str
    sentence: str
    remedy: str


@dataclass(frozen=True)
class Relied:
    """One programme for a requirement, or for all of an edition: `met` of `asked` requirements rest on it."""

    programme: Programme
    standing: ProgrammeStanding
    held: tuple[Held, ...]
    against: tuple[Against, ...]
    met: int = 0
    asked: int = 0


def relied_on(
    rows: Iterable[RequirementPosture], catalogue: Catalogue, known_at: datetime.datetime | None = None
) -> list[Relied]:
    """Each programme of an edition once, with how many requirements it holds up. Two queries."""
    found: dict[str, list[ProgrammeStanding]] = {}
    for row in rows:
        if row.inheritance.aws:
            for each in (*row.inheritance.aws.commitment, *row.inheritance.aws.assurance):
                if not any(reason.code is ReasonCode.PROGRAMME_NEVER_COVERS for reason in each.reasons):
                    found.setdefault(each.programme, []).append(each)
    ids = (id_ for standings in found.values() for each in standings for id_ in each.attestations)
    held = held_by_id(ids, known_at)
    return [
        Relied(
            programme=catalogue.programmes[key],
            standing=standings[0],
            held=tuple(held[id_] for id_ in dict.fromkeys(_ids(standings)) if id_ in held),
            against=against(
                dict.fromkeys(reason for each in standings for reason in each.reasons if _is_of_the_document(reason)),
                catalogue,
            ),
            met=sum(each.met for each in standings),
            asked=len(standings),
        )
        for key, standings in found.items()
    ]


def for_requirement(
    standings: Iterable[ProgrammeStanding], held: Mapping[str, Held], catalogue: Catalogue
) -> list[Relied]:
    return [
        Relied(
            programme=catalogue.programmes[each.programme],
            standing=each,
            held=tuple(held[id_] for id_ in each.attestations if id_ in held),
            against=against(each.reasons, catalogue),
        )
        for each in standings
    ]


def held_by_id(ids: Iterable[str], known_at: datetime.datetime | None = None) -> dict[str, Held]:
    """The documents with those ids, each with the acceptance that makes it count. Two queries."""
    return {str(each.attestation.pk): each for each in held_of(Attestation.objects.filter(pk__in=set(ids)), known_at)}


def held_of(attestations: Iterable[Attestation], known_at: datetime.datetime | None = None) -> list[Held]:
    """Each document with the acceptance that makes it count, as known now or at `known_at`. One query."""
    rows = list(attestations)
    acceptances = Acceptance.objects.known(known_at).filter(attestation__in=rows).select_related("accepted_by")
    accepted = {row.attestation_id: row for row in acceptances}
    return [Held(row, accepted.get(row.pk)) for row in rows]


def against(reasons: Iterable[Reason], catalogue: Catalogue) -> tuple[Against, ...]:
    return tuple(Against(each.code, reason_sentence(each, catalogue), str(REMEDIES[each.code])) for each in reasons)


def _is_of_the_document(reason: Reason) -> bool:
    """Whether it speaks of the document as a whole, and not of a requirement."""
    return reason.code is not ReasonCode.PROGRAMME_NEVER_COVERS and not reason.control


def _ids(standings: Iterable[ProgrammeStanding]) -> Iterable[str]:
    return (id_ for each in standings for id_ in each.attestations)
