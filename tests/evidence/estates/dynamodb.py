"""Tables: kept, encrypted and closed, or as they come and open to everyone."""

import json
from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    dynamodb = session.client("dynamodb", region_name=REGION)
    key = session.client("kms", region_name=REGION).create_key(Description="records")["KeyMetadata"]["Arn"]
    encryption = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    for name in ("records", "letters"):
        _table(dynamodb, name, SSESpecification=encryption, DeletionProtectionEnabled=True)
        dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
    _write_policy(dynamodb, "records", {"AWS": "arn:aws:iam::111122223333:role/clinic"})


def bad(session: boto3.Session) -> None:
    dynamodb = session.client("dynamodb", region_name=REGION)
    _table(dynamodb, "website")
    _write_policy(dynamodb, "website", "*")


def _table(dynamodb: Any, name: str, **settings: Any) -> None:
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        **settings,
    )


def _write_policy(dynamodb: Any, name: str, principal: Any) -> None:
    arn = dynamodb.describe_table(TableName=name)["Table"]["TableArn"]
    reads = {"Effect": "Allow", "Principal": principal, "Action": "dynamodb:GetItem", "Resource": arn}
    dynamodb.put_resource_policy(ResourceArn=arn, Policy=json.dumps({"Version": "2012-10-17", "Statement": [reads]}))
