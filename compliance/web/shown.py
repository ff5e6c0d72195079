"""What AWS Artifact shows and our record does not, or the reverse, as officers find it listed."""

from dataclasses import dataclass

from django.urls import reverse

from compliance.attested.proposals import shown_agreement, shown_report
from compliance.models import Account, Proposal, ProposalKind
from compliance.web.door import Visit

ORDER = [ProposalKind.GONE, ProposalKind.AGREEMENT, ProposalKind.REPORT]


@dataclass(frozen=True)
class Row:
    """One open proposal. `evidence` is the address of the sealed list, where the viewer may open it."""

    proposal: Proposal
    account_id: str
    evidence: str

    @property
    def identity(self) -> str:
        if self.proposal.kind == ProposalKind.REPORT:
            return shown_report(self.proposal).identity
        return str(self.proposal.facts.get("id") or self.proposal.facts["identity"])

    @property
    def days(self) -> tuple[object, ...]:
        if self.proposal.kind == ProposalKind.GONE:
            return ()
        is_report = self.proposal.kind == ProposalKind.REPORT
        return (shown_report if is_report else shown_agreement)(self.proposal).days


def rows_for(request: Visit) -> list[Row]:
    """The open proposals, what takes AWS's part away first. Two queries for an officer, none for anybody else."""
    open_ones = list(Proposal.objects.visible_to(request.viewer).open().select_related("programme"))
    asked = {each.pk: each.account_id or each.facts["seen_in"] for each in open_ones}
    ours = Account.objects.visible_to(request.viewer).filter(account_id__in=set(asked.values()))
    systems = dict(ours.values_list("account_id", "system_id")) if open_ones else {}
    rows = [
        Row(each, asked[each.pk], reverse("evidence:item", args=[system, each.ref]) if system else "")
        for each in open_ones
        for system in [systems.get(asked[each.pk])]
    ]
    return sorted(rows, key=lambda row: (ORDER.index(ProposalKind(row.proposal.kind)), row.proposal.programme.name))
