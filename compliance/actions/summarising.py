"""Keep AWS's own responsibility summary beside the attestation it belongs to: loaded by a licensed user, taken out."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from compliance import journal
from compliance.actions.settling import settle_anew
from compliance.actions.superseding import lock, restate, withdraw
from compliance.importing.summary import SummaryRow
from compliance.models import Attestation, ResponsibilitySummary, User
from frameworks.errors import Refused
from frameworks.models import Edition


@transaction.atomic
def load_summary(
    *,
    attestation: Attestation,
    edition: Edition,
    rows: Sequence[SummaryRow],
    digest: str,
    actor: User,
    now: datetime.datetime,
) -> ResponsibilitySummary:
    """From now on it is heard wherever the attestation is, and its word wins over our splits.

    Another one for the same edition takes its place. `digest` is the SHA-256 of the file, in hexadecimal.
    """
    lock(attestation)
    if not Attestation.objects.known().filter(pk=attestation.pk).exists():
        raise Refused("A newer record of this attestation exists: load the summary there.")
    match = {"attestation": attestation, "edition": edition}
    known = ResponsibilitySummary.objects.known().filter(**match).first()
    if known is not None and known.digest == digest:
        return known
    before, summary = restate(
        ResponsibilitySummary,
        within=attestation,
        now=now,
        match=match,
        digest=digest,
        rows=[row.plain() for row in rows],
        loaded_by=actor,
        valid_from=attestation.valid_from,
    )
    settle_anew()
    journal.record(
        verb="summary.loaded",
        subject=summary,
        actor=actor,
        now=now,
        before={"sha256": before.digest} if before else None,
        after={"attestation": str(attestation.pk), "edition": edition.key, "sha256": digest, "rows": len(rows)},
    )
    return summary


@transaction.atomic
def take_out_summary(*, summary: ResponsibilitySummary, actor: User, now: datetime.datetime) -> None:
    """It is heard no more, and our splits hold again."""
    lock(summary.attestation)
    row = ResponsibilitySummary.objects.known().filter(pk=summary.pk).first()
    if row is None:
        raise Refused("This summary was taken out or replaced meanwhile: look at the document again.")
    withdraw(row, since=row.valid_from, now=now)
    settle_anew()
    journal.record(
        verb="summary.taken-out",
        subject=row,
        actor=actor,
        now=now,
        before={"sha256": row.digest},
        after={"attestation": str(row.attestation_id)},
    )


def carry_summaries_over(from_attestation: Attestation, to_attestation: Attestation, now: datetime.datetime) -> None:
    """In the caller's transaction and under its journal entry: a corrected record takes its summaries along."""
    for row in ResponsibilitySummary.objects.known().filter(attestation=from_attestation):
        ResponsibilitySummary.objects.create(
            attestation=to_attestation,
            edition_id=row.edition_id,
            digest=row.digest,
            rows=row.rows,
            loaded_by_id=row.loaded_by_id,
            valid_from=to_attestation.valid_from,
            recorded_at=now,
        )
