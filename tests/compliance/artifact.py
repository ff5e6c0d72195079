"""What AWS Artifact shows Harbour's accounts, as plain values. All made up: the ids belong to no document of AWS's."""

import datetime
import uuid

from compliance.actions.proposing import propose_documents
from compliance.attested.artifact import Days, ShownAgreement, ShownReport
from compliance.models import Account, Proposal, ProposalKind
from tests.factories import Harbour

DAY = datetime.timedelta(days=1)
BAA, OLDER_BAA = "customer-agreement-AwsDemoBaa000001", "customer-agreement-AwsDemoBaa000000"
SOC2 = "report-AwsDemoSoc200001"


def report(harbour: Harbour, *, id: str = SOC2, version: int = 1, company: str = "AWS", **other: object) -> ShownReport:
    """A newer SOC 2 report than the one on record, unless said otherwise."""
    days: Days = (harbour.on - 395 * DAY, harbour.on - 30 * DAY)
    said = {"title": "AWS-DEMO SOC 2 Type 2 Report", "days": days} | other
    return ShownReport(id=id, version=version, company=company, **said)  # type: ignore[arg-type]  # the test's own words


def agreement(harbour: Harbour, id: str = BAA, title: str = "AWS-DEMO Business Associate Addendum") -> ShownAgreement:
    return ShownAgreement(id=id, title=title, days=(harbour.on - 200 * DAY, None))


def shown(
    harbour: Harbour,
    *,
    reports: list[ShownReport] | None = None,
    agreements: list[ShownAgreement] | None = None,
    account: Account | None = None,
    later: datetime.timedelta = datetime.timedelta(),
) -> uuid.UUID:
    """One look into an account, the first unless said otherwise; gives the evidence's id."""
    ref = uuid.uuid4()
    propose_documents(
        account=account or harbour.accounts[0],
        reports=reports,
        agreements=agreements,
        ref=ref,
        now=harbour.now + later,
    )
    return ref


def the_proposal(kind: ProposalKind) -> Proposal:
    return Proposal.objects.get(kind=kind)


def states(kind: ProposalKind) -> list[str]:
    """In the order in which they were opened."""
    return list(Proposal.objects.filter(kind=kind).order_by("first_seen_at", "pk").values_list("state", flat=True))
