"""File systems: encrypted, backed up and for named roles over TLS; or as they come; or open to everyone."""

import json
from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    efs = session.client("efs", region_name=REGION)
    key = session.client("kms", region_name=REGION).create_key(Description="files")["KeyMetadata"]["Arn"]
    made = efs.create_file_system(CreationToken="files", Encrypted=True, KmsKeyId=key, Backup=True)
    mounts = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:role/clinic"},
        "Action": ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
    }
    tls = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    _write_policy(efs, made["FileSystemId"], mounts, tls)


def bad(session: boto3.Session) -> None:
    efs = session.client("efs", region_name=REGION)
    efs.create_file_system(CreationToken="forgotten")
    made = efs.create_file_system(CreationToken="open")
    anyone = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "elasticfilesystem:*"}
    _write_policy(efs, made["FileSystemId"], anyone)


def _write_policy(efs: Any, identity: str, *written: dict[str, Any]) -> None:
    policy = {"Version": "2012-10-17", "Statement": list(written)}
    efs.put_file_system_policy(FileSystemId=identity, Policy=json.dumps(policy))
