"""AWS's documents as AWS Artifact lists them, for whoever keeps the record of them. Days are UTC's."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from compliance.attested.artifact import Days, ShownAgreement, ShownReport
from evidence.collecting.facts import Facts


def reports(facts: Facts) -> Iterator[ShownReport]:
    for listed in facts.answer("list_reports")["reports"]:
        if listed["state"] == "PUBLISHED":
            yield ShownReport(
                id=listed["id"],
                version=listed["version"],
                title=listed["name"],
                company=listed.get("companyName", ""),
                days=_days(listed, "periodStart", "periodEnd"),
            )


def agreements(facts: Facts) -> Iterator[ShownAgreement]:
    """Those active at the time. CouldNotLook too when the organisation's agreements are kept from us."""
    organisation = facts.answer("organizations.describe_organization")
    if organisation is not None and not organisation["Organization"]["Id"]:
        raise ValueError("an organisation without an id")
    for listed in facts.answer("list_customer_agreements")["customerAgreements"]:
        if listed["state"] == "ACTIVE" and _ends_after(listed, facts.ended_at):
            yield ShownAgreement(
                id=listed["id"], title=listed["name"], days=_days(listed, "effectiveStart", "effectiveEnd")
            )


def _ends_after(listed: dict[str, Any], moment: datetime) -> bool:
    end = listed.get("effectiveEnd")
    return end is None or datetime.fromisoformat(end) > moment


def _days(listed: dict[str, Any], first: str, last: str) -> Days:
    said = [listed.get(name) for name in (first, last)]
    start, end = (datetime.fromisoformat(each).astimezone(UTC).date() if each else None for each in said)
    return start, end
