"""Secrets: rotating and closed, or forgotten, one of them open to everyone. Age comes from the day of judgement."""

import json
from collections.abc import Mapping

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    secrets = session.client("secretsmanager", region_name=REGION)
    arn = secrets.create_secret(Name="database", SecretString="Correct-horse-7")["ARN"]
    secrets.rotate_secret(SecretId=arn, RotationRules={"AutomaticallyAfterDays": 30})
    reads = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:role/clinic"},
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
    }
    _write_policy(session, arn, reads)


def bad(session: boto3.Session) -> None:
    secrets = session.client("secretsmanager", region_name=REGION)
    secrets.create_secret(Name="forgotten", SecretString="Correct-horse-7")
    stuck = secrets.create_secret(Name="stuck", SecretString="Correct-horse-7")["ARN"]
    secrets.rotate_secret(SecretId=stuck, RotationRules={"AutomaticallyAfterDays": 30})
    arn = secrets.create_secret(Name="open", SecretString="Correct-horse-7")["ARN"]
    anyone = {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    _write_policy(session, arn, anyone)


def _write_policy(session: boto3.Session, arn: str, statement: Mapping[str, object]) -> None:
    secrets = session.client("secretsmanager", region_name=REGION)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    secrets.put_resource_policy(SecretId=arn, ResourcePolicy=policy)
