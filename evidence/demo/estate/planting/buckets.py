"""S3: the buckets, and the few that were set up in a hurry."""

import json
from dataclasses import dataclass
from typing import Any

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, WEST, Site


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, named without the account's alias. `key` is a KMS alias; else S3's own key encrypts."""

    name: str
    region: str = EAST
    data: str = "internal"
    key: str = ""
    versioned: bool = True
    logged: bool = True
    blocks_public_access: bool = True
    tls_only: bool = True
    public_read: bool = False


LOGS = {EAST: "access-logs", WEST: "access-logs-west"}

WRITERS = {
    "access-logs": "logging.s3.amazonaws.com",
    "access-logs-west": "logging.s3.amazonaws.com",
    "audit-logs": "cloudtrail.amazonaws.com",
}
"""Bucket -> the AWS service that may write into it."""

BUCKETS = {
    PRODUCTION.id: (
        # Made first: the others of their region write their access logs into them.
        Bucket("access-logs", logged=False),
        Bucket("access-logs-west", WEST, logged=False),
        Bucket("audit-logs", key="audit-logs"),
        Bucket("patient-documents", data="phi", key="patient-records"),
        Bucket("patient-uploads", data="phi", key="patient-records", versioned=False),  # defect: no versions
        Bucket("imaging-archive", data="phi", key="patient-records"),
        Bucket("ehr-backups", data="phi", key="backups"),
        Bucket("billing-exports", data="phi", key="patient-records", tls_only=False),  # defect: plain HTTP allowed
        Bucket("portal-assets"),
        Bucket("deploy-artifacts", blocks_public_access=False),  # defect: nothing blocks public access
        Bucket("patient-documents-replica", WEST, data="phi", key="patient-records"),
        Bucket("ehr-backups-replica", WEST, data="phi", key="backups"),
    ),
    DATA.id: (
        Bucket("access-logs", logged=False),
        Bucket("access-logs-west", WEST, logged=False),
        Bucket("audit-logs"),
        Bucket("lake-raw", data="phi", key="analytics"),
        Bucket("lake-curated", data="phi", key="analytics", logged=False),  # defect: reads leave no trace
        Bucket("lake-deidentified", key="analytics"),
        # defect: anyone on the internet can read it, and over plain HTTP
        Bucket("research-exchange", blocks_public_access=False, tls_only=False, public_read=True),
        Bucket("etl-scripts"),
        Bucket("lake-replica", WEST, data="phi", key="analytics", tls_only=False),  # defect: plain HTTP allowed
    ),
}


def plant(site: Site) -> None:
    """Make the account's buckets."""
    for bucket in BUCKETS[site.account.id]:
        _plant_bucket(site, bucket)
        site.count("s3 bucket")


def _plant_bucket(site: Site, bucket: Bucket) -> None:
    s3 = site.client("s3", bucket.region)
    name = f"{site.account.alias}-{bucket.name}"
    placed = {"CreateBucketConfiguration": {"LocationConstraint": bucket.region}} if bucket.region != EAST else {}
    s3.create_bucket(Bucket=name, **placed)
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": site.tags(name, bucket.data)})
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=_encryption(site, bucket))
    if bucket.versioned:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if bucket.blocks_public_access:
        blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
    if statements := _statements(name, bucket):
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    if bucket.logged:
        target = {
            "TargetBucket": f"{site.account.alias}-{LOGS[bucket.region]}",
            "TargetPrefix": f"{bucket.name}/",
        }
        s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": target})


def _encryption(site: Site, bucket: Bucket) -> dict[str, Any]:
    default = {"SSEAlgorithm": "AES256"}
    if bucket.key:
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": site.keys[bucket.region, bucket.key]}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bool(bucket.key)}]}


def _statements(name: str, bucket: Bucket) -> list[dict[str, Any]]:
    arn = f"arn:aws:s3:::{name}"
    statements: list[dict[str, Any]] = []
    if bucket.name in WRITERS:
        statements.append(
            {
                "Sid": "ServiceWrites",
                "Effect": "Allow",
                "Principal": {"Service": WRITERS[bucket.name]},
                "Action": ["s3:GetBucketAcl", "s3:PutObject"],
                "Resource": f"{arn}/*",
            }
        )
    if bucket.tls_only:
        statements.append(
            {
                "Sid": "RefusePlainHttp",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [arn, f"{arn}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        )
    if bucket.public_read:
        statements.append(
            {
                "Sid": "ResearchersRead",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": f"{arn}/*",
            }
        )
    return statements
