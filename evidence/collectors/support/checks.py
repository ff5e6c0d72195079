"""What Trusted Advisor's facts say of each of its checks about security."""

from collections.abc import Iterator

from evidence.collecting.contract import (
    CouldNotLook,
    ErrorReason,
    Resource,
    Verdict,
    failed,
    not_applicable,
    passed,
)
from evidence.collecting.facts import Facts


def security_checks(facts: Facts) -> Iterator[Resource]:
    for check in facts.answer("describe_trusted_advisor_checks")["checks"]:
        if check["category"] == "security":
            yield Resource(facts.arn("trustedadvisor", f"checks/security/{check['id']}"), check)


def security_check_green(check: Resource, facts: Facts) -> Verdict:
    summaries = facts.answer("describe_trusted_advisor_check_summaries")["summaries"]
    summary = next((each for each in summaries if each["checkId"] == check.said["id"]), None)
    if summary is None:
        raise CouldNotLook(ErrorReason.HALF_READ, "describe_trusted_advisor_check_summaries", "SummaryMissing")
    status, flagged = summary["status"], summary["resourcesSummary"]["resourcesFlagged"]
    if status == "not_available":
        return not_applicable(because="not_available", check=check.said["name"])
    return (passed if status == "ok" else failed)(check=check.said["name"], status=status, flagged=flagged)
