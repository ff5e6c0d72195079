"""Repositories: scanned, fixed and closed, or as they come and open to everyone."""

import json
from collections.abc import Mapping

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    ecr = session.client("ecr", region_name=REGION)
    key = session.client("kms", region_name=REGION).create_key(Description="images")["KeyMetadata"]["Arn"]
    for name in ("clinic", "letters"):
        ecr.create_repository(
            repositoryName=name,
            imageTagMutability="IMMUTABLE",
            imageScanningConfiguration={"scanOnPush": True},
            encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key},
        )
    everything = [{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}]
    ecr.put_registry_scanning_configuration(scanType="BASIC", rules=everything)
    _write_policy(session, "clinic", {"AWS": "arn:aws:iam::111122223333:root"})


def bad(session: boto3.Session) -> None:
    session.client("ecr", region_name=REGION).create_repository(repositoryName="website")
    _write_policy(session, "website", "*")


def _write_policy(session: boto3.Session, name: str, principal: str | Mapping[str, str]) -> None:
    pulls = {"Sid": "pull", "Effect": "Allow", "Principal": principal, "Action": "ecr:BatchGetImage"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [pulls]})
    session.client("ecr", region_name=REGION).set_repository_policy(repositoryName=name, policyText=policy)
