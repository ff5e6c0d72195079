"""Clusters: one as it should be but for its parameters, which the simulated AWS cannot set; one as it comes."""

from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    session.client("s3", region_name=REGION).create_bucket(
        Bucket="lakeside-warehouse-logs", CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    _cluster(
        session,
        "warehouse",
        Encrypted=True,
        PubliclyAccessible=False,
        EnhancedVpcRouting=True,
        AllowVersionUpgrade=True,
        AutomatedSnapshotRetentionPeriod=14,
    )
    session.client("redshift", region_name=REGION).enable_logging(
        ClusterIdentifier="warehouse", BucketName="lakeside-warehouse-logs", S3KeyPrefix="audit/"
    )


def bad(session: boto3.Session) -> None:
    _cluster(
        session,
        "website",
        Encrypted=False,
        PubliclyAccessible=True,
        EnhancedVpcRouting=False,
        AllowVersionUpgrade=False,
        AutomatedSnapshotRetentionPeriod=1,
    )


def _cluster(session: boto3.Session, name: str, **settings: Any) -> None:
    session.client("redshift", region_name=REGION).create_cluster(
        ClusterIdentifier=name,
        NodeType="ra3.large",
        MasterUsername="keeper",
        MasterUserPassword="Correct-horse-7",
        **settings,
    )
