"""AWS's own responsibility summaries that licensed users have loaded: who bears what, for inheritance; the words, for
the team's eyes alone. The words are AWS's, under NDA: no export, API or PDF reads them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from compliance.models import Acceptance, Attestation, ResponsibilitySummary, System
from frameworks.schema import Bearer

Bearers = Mapping[str, Mapping[tuple[str, str], Bearer]]
"""Edition -> (reference, service or "" for all) -> who bears it."""


@dataclass(frozen=True)
class Said:
    """What the summary beside a document says of one requirement on a service, "" = all, in AWS's own words."""

    document: Attestation
    service: str
    bearer: str
    aws: str
    customer: str


def bearers_of_each(known_at: datetime.datetime | None = None) -> dict[UUID, Bearers]:
    """By attestation. One query."""
    found: dict[UUID, dict[str, Mapping[tuple[str, str], Bearer]]] = {}
    for row in ResponsibilitySummary.objects.known(known_at).select_related("edition"):
        rows = {(each["ref"], each["service"]): Bearer(each["bearer"]) for each in row.rows}
        found.setdefault(row.attestation_id, {})[row.edition.key] = rows
    return dict(found)


def said_of(system: System, edition: str, ref: str) -> list[Said]:
    """What the summaries of accepted documents say of the requirement, the newest document first. Two queries.

    For the system's team only: a fictitious document says nothing of a real system.
    """
    documents = Attestation.objects.known().filter(pk__in=Acceptance.objects.known().values("attestation"))
    if not system.is_demonstration:
        documents = documents.filter(is_demonstration=False)
    rows = ResponsibilitySummary.objects.known().filter(edition__key=edition, attestation__in=documents)
    return [
        Said(row.attestation, each["service"], each["bearer"], each["aws"], each["customer"])
        for row in rows.select_related("attestation").order_by("-attestation__period_end", "-attestation__valid_from")
        for each in row.rows
        if each["ref"] == ref
    ]
