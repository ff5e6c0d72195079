"""Clusters: private, logged and under a key, or as they come. The simulated AWS knows no days of support."""

from typing import Any

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    key = session.client("kms", region_name=REGION).create_key(Description="secrets")["KeyMetadata"]["Arn"]
    _cluster(
        session,
        "clinic",
        {"endpointPublicAccess": False, "endpointPrivateAccess": True},
        logging={"clusterLogging": [{"types": ["api", "audit", "authenticator"], "enabled": True}]},
        encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": key}}],
    )


def bad(session: boto3.Session) -> None:
    _cluster(
        session,
        "website",
        {"endpointPublicAccess": True, "publicAccessCidrs": ["0.0.0.0/0"]},
        logging={"clusterLogging": [{"types": ["scheduler"], "enabled": True}]},
    )


def _cluster(session: boto3.Session, name: str, network: dict[str, Any], **settings: Any) -> None:
    ec2 = session.client("ec2", region_name=REGION)
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    account = session.client("sts", region_name=REGION).get_caller_identity()["Account"]
    session.client("eks", region_name=REGION).create_cluster(
        name=name,
        version="1.35",
        roleArn=f"arn:aws:iam::{account}:role/{name}",
        resourcesVpcConfig={"subnetIds": subnets, **network},
        **settings,
    )
