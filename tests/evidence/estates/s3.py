"""Buckets in two regions: the good one with everything on, the bad one open and plain, one never touched."""

import json
from typing import Any

import boto3

BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def good(session: boto3.Session) -> None:
    s3 = session.client("s3", region_name="eu-west-1")
    where = {"LocationConstraint": "eu-west-1"}
    for name in ("lakeside-records", "lakeside-logs"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration=where)
        _close(s3, name)
    _log(s3, "lakeside-records", "lakeside-logs")
    _log(s3, "lakeside-logs", "lakeside-records")


def bad(session: boto3.Session) -> None:
    s3 = session.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="lakeside-website")
    objects = "arn:aws:s3:::lakeside-website/*"
    _write_policy(
        s3,
        "lakeside-website",
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": objects},
    )
    s3.put_bucket_versioning(Bucket="lakeside-website", VersioningConfiguration={"Status": "Suspended"})
    s3.put_public_access_block(
        Bucket="lakeside-website",
        PublicAccessBlockConfiguration=dict.fromkeys(BLOCKS, True) | {"BlockPublicPolicy": False},
    )
    s3.create_bucket(Bucket="lakeside-untouched")


def _close(s3: Any, name: str) -> None:
    kms = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [kms]})
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(BLOCKS, True))
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    tls = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    _write_policy(s3, name, tls)


def _write_policy(s3: Any, name: str, statement: dict[str, Any]) -> None:
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def _log(s3: Any, name: str, target: str) -> None:
    service = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}
    grants = [{"Grantee": service, "Permission": permission} for permission in ("WRITE", "READ_ACP")]
    owner = s3.get_bucket_acl(Bucket=target)["Owner"]
    s3.put_bucket_acl(Bucket=target, AccessControlPolicy={"Grants": grants, "Owner": owner})
    logging = {"LoggingEnabled": {"TargetBucket": target, "TargetPrefix": name}}
    s3.put_bucket_logging(Bucket=name, BucketLoggingStatus=logging)
