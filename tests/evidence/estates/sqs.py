"""Queues: encrypted and for one topic over TLS; or plain and open to everyone."""

import json
from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    sends = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "sqs:SendMessage",
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:alarms"}},
    }
    tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    _queue(session, "alarms", sends, tls, SqsManagedSseEnabled="true")
    _queue(session, "letters", tls, KmsMasterKeyId="alias/messages")


def bad(session: boto3.Session) -> None:
    anyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sqs:SendMessage", "Resource": "*"}
    _queue(session, "website", anyone, SqsManagedSseEnabled="false")
    session.client("sqs", region_name=REGION).create_queue(
        QueueName="forgotten", Attributes={"SqsManagedSseEnabled": "false"}
    )


def _queue(session: boto3.Session, name: str, *written: dict[str, Any], **attributes: str) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(written)})
    session.client("sqs", region_name=REGION).create_queue(
        QueueName=name,
        Attributes={"Policy": policy, **attributes},
    )
