"""Keys: rotating and closed, or neither; one on its way out, one that cannot rotate."""

import json

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    kms = session.client("kms", region_name=REGION)
    kms.enable_key_rotation(KeyId=kms.create_key(Description="records")["KeyMetadata"]["KeyId"])
    kms.create_key(Description="signing", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")


def bad(session: boto3.Session) -> None:
    kms = session.client("kms", region_name=REGION)
    anyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [anyone]})
    kms.create_key(Description="open", Policy=policy)
    leaving = kms.create_key(Description="leaving")["KeyMetadata"]["KeyId"]
    kms.schedule_key_deletion(KeyId=leaving, PendingWindowInDays=7)
