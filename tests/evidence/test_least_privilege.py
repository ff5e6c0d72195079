"""What must a customer allow us, and is it no more than the collectors' calls?"""

import json
import re

import boto3
import pytest
from django.core.management import CommandError, call_command

from evidence.collecting import policy, templates
from evidence.collecting.contract import Collector

PRINCIPAL = "arn:aws:iam::999988887777:role/demarc-worker"
# API Gateway's actions are HTTP's verbs.
READING = re.compile(r"apigateway:GET|[a-z0-9-]+:(BatchGet|Get|List|Describe|Generate)[A-Z]\w+")


def test_the_policy_allows_the_declared_calls_and_nothing_else(collectors: dict[str, Collector]) -> None:
    [statement] = policy.permissions_policy(collectors.values())["Statement"]
    declared = {call.action for collector in collectors.values() for call in collector.calls.values()}
    assert statement["Action"] == sorted(declared)
    assert all(READING.fullmatch(action) for action in declared), "a collector asks for more than reading"


def test_a_session_is_narrowed_to_the_collectors_that_run(collectors: dict[str, Collector]) -> None:
    narrowed = json.loads(policy.session_policy([collectors["rds"]]))
    assert narrowed["Statement"][0]["Action"] == [
        "rds:DescribeDBInstances",
        "rds:DescribeDBParameters",
        "rds:DescribeDBSnapshotAttributes",
        "rds:DescribeDBSnapshots",
    ]
    for collector in collectors.values():
        assert len(policy.session_policy([collector])) <= policy.SESSION_POLICY_LIMIT


def test_a_session_policy_that_sts_would_refuse_is_refused_here(
    collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "SESSION_POLICY_LIMIT", 500)
    with pytest.raises(ValueError, match="STS takes 500"):
        policy.session_policy(collectors.values())


def test_the_template_makes_a_role_that_asks_for_the_external_id(aws: str, collectors: dict[str, Collector]) -> None:
    """The template is deployed on the simulated AWS, and the role it makes is read back."""
    template = templates.cloudformation(collectors.values(), PRINCIPAL)
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


def test_a_stack_set_makes_the_role_once_in_an_account(aws: str, collectors: dict[str, Collector]) -> None:
    """IAM knows no regions: outside HomeRegion a stack makes nothing, and collides with nothing."""
    template = json.loads(templates.cloudformation(collectors.values(), PRINCIPAL))
    assert all(resource["Condition"] == "Here" for resource in template["Resources"].values())
    for region in ("us-east-1", "eu-west-1"):
        stacks = boto3.client("cloudformation", region_name=region)
        stacks.create_stack(
            StackName="demarc",
            TemplateBody=json.dumps(template),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[
                {"ParameterKey": "ExternalId", "ParameterValue": "lakeside-0123456789abcdef"},
                {"ParameterKey": "HomeRegion", "ParameterValue": "us-east-1"},
            ],
        )
        listed = stacks.list_stack_resources(StackName="demarc")["StackResourceSummaries"]
        made = [each for each in listed if each["LogicalResourceId"]]  # the simulated AWS lists nothing as a blank
        assert len(made) == (1 if region == "us-east-1" else 0)


def test_a_policy_that_iam_would_refuse_is_split(
    aws: str, collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "INLINE_LIMIT", 1000)
    monkeypatch.setattr(policy, "MANAGED_LIMIT", 1500)
    parts = policy.permissions_policies(collectors.values())
    assert len(parts) > 2
    assert all(len(json.dumps(part, separators=(",", ":"))) <= 1500 for part in parts)
    told = [action for part in parts for action in part["Statement"][0]["Action"]]
    assert told == policy.actions_of(collectors.values()), "each action once, none is lost"
    assert json.loads(templates.permissions_json(collectors.values())) == parts
    assert templates.terraform(collectors.values()).count('resource "aws_iam_policy"') == len(parts)

    stacks = boto3.client("cloudformation", region_name="us-east-1")
    stacks.create_stack(
        StackName="demarc",
        TemplateBody=templates.cloudformation(collectors.values(), PRINCIPAL),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[{"ParameterKey": "ExternalId", "ParameterValue": "lakeside-0123456789abcdef"}],
    )
    attached = boto3.client("iam", region_name="us-east-1").list_attached_role_policies(RoleName="DemarcEvidence")
    assert len(attached["AttachedPolicies"]) == len(parts)


def test_terraform_makes_the_same_role(collectors: dict[str, Collector]) -> None:
    """HCL takes JSON's objects as they are: what stands in jsonencode is read back as JSON."""
    text = templates.terraform(collectors.values(), PRINCIPAL, "Reader")
    assert text.count("{") == text.count("}")
    assert f'default     = "{PRINCIPAL}"' in text and 'name        = "Reader"' in text
    [reads] = re.findall(r"policy = jsonencode\((\{\n    \"Version\".*?\n  \})\)", text, re.DOTALL)
    assert json.loads(reads) == policy.permissions_policy(collectors.values())
    assert '"sts:ExternalId" = var.external_id' in text
    assert "default" not in templates.terraform(collectors.values())


@pytest.mark.parametrize("form", templates.FORMS)
def test_the_command_prints_each_form_of_some_collectors(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("iam_policy", format=form, principal=PRINCIPAL, only=["kms"])
    told = capsys.readouterr().out
    assert "kms:ListKeys" in told and "rds:" not in told
    assert (PRINCIPAL in told) is (form != "json")
    with pytest.raises(CommandError, match="no collector called quantum"):
        call_command("iam_policy", only=["quantum"])
    if form != "json":
        with pytest.raises(CommandError, match="add --principal"):
            call_command("iam_policy", format=form)
