"""Web ACLs: one that logs, blocks attacks and floods; one that only counts, one without a rule."""

from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    header = {"SingleHeader": {"Name": "x-from-cloudfront"}}
    shared = {
        "SearchString": b"Correct-horse-7",
        "FieldToMatch": header,
        "PositionalConstraint": "EXACTLY",
        "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
    }
    flood = {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}}
    acl = _acl(
        session,
        "front",
        _rule("core", 0, {"OverrideAction": {"None": {}}}, _managed("AWSManagedRulesCommonRuleSet")),
        _rule("floods", 1, {"Action": {"Block": {}}}, flood),
        _rule("known", 2, {"Action": {"Allow": {}}}, {"ByteMatchStatement": shared}),
    )
    log = {"ResourceArn": acl, "LogDestinationConfigs": ["arn:aws:s3:::aws-waf-logs-lakeside"]}
    session.client("wafv2", region_name=REGION).put_logging_configuration(LoggingConfiguration=log)


def bad(session: boto3.Session) -> None:
    _acl(session, "empty")
    counting: dict[str, Any] = {"OverrideAction": {"Count": {}}}
    _acl(session, "counting", _rule("core", 0, counting, _managed("AWSManagedRulesCommonRuleSet")))


def _acl(session: boto3.Session, name: str, *rules: Any) -> str:
    made = session.client("wafv2", region_name=REGION).create_web_acl(
        Name=name, Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=_visible(name), Rules=rules
    )
    return str(made["Summary"]["ARN"])


def _rule(name: str, priority: int, action: dict[str, Any], statement: dict[str, Any]) -> dict[str, Any]:
    said = {"Name": name, "Priority": priority, "Statement": statement, "VisibilityConfig": _visible(name)}
    return said | action


def _managed(name: str) -> dict[str, Any]:
    return {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}}


def _visible(name: str) -> Any:
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}
