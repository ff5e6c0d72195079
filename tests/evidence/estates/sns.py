"""Topics: encrypted, closed and over TLS; or plain and open to everyone."""

import json
from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    account = session.client("sts", region_name=REGION).get_caller_identity()["Account"]
    publishes = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "SNS:Publish",
        "Resource": "*",
        "Condition": {"StringEquals": {"AWS:SourceOwner": account}},
    }
    tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "SNS:Publish",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    key = session.client("kms", region_name=REGION).create_key(Description="messages")["KeyMetadata"]["KeyId"]
    _topic(session, "alarms", publishes, tls, KmsMasterKeyId=key)


def bad(session: boto3.Session) -> None:
    anyone = {"Effect": "Allow", "Principal": "*", "Action": "SNS:Publish", "Resource": "*"}
    _topic(session, "website", anyone)


def _topic(session: boto3.Session, name: str, *written: dict[str, Any], **attributes: str) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(written)})
    session.client("sns", region_name=REGION).create_topic(Name=name, Attributes={"Policy": policy, **attributes})
