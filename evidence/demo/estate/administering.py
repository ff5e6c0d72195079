"""The customer's administrator, who lets the product in: the collector's role, by plain calls to IAM."""

import json
from typing import Any

import boto3
from botocore.config import Config

from evidence.demo.estate.identities import ADMINISTRATORS, COLLECTOR_ROLE, REGIONS

POLICY_NAME = "DemarcEvidenceReads"


def create_role(
    *, endpoint_url: str, account_id: str, external_id: str, trusted_arn: str, policy: dict[str, Any]
) -> str:
    """Create the collector's role in one account, or bring an existing one up to date; answers its ARN.

    `trusted_arn` is who may take the role, when it names the ExternalId; `policy` is what the role may read.
    """
    administrator = ADMINISTRATORS[account_id]
    iam = boto3.client(
        "iam",
        region_name=REGIONS[0],
        endpoint_url=endpoint_url,
        aws_access_key_id=administrator.access_key_id,
        aws_secret_access_key=administrator.secret_access_key,
        config=Config(proxies={}),
    )
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": trusted_arn},
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
                }
            ],
        }
    )
    role: dict[str, Any]
    try:
        role = iam.create_role(
            RoleName=COLLECTOR_ROLE,
            AssumeRolePolicyDocument=trust,
            Description="Reads configuration as evidence; changes nothing.",
            Tags=[{"Key": "owner", "Value": "compliance"}],
        )["Role"]
    except iam.exceptions.EntityAlreadyExistsException:
        iam.update_assume_role_policy(RoleName=COLLECTOR_ROLE, PolicyDocument=trust)
        role = iam.get_role(RoleName=COLLECTOR_ROLE)["Role"]
    iam.put_role_policy(RoleName=COLLECTOR_ROLE, PolicyName=POLICY_NAME, PolicyDocument=json.dumps(policy))
    return str(role["Arn"])
