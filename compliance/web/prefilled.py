"""What AWS Artifact's metadata says of the form that an officer is about to fill in, and nothing else."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

from compliance.attested.proposals import shown_agreement, shown_report
from compliance.models import Account, Attestation, Proposal, ProposalKind, Variant
from frameworks.schema import Currency, Programme

ONE_DAY = datetime.timedelta(days=1)
SAYS_TYPE = {Variant.TYPE_2: re.compile(r"\btype (2|ii)\b", re.I), Variant.TYPE_1: re.compile(r"\btype (1|i)\b", re.I)}


@dataclass(frozen=True)
class Prefilled:
    """Values for the form's fields. `row` is the record to correct, None where a new one is written.

    `goes_on`: the agreement on record covers other accounts too, so this one is taken off it and it does not end.
    """

    proposal: Proposal
    row: Attestation | None
    initial: dict[str, Any]
    goes_on: bool = False


def prefilled(proposal: Proposal, programme: Programme) -> Prefilled:
    if proposal.kind == ProposalKind.REPORT:
        return _report(proposal, programme)
    if proposal.kind == ProposalKind.AGREEMENT:
        return _agreement(proposal)
    return _gone(proposal)


def _report(proposal: Proposal, programme: Programme) -> Prefilled:
    shown = shown_report(proposal)
    first, last = shown.days
    initial: dict[str, Any] = {"identity": shown.identity, "partition": proposal.partition}
    if programme.currency is Currency.PERIOD:
        said = next((variant for variant, words in SAYS_TYPE.items() if words.search(shown.title)), "")
        initial |= {"period_start": first, "period_end": last, "variant": said}
    elif programme.currency is Currency.DATES:
        initial |= {"valid_from": first, "valid_until": last}
    return Prefilled(proposal, _on_record(proposal, shown.identity), initial)


def _agreement(proposal: Proposal) -> Prefilled:
    """An agreement of the organisation is shown in each of its accounts: those that wait are taken in together."""
    shown = shown_agreement(proposal)
    first, last = shown.days
    row = _on_record(proposal, shown.id)
    same = _like(proposal).filter(facts__id=shown.id)
    accounts = set(same.values_list("account_id", flat=True)) | set(row.accounts or () if row else ())
    initial = {
        "identity": shown.id,
        "partition": proposal.partition,
        "valid_from": first,
        "valid_until": last,
        "accounts": "\n".join(sorted(accounts)),
        "every_account": False,
    }
    return Prefilled(proposal, row, initial)


def _gone(proposal: Proposal) -> Prefilled:
    """Its last day is the one before it was first missed. Where it holds for other accounts, they alone stay on it."""
    row = _on_record(proposal, proposal.facts["identity"])
    if row is None:
        return Prefilled(proposal, None, {})
    gone = _like(proposal).filter(facts__identity=row.identity).values_list("account_id", flat=True)
    left = sorted(_covered(row).difference(gone))
    if left:
        return Prefilled(proposal, row, {"accounts": "\n".join(left), "every_account": False}, goes_on=True)
    last = max(proposal.first_seen_at.date() - ONE_DAY, row.valid_from)
    return Prefilled(proposal, row, {"valid_until": last})


def _covered(row: Attestation) -> set[str]:
    if row.accounts is not None:
        return set(row.accounts)
    ours = Account.objects.filter(partition=row.partition, system__is_demonstration=row.is_demonstration)
    return set(ours.values_list("account_id", flat=True))


def _like(proposal: Proposal) -> Any:
    return Proposal.objects.open().filter(
        kind=proposal.kind,
        programme=proposal.programme,
        partition=proposal.partition,
        is_demonstration=proposal.is_demonstration,
    )


def _on_record(proposal: Proposal, identity: str) -> Attestation | None:
    rows = Attestation.objects.known().filter(programme=proposal.programme, identity=identity)
    return rows.filter(is_demonstration=proposal.is_demonstration).select_related("programme", "recorded_by").first()
