"""What AWS's part rests on in one edition, programme by programme: identity and dates of documents, never a text."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from compliance.attested.documents import Held, relied_on
from compliance.posture import RequirementPosture
from frameworks.compiled import Catalogue


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document as we hold it. `carries` is the number of requirements that rest on it; 0 = none does today."""

    id: str
    identity: str
    issuer: str
    variant: str
    is_demonstration: bool
    period_start: datetime.date | None
    period_end: datetime.date | None
    letter_until: datetime.date | None
    valid_from: datetime.date | None
    valid_until: datetime.date | None
    accepted_by: str
    accepted_on: datetime.date | None
    carries: int


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What AWS is bound or attested by; `met` of the `asked` requirements rest on it, `against` says what is wrong.

    `obtain` is where an auditor gets the documents under their own terms.
    """

    key: str
    name: str
    kind: str
    role: str
    met: int
    asked: int
    obtain: str
    against: tuple[str, ...]
    documents: tuple[Document, ...]


def programmes_of(
    answers: Iterable[RequirementPosture], catalogue: Catalogue, known_at: datetime.datetime | None = None
) -> tuple[Programme, ...]:
    """Every programme that the edition asks for, with the documents relied on or nearest to it. Two queries."""
    rows = tuple(answers)
    carries = Counter(
        id_
        for row in rows
        if row.inheritance.aws
        for standing in (*row.inheritance.aws.commitment, *row.inheritance.aws.assurance)
        if standing.met
        for id_ in dict.fromkeys(standing.attestations)
    )
    return tuple(
        Programme(
            key=each.programme.key,
            name=each.programme.name,
            kind=each.programme.kind,
            role=each.standing.role,
            met=each.met,
            asked=each.asked,
            obtain=each.programme.obtain,
            against=tuple(f"{against.sentence} {against.remedy}" for against in each.against),
            documents=tuple(_document(held, carries[str(held.attestation.pk)]) for held in each.held),
        )
        for each in relied_on(rows, catalogue, known_at)
    )


def _document(held: Held, carries: int) -> Document:
    attestation, acceptance = held.attestation, held.acceptance
    return Document(
        id=str(attestation.pk),
        identity=attestation.identity,
        issuer=attestation.issuer,
        variant=attestation.variant,
        is_demonstration=attestation.is_demonstration,
        period_start=attestation.period_start,
        period_end=attestation.period_end,
        letter_until=attestation.letter_until,
        valid_from=attestation.valid_from,
        valid_until=attestation.valid_until,
        accepted_by=str(acceptance.accepted_by) if acceptance else "",
        accepted_on=acceptance.valid_from if acceptance else None,
        carries=carries,
    )
