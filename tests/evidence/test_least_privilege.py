"""What must a customer allow us, and is it no more than the collectors' calls?"""

import json
import re

import boto3
import pytest

from evidence.collecting import policy
from evidence.collecting.contract import Collector

PRINCIPAL = "arn:aws:iam::999988887777:role/demarc-worker"
READING = re.compile(r"[a-z0-9-]+:(Get|List|Describe|Generate)[A-Z]\w+")


def test_the_policy_allows_the_declared_calls_and_nothing_else(collectors: dict[str, Collector]) -> None:
    [statement] = policy.permissions_policy(collectors.values())["Statement"]
    declared = {call.action for collector in collectors.values() for call in collector.calls.values()}
    assert statement["Action"] == sorted(declared)
    assert all(READING.fullmatch(action) for action in declared), "a collector asks for more than reading"


def test_a_session_is_narrowed_to_the_collectors_that_run(collectors: dict[str, Collector]) -> None:
    narrowed = json.loads(policy.session_policy([collectors["rds"]]))
    assert narrowed["Statement"][0]["Action"] == ["rds:DescribeDBInstances"]
    assert len(policy.session_policy(collectors.values())) <= policy.SESSION_POLICY_LIMIT


def test_a_session_policy_that_sts_would_refuse_is_refused_here(
    collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "SESSION_POLICY_LIMIT", 500)
    with pytest.raises(ValueError, match="STS takes 500"):
        policy.session_policy(collectors.values())


def test_the_template_makes_a_role_that_asks_for_the_external_id(aws: str, collectors: dict[str, Collector]) -> None:
    """The template is deployed on the simulated AWS, and the role it makes is read back."""
    template = policy.cloudformation(collectors.values(), principal=PRINCIPAL)
    stacks = boto3.client("cloudformation", region_name="us-east-1")
    stacks.create_stack(
        StackName="demarc",
        TemplateBody=template,
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[{"ParameterKey": "ExternalId", "ParameterValue": "lakeside-0123456789abcdef"}],
    )

    [stack] = stacks.describe_stacks(StackName="demarc")["Stacks"]
    iam = boto3.client("iam", region_name="us-east-1")
    role = iam.get_role(RoleName="DemarcEvidence")["Role"]

    assert stack["Outputs"][0]["OutputValue"] == role["Arn"]
    assert role["AssumeRolePolicyDocument"] == policy.trust_policy(
        principal=PRINCIPAL, external_id="lakeside-0123456789abcdef"
    )
    [inline] = json.loads(template)["Resources"]["DemarcRole"]["Properties"]["Policies"]
    assert inline["PolicyDocument"] == policy.permissions_policy(collectors.values())
