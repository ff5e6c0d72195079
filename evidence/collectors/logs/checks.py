"""What CloudWatch Logs' facts say of log groups, and of the trails whose events should raise alarms."""

from collections.abc import Iterator
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, manual, not_applicable, passed
from evidence.collecting.facts import Facts
from evidence.collectors.logs.events import EVENTS, terms

A_YEAR = 365  # days; PCI DSS 10.5.1, and AWS Foundational Security Best Practices CloudWatch.16


def groups(facts: Facts) -> Iterator[Resource]:
    for group in facts.answer("describe_log_groups")["logGroups"]:
        yield Resource(group["arn"].removesuffix(":*"), group)


def trails(facts: Facts) -> Iterator[Resource]:
    """The multi-region trails that live here; the shadows of others are judged in their own region."""
    for trail in facts.answer("cloudtrail.describe_trails")["trailList"]:
        if trail["HomeRegion"] == facts.region and trail["IsMultiRegionTrail"] is True:
            yield Resource(trail["TrailARN"], trail)


def kept_a_year(group: Resource, facts: Facts) -> Verdict:
    if group.said.get("logGroupClass") == "DELIVERY":
        return not_applicable(because="only_passed_on")
    days = group.said.get("retentionInDays")
    if days is None:
        return passed(because="never_expires")
    return (passed if days >= A_YEAR else failed)(days=days)


def encrypted_with_kms(group: Resource, facts: Facts) -> Verdict:
    return passed() if group.said.get("kmsKeyId") else failed()


def account_events_raise_alarms(trail: Resource, facts: Facts) -> Verdict:
    group = trail.said.get("CloudWatchLogsLogGroupArn", "").removesuffix(":*")
    if not group:
        return failed(because="no_log_group")
    if not group.startswith(facts.arn("logs", "log-group:")):
        return manual(because="log_group_elsewhere")
    alarmed = _alarmed_metrics(facts)
    watched = [
        terms(each["filterPattern"])
        for each in facts.answer("describe_metric_filters")["metricFilters"]
        if facts.arn("logs", f"log-group:{each['logGroupName']}") == group and _metrics(each) & alarmed
    ]
    missing = [name for name, needed in EVENTS.items() if not any(needed <= found for found in watched)]
    return failed(missing=missing) if missing else passed(events=len(EVENTS))


def _metrics(metric_filter: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["metricNamespace"], each["metricName"]) for each in metric_filter["metricTransformations"]}


def _alarmed_metrics(facts: Facts) -> set[tuple[str, str]]:
    """The metrics on which an alarm does something, alone or inside an expression."""
    found = set()
    for alarm in facts.answer("cloudwatch.describe_alarms")["MetricAlarms"]:
        if alarm["ActionsEnabled"] is True and alarm["AlarmActions"]:
            found |= {(alarm.get("Namespace", ""), alarm.get("MetricName", ""))}
            metrics = [each["MetricStat"]["Metric"] for each in alarm.get("Metrics", []) if "MetricStat" in each]
            found |= {(metric.get("Namespace", ""), metric["MetricName"]) for metric in metrics}
    return found
