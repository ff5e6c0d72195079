"""What a customer must allow us, and no more: generated from the calls that the collectors declare."""

import json
from collections.abc import Iterable
from typing import Any

from evidence.collecting.contract import Collector

# The most that AssumeRole takes as an inline session policy (STS API reference, AssumeRole, Policy).
SESSION_POLICY_LIMIT = 2048
Policy = dict[str, Any]


def actions_of(collectors: Iterable[Collector]) -> list[str]:
    return sorted({action for collector in collectors for action in collector.actions})


def permissions_policy(collectors: Iterable[Collector]) -> Policy:
    """The role's least privilege: every declared call, reading only, on whatever the account holds."""
    return _document({"Sid": "DemarcReads", "Effect": "Allow", "Action": actions_of(collectors), "Resource": "*"})


def session_policy(collectors: Iterable[Collector]) -> str:
    """JSON text that narrows one session to these collectors' calls, whatever else the role may do.

    Errors: ValueError when it is longer than STS takes: run fewer collectors in one session.
    """
    text = json.dumps(permissions_policy(collectors), separators=(",", ":"))
    if len(text) > SESSION_POLICY_LIMIT:
        raise ValueError(
            f"the session policy has {len(text)} characters and STS takes {SESSION_POLICY_LIMIT}: split it"
        )
    return text


def trust_policy(*, principal: str, external_id: str | Policy) -> Policy:
    """Who may assume the role: our principal (an ARN), only with this account's ExternalId (or a Ref)."""
    return _document(
        {
            "Sid": "DemarcWithExternalId",
            "Effect": "Allow",
            "Principal": {"AWS": principal},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
        }
    )


def cloudformation(collectors: Iterable[Collector], *, principal: str) -> str:
    """A CloudFormation template (JSON): the role, its policy, ExternalId as parameter, its ARN as output."""
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": {"Ref": "RoleName"},
            "Description": "Lets Demarc read configuration as evidence. It cannot change anything.",
            "AssumeRolePolicyDocument": trust_policy(principal=principal, external_id={"Ref": "ExternalId"}),
            "Policies": [{"PolicyName": "demarc-reads", "PolicyDocument": permissions_policy(collectors)}],
        },
    }
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "A read-only role for Demarc, assumed only with an ExternalId",
        "Parameters": {
            "ExternalId": {
                "Type": "String",
                "MinLength": 16,
                "Description": "Shown by Demarc, one for each account",
            },
            "RoleName": {"Type": "String", "Default": "DemarcEvidence"},
        },
        "Resources": {"DemarcRole": role},
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["DemarcRole", "Arn"]}}},
    }
    return json.dumps(template, indent=2)


def _document(statement: Policy) -> Policy:
    return {"Version": "2012-10-17", "Statement": [statement]}
