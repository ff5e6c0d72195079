"""A duty that AWS's missing support has opened: what stands against the programme's documents, and for how much."""

from dataclasses import dataclass

from compliance.attested.documents import Against, against
from compliance.posture import Posture
from frameworks.compiled import Catalogue
from frameworks.schema import Programme


@dataclass(frozen=True)
class Missing:
    """`requirements` is how many of the system's have a part of AWS's that wants this programme's support."""

    programme: Programme
    requirements: int
    against: tuple[Against, ...]


def missing_of(programme: str, posture: Posture, catalogue: Catalogue) -> Missing:
    unmet = [
        each
        for row in posture.requirements
        if row.inheritance.aws
        for each in row.inheritance.aws.unmet
        if each.programme == programme
    ]
    reasons = dict.fromkeys(reason for each in unmet for reason in each.reasons)
    return Missing(catalogue.programmes[programme], len(unmet), against(reasons, catalogue))
