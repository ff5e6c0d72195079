"""The role as a template: JSON, CloudFormation and Terraform, each from the calls that the collectors declare."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evidence.collecting.contract import Collector
from evidence.collecting.policy import Policy, permissions_policies, trust_policy

ROLE_NAME = "DemarcEvidence"
POLICY_NAME = "demarc-reads"
DESCRIPTION = "Lets Demarc read configuration as evidence. It cannot change anything."


@dataclass(frozen=True)
class Form:
    """One way to write the role down. `write(collectors, principal, role_name)`; an empty principal is left to be said."""

    title: str
    file_name: str
    media_type: str
    write: Callable[[Iterable[Collector], str, str], str]


def permissions_json(collectors: Iterable[Collector], principal: str = "", role_name: str = ROLE_NAME) -> str:
    """The permissions alone: one document, or a list of documents where IAM would not take them as one."""
    documents = permissions_policies(collectors)
    return json.dumps(documents[0] if len(documents) == 1 else documents, indent=2)


def cloudformation(collectors: Iterable[Collector], principal: str = "", role_name: str = ROLE_NAME) -> str:
    """A CloudFormation template (JSON), for a stack or a StackSet.

    IAM knows no regions: with HomeRegion a StackSet over many regions makes the role once in each account.
    """
    documents = permissions_policies(collectors)
    role: dict[str, Any] = {
        "Type": "AWS::IAM::Role",
        "Condition": "Here",
        "Properties": {
            "RoleName": {"Ref": "RoleName"},
            "Description": DESCRIPTION,
            "AssumeRolePolicyDocument": trust_policy(
                principal={"Ref": "Principal"}, external_id={"Ref": "ExternalId"}
            ),
        },
    }
    resources: dict[str, Any] = {"DemarcRole": role}
    if len(documents) == 1:
        role["Properties"]["Policies"] = [{"PolicyName": POLICY_NAME, "PolicyDocument": documents[0]}]
    else:
        resources |= {f"DemarcReads{number}": _managed(each) for number, each in enumerate(documents, 1)}
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "A read-only role for Demarc, assumed only with an ExternalId",
        "Parameters": {
            "ExternalId": {
                "Type": "String",
                "MinLength": 16,
                "Description": "Shown by Demarc, one for each account",
            },
            "Principal": _text("ARN of the identity that Demarc runs as", principal),
            "RoleName": _text("As Demarc has it for the account", role_name),
            "HomeRegion": {
                "Type": "String",
                "Default": "",
                "Description": "In a StackSet over several regions: the one that makes the role. Empty: wherever it is deployed",
            },
        },
        "Conditions": {
            "Here": {
                "Fn::Or": [
                    {"Fn::Equals": [{"Ref": "HomeRegion"}, ""]},
                    {"Fn::Equals": [{"Ref": "HomeRegion"}, {"Ref": "AWS::Region"}]},
                ]
            }
        },
        "Resources": resources,
        "Outputs": {"RoleArn": {"Condition": "Here", "Value": {"Fn::GetAtt": ["DemarcRole", "Arn"]}}},
    }
    return json.dumps(template, indent=2)


def terraform(collectors: Iterable[Collector], principal: str = "", role_name: str = ROLE_NAME) -> str:
    """A Terraform file (HCL) with the role and its policies."""
    documents = permissions_policies(collectors)
    said = f"\n  default     = {json.dumps(principal)}" if principal else ""
    blocks = [
        f'variable "principal" {{\n  type        = string\n  description = "ARN of the identity that Demarc runs as"{said}\n}}',
        'variable "external_id" {\n  type        = string\n  description = "Shown by Demarc, one for each account"\n'
        "  sensitive   = true\n}",
        TERRAFORM_ROLE.format(name=json.dumps(role_name), description=json.dumps(DESCRIPTION)),
    ]
    if len(documents) == 1:
        blocks.append(
            f'resource "aws_iam_role_policy" "demarc" {{\n  name   = "{POLICY_NAME}"\n  role   = aws_iam_role.demarc.id\n'
            f"  policy = jsonencode({_indented(documents[0])})\n}}"
        )
    for number, document in enumerate(documents, 1) if len(documents) > 1 else ():
        blocks.append(
            f'resource "aws_iam_policy" "demarc_{number}" {{\n  name_prefix = "{POLICY_NAME}-{number}-"\n'
            f"  policy      = jsonencode({_indented(document)})\n}}"
        )
        blocks.append(
            f'resource "aws_iam_role_policy_attachment" "demarc_{number}" {{\n  role       = aws_iam_role.demarc.name\n'
            f"  policy_arn = aws_iam_policy.demarc_{number}.arn\n}}"
        )
    blocks.append('output "role_arn" {\n  value = aws_iam_role.demarc.arn\n}')
    return "\n\n".join(blocks) + "\n"


TERRAFORM_ROLE = """resource "aws_iam_role" "demarc" {{
  name        = {name}
  description = {description}
  assume_role_policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Sid       = "DemarcWithExternalId"
      Effect    = "Allow"
      Principal = {{ AWS = var.principal }}
      Action    = "sts:AssumeRole"
      Condition = {{ StringEquals = {{ "sts:ExternalId" = var.external_id }} }}
    }}]
  }})
}}"""

FORMS: Mapping[str, Form] = {
    "json": Form("Permissions (JSON)", "demarc-permissions.json", "application/json", permissions_json),
    "cloudformation": Form("CloudFormation", "demarc-role.cloudformation.json", "application/json", cloudformation),
    "terraform": Form("Terraform", "demarc-role.tf", "text/plain", terraform),
}


def _managed(document: Policy) -> dict[str, Any]:
    """Without a name of its own, so that CloudFormation makes one that collides with no other."""
    properties = {"PolicyDocument": document, "Roles": [{"Ref": "DemarcRole"}]}
    return {"Type": "AWS::IAM::ManagedPolicy", "Condition": "Here", "Properties": properties}


def _text(description: str, default: str) -> dict[str, str]:
    return {"Type": "String", "Description": description} | ({"Default": default} if default else {})


def _indented(document: Policy) -> str:
    """JSON is HCL as well: its members may stand with a colon."""
    return json.dumps(document, indent=2).replace("\n", "\n  ")
