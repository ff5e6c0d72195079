"""Trails: one for all regions, sealed and running; one for a single region, stopped, into a public bucket."""

import json
from typing import Any

import boto3

REGION = "eu-west-1"
WHERE = {"LocationConstraint": REGION}


def good(session: boto3.Session) -> None:
    _bucket(session, "lakeside-trail", "Deny")
    key = session.client("kms", region_name=REGION).create_key()["KeyMetadata"]["Arn"]
    trail = session.client("cloudtrail", region_name=REGION)
    arn = trail.create_trail(
        Name="everything",
        S3BucketName="lakeside-trail",
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId=key,
    )["TrailARN"]
    selector = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
    trail.put_event_selectors(TrailName=arn, EventSelectors=[selector])
    trail.start_logging(Name=arn)


def bad(session: boto3.Session) -> None:
    _bucket(session, "lakeside-public-trail", "Allow")
    trail = session.client("cloudtrail", region_name=REGION)
    trail.create_trail(Name="here-only", S3BucketName="lakeside-public-trail", IsMultiRegionTrail=False)


def _bucket(session: boto3.Session, name: str, effect: str) -> None:
    s3: Any = session.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration=WHERE)
    objects = f"arn:aws:s3:::{name}/*"
    statement = {"Effect": effect, "Principal": "*", "Action": "s3:GetObject", "Resource": objects}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
