"""How what AWS Artifact lists for an account differs from our record. It only reads: `actions/proposing.py` writes."""

import datetime
from collections.abc import Iterator, Sequence

from compliance.attested.artifact import (
    Days,
    ShownAgreement,
    ShownReport,
    covers,
    is_expected,
    records_agreement,
    records_report,
)
from compliance.models import Account, Attestation, Proposal, ProposalKind
from frameworks.models import Programme as ProgrammeRow
from frameworks.schema import Programme

LONGEST_TITLE = 200


def of_reports(
    programme: Programme,
    row: ProgrammeRow,
    records: Sequence[Attestation],
    reports: Sequence[ShownReport],
    account: Account,
) -> Iterator[Proposal]:
    """The programme's reports that are not on record, as unsaved proposals. They belong to no account."""
    for shown in reports:
        if not shown.is_awss or not programme.is_named_by(shown.title):
            continue
        if not any(records_report(each, programme, shown) for each in records):
            made_up = "demonstration/" if account.system.is_demonstration else ""
            yield Proposal(
                programme=row,
                kind=ProposalKind.REPORT,
                key=f"{made_up}report/{account.partition}/{row.key}/{shown.id}/{shown.version}",
                title=shown.title[:LONGEST_TITLE],
                partition=account.partition,
                facts={
                    "id": shown.id,
                    "version": shown.version,
                    "company": shown.company,
                    "days": _written(shown.days),
                    "seen_in": account.account_id,
                },
            )


def of_agreements(
    programme: Programme,
    row: ProgrammeRow,
    records: Sequence[Attestation],
    agreements: Sequence[ShownAgreement],
    account: Account,
    on: datetime.date,
) -> Iterator[Proposal]:
    """Active agreements without a record that covers the account, and records that cover it without an agreement."""
    ours = [each for each in records if covers(each, account.account_id, account.partition, on)]
    active = [each for each in agreements if programme.is_named_by(each.title)]
    place = {"programme": row, "account_id": account.account_id, "partition": account.partition}
    for shown in active:
        if not any(records_agreement(each, shown) for each in ours):
            yield Proposal(
                kind=ProposalKind.AGREEMENT,
                key=f"agreement/{account.account_id}/{row.key}/{shown.id}",
                title=shown.title[:LONGEST_TITLE],
                facts={"id": shown.id, "days": _written(shown.days)},
                **place,
            )
    for each in ours:
        if is_expected(each, programme) and not any(records_agreement(each, shown) for shown in active):
            yield Proposal(
                kind=ProposalKind.GONE,
                key=f"gone/{account.account_id}/{row.key}/{each.identity}",
                title=each.identity,
                facts={"identity": each.identity},
                **place,
            )


def is_answered(proposal: Proposal, programme: Programme, records: Sequence[Attestation], on: datetime.date) -> bool:
    """Whether the records answer it: they hold the report, cover the account, or cover it no longer."""
    if proposal.kind == ProposalKind.REPORT:
        return any(records_report(each, programme, shown_report(proposal)) for each in records)
    ours = [each for each in records if covers(each, proposal.account_id, proposal.partition, on)]
    if proposal.kind == ProposalKind.AGREEMENT:
        return any(records_agreement(each, shown_agreement(proposal)) for each in ours)
    return not any(each.identity == proposal.facts["identity"] for each in ours)


def shown_report(proposal: Proposal) -> ShownReport:
    """The report that a proposal is about, as it was last shown."""
    facts = proposal.facts
    return ShownReport(
        id=facts["id"], version=facts["version"], title=proposal.title, company=facts["company"], days=_read(facts)
    )


def shown_agreement(proposal: Proposal) -> ShownAgreement:
    return ShownAgreement(id=proposal.facts["id"], title=proposal.title, days=_read(proposal.facts))


def _written(days: Days) -> list[str | None]:
    return [day.isoformat() if day else None for day in days]


def _read(facts: dict[str, list[str | None]]) -> Days:
    first, last = (datetime.date.fromisoformat(day) if day else None for day in facts["days"])
    return first, last
