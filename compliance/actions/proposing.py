"""Propose what AWS Artifact lists and our record does not show, or the reverse. A named person records it, or not.

The floor above calls down with what one account was shown. A list that was not read whole says nothing: it proposes
nothing and takes no proposal back. Whether a proposal still stands is looked at anew each time, and on each recording.
"""

import datetime
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from compliance import journal
from compliance.actions.superseding import lock
from compliance.attested.artifact import ShownAgreement, ShownReport
from compliance.attested.proposals import is_answered, of_agreements, of_reports
from compliance.models import Account, Attestation, Proposal, ProposalKind, ProposalState, User
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Programme as ProgrammeRow
from frameworks.schema import Document, Programme

STANDING = (ProposalState.OPEN, ProposalState.DISMISSED)


@transaction.atomic
def propose_documents(
    *,
    account: Account,
    reports: Sequence[ShownReport] | None,
    agreements: Sequence[ShownAgreement] | None,
    ref: UUID,
    now: datetime.datetime,
) -> None:
    """Open a proposal for each difference between what `account` was shown and our record.

    None = that list was not read whole. `ref` is the evidence that holds the lists. What was dismissed stays so for as
    long as it is shown; a report that was recorded is not proposed again; what is no longer so is overtaken. Documents
    that no programme's titles know stay in the evidence alone. Fictitious records and real ones are never compared.
    """
    listed = [programme for programme in shipped().programmes.values() if programme.artifact]
    rows = _locked(listed)
    records = _records(account, rows.values())
    kinds: list[ProposalKind] = []
    due: dict[str, Proposal] = {}
    if reports is not None:
        kinds += [ProposalKind.REPORT]
        for programme in (each for each in listed if each.document is not Document.AGREEMENT):
            held = records.get(programme.key, [])
            due |= {each.key: each for each in of_reports(programme, rows[programme.key], held, reports, account)}
    if agreements is not None:
        kinds += [ProposalKind.AGREEMENT, ProposalKind.GONE]
        for programme in (each for each in listed if each.document is Document.AGREEMENT):
            held, row = records.get(programme.key, []), rows[programme.key]
            found = of_agreements(programme, row, held, agreements, account, now.date())
            due |= {each.key: each for each in found}
    _keep_in_step(account, kinds, due, ref, now)


def take(*, attestation: Attestation, proposed: Proposal | None, actor: User, now: datetime.datetime) -> None:
    """Settle what the attestation just recorded answers: `proposed`, from which it was recorded, and whatever else.

    For the verb that records, in its transaction and once it has locked the programme.
    """
    programme = shipped().programmes.get(attestation.programme.key)
    same = {"programme": attestation.programme, "is_demonstration": attestation.is_demonstration}
    waiting = Proposal.objects.open().filter(**same).select_related("programme").order_by("first_seen_at", "pk")
    records = list(Attestation.objects.known().filter(**same)) if waiting else []
    for proposal in waiting:
        held = [row for row in records if row.partition == proposal.partition]
        if proposal == proposed or (programme and is_answered(proposal, programme, held, now.date())):
            _settle(proposal, ProposalState.TAKEN, actor, now)


@transaction.atomic
def dismiss(*, proposal: Proposal, actor: User, now: datetime.datetime) -> Proposal:
    """`actor` decides that nothing is to be recorded. It is not proposed again while AWS Artifact shows the same."""
    lock(proposal.programme)
    current = Proposal.objects.select_related("programme").get(pk=proposal.pk)
    if current.state != ProposalState.OPEN:
        raise Refused("This proposal is settled already: somebody recorded or dismissed it, or it is no longer so.")
    _settle(current, ProposalState.DISMISSED, actor, now)
    return current


def _keep_in_step(
    account: Account, kinds: Sequence[ProposalKind], due: dict[str, Proposal], ref: UUID, now: datetime.datetime
) -> None:
    """What stands and is due was seen again; what stands and is not due is overtaken; the rest of what is due opens.

    A report may be shown in many accounts: only the one that showed it last can say that it is shown no longer.
    """
    here = Q(account_id=account.account_id) | Q(kind=ProposalKind.REPORT, facts__seen_in=account.account_id)
    standing = Proposal.objects.filter(Q(key__in=due) | here & Q(kind__in=kinds), state__in=STANDING)
    new = dict(due)
    for proposal in standing.select_related("programme").order_by("first_seen_at", "pk"):
        again = new.pop(proposal.key, None)
        if again is None:
            _settle(proposal, ProposalState.OVERTAKEN, None, now)
        else:
            proposal.title, proposal.facts, proposal.ref, proposal.last_seen_at = again.title, again.facts, ref, now
            proposal.save(update_fields=["title", "facts", "ref", "last_seen_at"])
    recorded = Proposal.objects.filter(key__in=new, kind=ProposalKind.REPORT, state=ProposalState.TAKEN)
    for key in set(recorded.values_list("key", flat=True)):
        del new[key]
    for proposal in new.values():
        proposal.ref, proposal.is_demonstration = ref, account.system.is_demonstration
        proposal.first_seen_at = proposal.last_seen_at = now
        proposal.save(force_insert=True)
        _journal("proposal.opened", proposal, None, now)


def _locked(programmes: Iterable[Programme]) -> dict[str, ProgrammeRow]:
    """The programmes' rows, held until the transaction ends: of two looks or a recording at once, one is second."""
    rows = ProgrammeRow.objects.select_for_update(no_key=True).filter(key__in=[each.key for each in programmes])
    return {row.key: row for row in rows.order_by("pk")}


def _records(account: Account, programmes: Iterable[ProgrammeRow]) -> dict[str, list[Attestation]]:
    """The documents on record that may speak for the account, by programme."""
    rows = Attestation.objects.known().filter(
        programme__in=list(programmes),
        partition=account.partition,
        is_demonstration=account.system.is_demonstration,
    )
    found: dict[str, list[Attestation]] = {}
    for row in rows.select_related("programme"):
        found.setdefault(row.programme.key, []).append(row)
    return found


def _settle(proposal: Proposal, state: ProposalState, actor: User | None, now: datetime.datetime) -> None:
    proposal.state, proposal.settled_by, proposal.settled_at = state, actor, now
    proposal.save(update_fields=["state", "settled_by", "settled_at"])
    _journal(f"proposal.{state.value}", proposal, actor, now)


def _journal(verb: str, proposal: Proposal, actor: User | None, now: datetime.datetime) -> None:
    journal.record(
        verb=verb,
        subject=proposal,
        actor=actor,
        now=now,
        after={
            "kind": proposal.kind,
            "programme": proposal.programme.key,
            "account": proposal.account_id or None,
            "ref": str(proposal.ref),
        },
    )
