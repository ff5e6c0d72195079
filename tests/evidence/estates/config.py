"""A recorder that sees everything and delivers; one that sees only buckets, was never started and soon forgets."""

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    config = session.client("config", region_name=REGION)
    _record(session, {"allSupported": True, "includeGlobalResourceTypes": True})
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "lakeside-logs"})
    config.put_retention_configuration(RetentionPeriodInDays=2557)
    config.start_configuration_recorder(ConfigurationRecorderName="default")


def bad(session: boto3.Session) -> None:
    _record(session, {"allSupported": False, "resourceTypes": ["AWS::S3::Bucket"]})
    session.client("config", region_name=REGION).put_retention_configuration(RetentionPeriodInDays=90)


def _record(session: boto3.Session, group: dict[str, bool | list[str]]) -> None:
    account = session.client("sts", region_name=REGION).get_caller_identity()["Account"]
    role = f"arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    session.client("config", region_name=REGION).put_configuration_recorder(
        ConfigurationRecorder={"name": "default", "roleARN": role, "recordingGroup": group}
    )
