"""AWS Security Finding Format, schema 2018-10-08: what GetFindings answers, and the list that tools hand to
BatchImportFindings, such as Prowler's."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from evidence.collecting.contract import Outcome
from evidence.importing.findings import Finding, Unread, WhySo, WhyUnread, details, each_of, instant_of, slug, text

HUB, PROWLER = "security-hub", "prowler"
BY_STATUS: Final = {"PASSED": (Outcome.PASS, ""), "FAILED": (Outcome.FAIL, "")}
OTHERWISE: Final = {
    "WARNING": (Outcome.ERROR, WhySo.UNDETERMINED),
    "NOT_AVAILABLE": (Outcome.ERROR, WhySo.NOT_AVAILABLE),
}
PROWLERS: Final = {"WARNING": (Outcome.MANUAL, WhySo.MUTED), "NOT_AVAILABLE": (Outcome.MANUAL, "")}
"""Prowler has no other words for what was muted and what only a person can tell."""
NOTHING_THERE: Final = "CONFIG_RETURNS_NOT_APPLICABLE"
RELATED_KEPT: Final = 10


def recognises(document: Any) -> bool:
    rows = _rows(document)
    return bool(rows) and isinstance(rows[0], Mapping) and {"AwsAccountId", "GeneratorId"} <= rows[0].keys()


def read(document: Any) -> Iterator[Finding | Unread]:
    return each_of(_rows(document), _finding)


def _rows(document: Any) -> list[Any]:
    """A list of findings, one answer of GetFindings, or several."""
    if isinstance(document, Mapping):
        found = document.get("Findings", [document])
        return found if isinstance(found, list) else []
    if not isinstance(document, list):
        return []
    if document and isinstance(document[0], Mapping) and "Findings" in document[0]:
        return [row for page in document for row in page["Findings"]]
    return document


def _finding(number: int, row: Mapping[str, Any]) -> Iterator[Finding | Unread]:
    compliance = row.get("Compliance") or {}
    tool = _tool(row)
    check = _check(tool, row, compliance)
    if not check:
        yield Unread(number, WhyUnread.NO_CHECK)
        return
    outcome, reason = _outcome(tool, row, compliance)
    related = [text(each) for each in compliance.get("RelatedRequirements") or []][:RELATED_KEPT]
    for resource in row.get("Resources") or [{}]:
        yield Finding(
            number=number,
            tool=tool,
            check=check,
            title=text(row.get("Title")),
            account=text(row.get("AwsAccountId")),
            region=text(resource.get("Region")) or text(row.get("Region")),
            resource=text(resource.get("Id")),
            outcome=outcome,
            reason=reason,
            observed_at=instant_of(row.get("LastObservedAt"), row.get("UpdatedAt"), row.get("CreatedAt")),
            detail=details(
                severity=text((row.get("Severity") or {}).get("Label")),
                status=text(compliance.get("Status")),
                related="; ".join(related),
            ),
        )


def _tool(row: Mapping[str, Any]) -> str:
    if text(row["GeneratorId"]).startswith("prowler-"):
        return PROWLER
    product = text(row.get("ProductArn"))
    if product.endswith(":product/aws/securityhub"):
        return HUB
    return slug(text(row.get("ProductName")) or product.rpartition("/")[2])


def _check(tool: str, row: Mapping[str, Any], compliance: Mapping[str, Any]) -> str:
    """Security Hub's controls by their own id; older findings have it at the end of the generator's."""
    generator = text(row["GeneratorId"])
    if tool == PROWLER:
        return generator.removeprefix("prowler-")
    if tool != HUB:
        return generator
    control = text(compliance.get("SecurityControlId"))
    if control or "/rule/" in generator:  # a rule of the old CIS rulesets has a number that means another control
        return control or generator.partition("ruleset/")[2]
    return generator.rpartition("/")[2]


def _outcome(tool: str, row: Mapping[str, Any], compliance: Mapping[str, Any]) -> tuple[Outcome, str]:
    """A finding that was set aside, or that is no check at all, is for a person to judge."""
    if (row.get("Workflow") or {}).get("Status") == "SUPPRESSED":
        return Outcome.MANUAL, WhySo.SUPPRESSED
    if row.get("RecordState") == "ARCHIVED":
        return Outcome.MANUAL, WhySo.ARCHIVED
    status = text(compliance.get("Status"))
    if not status:
        return Outcome.MANUAL, WhySo.NO_STATUS
    if status in BY_STATUS:
        return BY_STATUS[status]
    reasons = {text(each.get("ReasonCode")) for each in compliance.get("StatusReasons") or []}
    if tool == HUB and reasons == {NOTHING_THERE}:
        return Outcome.NOT_APPLICABLE, ""
    words = PROWLERS if tool == PROWLER else OTHERWISE
    return words.get(status, (Outcome.ERROR, WhySo.UNKNOWN_STATUS))
