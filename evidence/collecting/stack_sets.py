"""One role in many accounts: the commands of a CloudFormation StackSet, and Terraform's map of ExternalIds."""

import json
import shlex
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from evidence.collecting.templates import FORMS

TEMPLATE = FORMS["cloudformation"].file_name
OVERRIDDEN = "overridden-for-each-account"
"""A StackSet needs a value for each parameter. With this one a role lets nobody in: it is no account's ExternalId."""
VARIABLE = "demarc_external_ids"

HEAD = """#!/bin/sh
# Makes Demarc's role in {count} account(s), each with the ExternalId that Demarc made for it. Keep this file secret.
# Run it beside {template}, in the organisation's management account,
# or in a delegated administrator of StackSets as: CALL_AS=DELEGATED_ADMIN sh {name}
# StackSets need trusted access in Organizations ("CloudFormation StackSets"). Operations wait in StackSets' own queue:
# aws cloudformation list-stack-set-operations --stack-set-name {stack_set} says how far they are.
set -eu
call_as="${{CALL_AS:-SELF}}"
root="$(aws organizations list-roots --query 'Roots[0].Id' --output text)"
"""


@dataclass(frozen=True)
class Target:
    account: str
    role_name: str
    external_id: str = "EXTERNAL-ID"
    """What stands here where the real one is not to be shown."""


def stack_set_script(
    targets: Collection[Target], *, principal: str, stack_set: str, region: str, managers: Collection[str], name: str
) -> str:
    """A shell script for the AWS CLI: the StackSet, unless it is there, then one stack instance for each target.

    principal: ARN of who we are. region: the one in which IAM's stacks are kept. managers: management accounts, which
    StackSets leave out; each gets a stack of its own.
    """
    common = {"Principal": principal, "RoleName": next(each.role_name for each in targets)}
    named = f"--stack-set-name {stack_set}"
    lines = [
        HEAD.format(count=len(targets), template=TEMPLATE, name=name, stack_set=stack_set),
        f'aws cloudformation describe-stack-set {named} --call-as "$call_as" --region {region} >/dev/null 2>&1 ||'
        f" aws cloudformation create-stack-set {named} --template-body file://{TEMPLATE}"
        " --capabilities CAPABILITY_NAMED_IAM --permission-model SERVICE_MANAGED --auto-deployment Enabled=false"
        f' --managed-execution Active=true --call-as "$call_as" --region {region}'
        f" --parameters {_parameters(common | {'ExternalId': OVERRIDDEN})}",
        "",
    ]
    for each in targets:
        own = {"ExternalId": each.external_id, "RoleName": each.role_name}
        if each.account in managers:
            lines += [
                f"# {each.account} manages the organisation, which StackSets leave out: run this with its credentials.",
                f"aws cloudformation create-stack --stack-name {stack_set} --template-body file://{TEMPLATE}"
                f" --capabilities CAPABILITY_NAMED_IAM --region {region}"
                f" --parameters {_parameters({'Principal': principal} | own)}",
            ]
            continue
        chosen = f'OrganizationalUnitIds="$root",Accounts={each.account},AccountFilterType=INTERSECTION'
        lines.append(
            f"aws cloudformation create-stack-instances {named} --deployment-targets {chosen} --regions {region}"
            f' --call-as "$call_as" --region {region} --parameter-overrides {_parameters(own)}'
        )
    return "\n".join(lines) + "\n"


def terraform_map(targets: Iterable[Target]) -> str:
    """Values for Terraform (`*.auto.tfvars.json`): account -> ExternalId."""
    return json.dumps({VARIABLE: {each.account: each.external_id for each in targets}}, indent=2) + "\n"


TERRAFORM_USE = f"""variable "{VARIABLE}" {{
  type      = map(string)
  sensitive = true
}}

data "aws_caller_identity" "here" {{}}

module "demarc" {{
  source      = "./demarc"
  external_id = var.{VARIABLE}[data.aws_caller_identity.here.account_id]
}}
"""
"""How one account's role takes its own from the map; the folder `demarc` holds the role's file."""


def _parameters(said: dict[str, str]) -> str:
    """As JSON, because a role's name may hold what the CLI's shorthand takes for its own signs."""
    return shlex.quote(json.dumps([{"ParameterKey": key, "ParameterValue": value} for key, value in said.items()]))
