"""What Systems Manager's facts say of instances, nodes and documents."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts

LONGEST = timedelta(days=30)  # between scans; PCI DSS 6.3.3 gives a month for critical patches


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("ssm"))


def running_instances(facts: Facts) -> Iterator[Resource]:
    for reservation in facts.answer("ec2.describe_instances")["Reservations"]:
        for instance in reservation["Instances"]:
            yield Resource(_node_arn(instance, facts), instance)


def nodes(facts: Facts) -> Iterator[Resource]:
    """What Systems Manager knows: EC2 instances, and machines elsewhere that were activated."""
    for node in facts.answer("describe_instance_information")["InstanceInformationList"]:
        yield Resource(_node_arn(node, facts), node)


def documents(facts: Facts) -> Iterator[Resource]:
    for document in facts.answer("list_documents")["DocumentIdentifiers"]:
        yield Resource(facts.arn("ssm", f"document/{document['Name']}"), document)


def instance_managed(instance: Resource, facts: Facts) -> Verdict:
    states = {node.arn: node.said["PingStatus"] for node in nodes(facts)}
    if instance.arn not in states:
        return failed(because="not_managed")
    return (passed if states[instance.arn] == "Online" else failed)(ping=states[instance.arn])


def patches_compliant(node: Resource, facts: Facts) -> Verdict:
    if node.said["PingStatus"] != "Online":
        return not_applicable(because="not_online")
    summary = _compliance("Patch", node, facts)
    if summary is None:
        return failed(because="never_scanned")
    age = facts.ended_at - datetime.fromisoformat(summary["ExecutionSummary"]["ExecutionTime"])
    if age > LONGEST:
        return failed(because="scanned_long_ago", days=age.days)
    return _compliant(summary)


def associations_compliant(node: Resource, facts: Facts) -> Verdict:
    if node.said["PingStatus"] != "Online":
        return not_applicable(because="not_online")
    summary = _compliance("Association", node, facts)
    return not_applicable(because="no_association") if summary is None else _compliant(summary)


def document_not_public(document: Resource, facts: Facts) -> Verdict:
    accounts = facts.answer("describe_document_permission", document.arn)["AccountIds"]
    return failed() if "all" in accounts else passed(shared_with=len(accounts))


def public_sharing_blocked(cell: Resource, facts: Facts) -> Verdict:
    value = facts.answer("get_service_setting")["ServiceSetting"]["SettingValue"]
    return (passed if value == "Disable" else failed)(setting=value)


def _node_arn(node: Mapping[str, Any], facts: Facts) -> str:
    name: str = node["InstanceId"]
    if name.startswith("i-"):
        return facts.arn("ec2", f"instance/{name}")
    return facts.arn("ssm", f"managed-instance/{name}")


def _compliance(kind: str, node: Resource, facts: Facts) -> dict[str, Any] | None:
    """The node's summary of that type; None where nothing of the type was ever reported."""
    summaries = facts.answer("list_resource_compliance_summaries")["ResourceComplianceSummaryItems"]
    wanted = (kind, node.said["InstanceId"])
    return next((each for each in summaries if (each["ComplianceType"], each["ResourceId"]) == wanted), None)


def _compliant(summary: Mapping[str, Any]) -> Verdict:
    missing = summary.get("NonCompliantSummary", {}).get("NonCompliantCount", 0)
    return (passed if summary["Status"] == "COMPLIANT" else failed)(not_compliant=missing)
