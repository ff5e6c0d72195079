"""Which findings are of a system: of its accounts and their regions, by its scope on a day."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from compliance.models import AccountTerm, System
from evidence.collecting.shipped import collectors
from evidence.importing.findings import Finding

EVERYWHERE = frozenset({"", "global", "aws-global"})


@dataclass(frozen=True)
class Boundary:
    """`regions` by account id."""

    regions: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, system: System, on: datetime.date) -> "Boundary":
        terms = AccountTerm.objects.on(on).filter(system=system).select_related("account")
        return cls({term.account.account_id: frozenset(term.regions) for term in terms})

    def holds(self, finding: Finding, service: str | None) -> bool:
        """A finding without an account is of the system that it was handed in for. One about a global service counts
        whatever region its tool calls home."""
        if not finding.account:
            return True
        regions = self.regions.get(finding.account)
        if regions is None:
            return False
        return finding.region in regions | EVERYWHERE or service in global_services() or _has_no_region(finding)


def _has_no_region(finding: Finding) -> bool:
    """By its own ARN: arn:aws:iam::111122223333:root."""
    return finding.resource.startswith("arn:") and finding.resource.split(":")[3:4] == [""]


@cache
def global_services() -> frozenset[str]:
    """Those that our own collectors look at once for an account."""
    return frozenset(each.service for each in collectors().values() if each.scope == "global")
