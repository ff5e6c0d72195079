"""Calling Harbour Health's simulated estate: as the installation, or in a session of the collector's role."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from evidence.demo.estate import ACCOUNTS, BASE, COLLECTOR_ROLE, REGIONS, KeyPair, create_role

PRODUCTION, DATA = (account.id for account in ACCOUNTS)
EAST, WEST = REGIONS
READS = ("iam:Get*", "iam:List*", "s3:Get*", "s3:ListAllMyBuckets", "ec2:Describe*", "rds:Describe*", "kms:*")

Keys = dict[str, str]


def allow(*actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def keys_of(pair: KeyPair) -> Keys:
    return {"aws_access_key_id": pair.access_key_id, "aws_secret_access_key": pair.secret_access_key}


def role_arn(account: str) -> str:
    return f"arn:aws:iam::{account}:role/{COLLECTOR_ROLE}"


def let_in(endpoint_url: str, account: str, external_id: str = "") -> str:
    """The administrator makes the role, or renews it; the ExternalId is the account's own unless named."""
    return create_role(
        endpoint_url=endpoint_url,
        account_id=account,
        external_id=external_id or f"external-{account}",
        trusted_arn=BASE.arn,
        policy=allow(*READS),
    )


def call(endpoint_url: str, keys: Keys, service: str, region: str = EAST) -> Any:
    settings = Config(proxies={}, retries={"total_max_attempts": 1})
    return boto3.client(service, region_name=region, endpoint_url=endpoint_url, config=settings, **keys)  # type: ignore[call-overload]


def session(sts: Any, account: str, **narrowing: str) -> Keys:
    given = sts.assume_role(
        RoleArn=role_arn(account), RoleSessionName="run-1", ExternalId=f"external-{account}", **narrowing
    )["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def refusal(attempt: Callable[[], Any]) -> tuple[str, int]:
    """The error code and the HTTP status; every refusal says why and carries a request id."""
    with pytest.raises(ClientError) as caught:
        attempt()
    answer = caught.value.response
    assert answer["Error"]["Message"]
    assert answer["ResponseMetadata"]["RequestId"]
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def everything(endpoint_url: str, sts: Any) -> dict[str, list[str]]:
    """The ids and ARNs of all that the collector's role may list in both accounts, by kind, sorted."""
    found: dict[str, list[str]] = {}

    def add(kind: str, ids: list[str]) -> None:
        found.setdefault(kind, []).extend(ids)

    for account in (PRODUCTION, DATA):
        keys = session(sts, account)
        iam = call(endpoint_url, keys, "iam")
        add("iam user", [f"{user['Arn']} {user['UserId']}" for user in iam.list_users()["Users"]])
        add("iam role", [f"{role['Arn']} {role['RoleId']}" for role in iam.list_roles()["Roles"]])
        add("s3 bucket", [b["Name"] for b in call(endpoint_url, keys, "s3").list_buckets()["Buckets"]])
        for region in REGIONS:
            ec2 = call(endpoint_url, keys, "ec2", region)
            machines = ec2.describe_instances()["Reservations"]
            add("ec2 instance", [one["InstanceId"] for group in machines for one in group["Instances"]])
            add("ec2 volume", [one["VolumeId"] for one in ec2.describe_volumes()["Volumes"]])
            snapshots = ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]
            add("ec2 snapshot", [one["SnapshotId"] for one in snapshots])
            groups = ec2.describe_security_groups()["SecurityGroups"]
            add("ec2 security group", [one["GroupId"] for one in groups])
            kms = call(endpoint_url, keys, "kms", region)
            add("kms key", [one["KeyArn"] for one in kms.list_keys()["Keys"]])
            if (account, region) != (DATA, WEST):
                rds = call(endpoint_url, keys, "rds", region)
                databases = rds.describe_db_instances()["DBInstances"]
                add("rds instance", [f"{one['DBInstanceArn']} {one['DbiResourceId']}" for one in databases])
                copies = rds.describe_db_snapshots()["DBSnapshots"]
                add("rds snapshot", [one["DBSnapshotArn"] for one in copies])
    return {kind: sorted(ids) for kind, ids in found.items()}
