"""Does the simulated AWS estate read policies and requests as AWS does, and err on the side of refusing?"""

import json
from typing import Any

import pytest

from evidence.demo.estate.policies import MalformedPolicy, permits, statements, trusts
from evidence.demo.estate.s3_actions import UNKNOWN, action_of

OURS = {"account_id": "999988887777", "arn": "arn:aws:iam::999988887777:user/demarc"}


def policy(*found: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(found)})


def allow(**more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Resource": "*"} | more


def deny(**more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Resource": "*"} | more


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([allow(Action="rds:Describe*")], "allow"),
        ([allow(Action=["iam:Get*", "RDS:describedbinstances"])], "allow"),
        ([allow(Action="rds:List*")], "silent"),
        ([allow(Action="*"), deny(Action="rds:*")], "deny"),
        ([allow(NotAction="rds:*")], "silent"),
        ([allow(NotAction=["iam:*"])], "allow"),
        ([allow(Action="*", Condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}})], "allow"),
        ([allow(Action="*", Condition={"StringEquals": {"aws:RequestedRegion": ["us-west-2"]}})], "silent"),
    ],
)
def test_a_permission_is_given_by_its_action(found: list[dict[str, Any]], verdict: str) -> None:
    context = {"aws:RequestedRegion": "us-east-1"}
    assert permits([policy(*found)], "rds:DescribeDBInstances", context) == verdict


def test_a_condition_that_cannot_be_read_never_grants() -> None:
    strange = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    assert permits([policy(allow(Action="*", Condition=strange))], "iam:ListUsers", {}) == "silent"
    refusing = policy(allow(Action="*"), deny(Action="iam:*", Condition=strange))
    assert permits([refusing], "iam:ListUsers", {}) == "deny"


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "999988887777"},
        {"AWS": ["arn:aws:iam::123456789012:root", "arn:aws:iam::999988887777:root"]},
        {"AWS": "arn:aws:iam::999988887777:user/demarc"},
    ],
)
def test_a_role_trusts_whom_it_names_with_the_right_external_id_only(principal: Any) -> None:
    document = policy(
        {
            "Effect": "Allow",
            "Principal": principal,
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "right"}},
        }
    )
    assert trusts(document, **OURS, context={"sts:ExternalId": "right"}) == "allow"
    assert trusts(document, **OURS, context={"sts:ExternalId": "Right"}) == "silent"
    assert trusts(document, **OURS, context={}) == "silent"


@pytest.mark.parametrize(
    "principal",
    [{"AWS": "123456789012"}, {"AWS": "arn:aws:iam::999988887777:user/demarc2"}, {"Service": "*"}],
)
def test_a_role_does_not_trust_whom_it_does_not_name(principal: dict[str, str]) -> None:
    document = policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})
    assert trusts(document, **OURS, context={}) == "silent"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Statement": [{"Action": "*"}]}', '{"Statement": "*"}'])
def test_what_is_no_policy_is_said_to_be_none(text: str) -> None:
    with pytest.raises(MalformedPolicy):
        statements(text)


@pytest.mark.parametrize(
    ("request_line", "parameters", "action"),
    [
        ("GET /", [], "s3:ListAllMyBuckets"),
        ("GET /records", ["encryption"], "s3:GetEncryptionConfiguration"),
        ("GET /records/", ["policyStatus"], "s3:GetBucketPolicyStatus"),
        ("GET /records", ["list-type", "prefix"], "s3:ListBucket"),
        ("HEAD /records", [], "s3:ListBucket"),
        ("GET /records/patient/1.pdf", [], "s3:GetObject"),
        ("GET /records/patient/1.pdf", ["acl"], UNKNOWN),
        ("GET /records", ["inventory"], UNKNOWN),
        ("PUT /records", ["policy"], UNKNOWN),
        ("DELETE /records", [], UNKNOWN),
        ("GET /v20180820/configuration/publicAccessBlock", [], "s3:GetAccountPublicAccessBlock"),
        ("PUT /v20180820/configuration/publicAccessBlock", [], UNKNOWN),
    ],
)
def test_an_s3_request_is_known_by_its_shape(request_line: str, parameters: list[str], action: str) -> None:
    method, path = request_line.split()
    assert action_of(method, path, parameters) == action
