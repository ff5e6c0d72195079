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
    """One way to write the role down: `write(collectors, principal, role_name)`. An empty principal is a parameter."""

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
            "AssumeRolePolicyDocument": trust_policy(principal={"Ref": "Principal"}, external_id={"Ref": "ExternalId"}),
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
                "Description": "In a StackSet over several regions: which makes the role. Empty: each",
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
    documents = [_indented(each) for each in permissions_policies(collectors)]
    blocks = [
        TERRAFORM_VARIABLES.format(default=f"\n  default     = {json.dumps(principal)}" if principal else ""),
        TERRAFORM_ROLE.format(name=json.dumps(role_name), description=json.dumps(DESCRIPTION)),
    ]
    if len(documents) == 1:
        blocks.append(TERRAFORM_INLINE.format(name=POLICY_NAME, document=documents[0]))
    else:
        blocks += [
            TERRAFORM_MANAGED.format(name=POLICY_NAME, number=number, document=each)
            for number, each in enumerate(documents, 1)
        ]
    return "\n\n".join([*blocks, TERRAFORM_OUTPUT])


TERRAFORM_VARIABLES = """variable "principal" {{
  type        = string
  description = "ARN of the identity that Demarc runs as"{default}
}}

variable "external_id" {{
  type        = string
  description = "Shown by Demarc, one for each account"
  sensitive   = true
}}"""

TERRAFORM_INLINE = """resource "aws_iam_role_policy" "demarc" {{
  name   = "{name}"
  role   = aws_iam_role.demarc.id
  policy = jsonencode({document})
}}"""

TERRAFORM_MANAGED = """resource "aws_iam_policy" "demarc_{number}" {{
  name_prefix = "{name}-{number}-"
  policy      = jsonencode({document})
}}

resource "aws_iam_role_policy_attachment" "demarc_{number}" {{
  role       = aws_iam_role.demarc.name
  policy_arn = aws_iam_policy.demarc_{number}.arn
}}"""

TERRAFORM_OUTPUT = """output "role_arn" {
  value = aws_iam_role.demarc.arn
}
"""

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
