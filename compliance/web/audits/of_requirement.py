"""What audits have to say of one requirement, for its page: findings about it, and the audits under way that ask it."""

from dataclasses import dataclass

from compliance.audits.findings import FindingState
from compliance.models import Engagement
from compliance.web.audits.findings import Row, rows_of
from compliance.web.door import Visit


@dataclass(frozen=True)
class InAudits:
    """`findings`: those that are open first."""

    findings: list[Row]
    audits: list[Engagement]


def in_audits(request: Visit, edition: str, ref: str) -> InAudits:
    """As the reader may see it. Three queries."""
    audits = Engagement.objects.visible_to(request.viewer).filter(system=request.system, ended_at=None)
    found = rows_of(request, requirement__edition__key=edition, requirement__ref=ref)
    return InAudits(
        findings=sorted(found, key=lambda row: row.posture.state == FindingState.CLOSED),
        audits=list(audits.filter(editions__key=edition)),
    )
