"""A trail whose log group raises an alarm on every event that CIS names; a trail that nobody listens to."""

from typing import Any

import boto3

from evidence.collectors.logs.events import EVENTS, Term

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    logs = session.client("logs", region_name=REGION)
    key = session.client("kms", region_name=REGION).create_key()["KeyMetadata"]["Arn"]
    logs.create_log_group(logGroupName="trail", kmsKeyId=key)
    logs.put_retention_policy(logGroupName="trail", retentionInDays=400)
    logs.create_log_group(logGroupName="/ecs/clinic", kmsKeyId=key)
    for name, terms in EVENTS.items():
        _alarm(session, name, terms)
    _trail(session, "everything", logs.describe_log_groups(logGroupNamePrefix="trail")["logGroups"][0]["arn"])


def bad(session: boto3.Session) -> None:
    logs = session.client("logs", region_name=REGION)
    logs.create_log_group(logGroupName="/aws/lambda/bills")
    logs.put_retention_policy(logGroupName="/aws/lambda/bills", retentionInDays=30)
    logs.create_log_group(logGroupName="half")
    _trail(session, "half-heard", logs.describe_log_groups(logGroupNamePrefix="half")["logGroups"][0]["arn"])
    _filter(logs, "half", "root_used", EVENTS["root_used"])  # counted, but no alarm looks at the count
    _trail(session, "unheard", None)


def _filter(logs: Any, group: str, name: str, terms: set[Term]) -> None:
    compared = (f'($.{field} {operator} "{value}")' for field, operator, value in sorted(terms))
    logs.put_metric_filter(
        logGroupName=group,
        filterName=name,
        filterPattern=f"{{ {' || '.join(compared)} }}",
        metricTransformations=[{"metricName": name, "metricNamespace": "CIS", "metricValue": "1"}],
    )


def _alarm(session: boto3.Session, name: str, terms: set[Term]) -> None:
    _filter(session.client("logs", region_name=REGION), "trail", name, terms)
    session.client("cloudwatch", region_name=REGION).put_metric_alarm(
        AlarmName=name,
        Namespace="CIS",
        MetricName=name,
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=["arn:aws:sns:eu-west-1:999988887777:watch"],
    )


def _trail(session: boto3.Session, name: str, group: str | None) -> None:
    bucket = f"lakeside-{name}-{_account(session)}"
    where: Any = {"LocationConstraint": REGION}
    session.client("s3", region_name=REGION).create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
    role = f"arn:aws:iam::{_account(session)}:role/trail"
    sent: Any = {"CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": role} if group else {}
    session.client("cloudtrail", region_name=REGION).create_trail(
        Name=name, S3BucketName=bucket, IsMultiRegionTrail=True, **sent
    )


def _account(session: boto3.Session) -> str:
    return str(session.client("sts", region_name=REGION).get_caller_identity()["Account"])
