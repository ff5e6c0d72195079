"""IAM: users, groups, roles, policies and the password policy of one account."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from moto.iam.models import iam_backends

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import Site


@dataclass(frozen=True, slots=True)
class Person:
    """A user: a person with a console password, or a program with a key that is `key_days` old."""

    name: str
    group: str
    mfa: bool = True
    key_days: int | None = None
    seen_days: int = 2

    @property
    def is_program(self) -> bool:
        return self.name.startswith("svc-")


USERS = {
    PRODUCTION.id: (
        Person("maya.lindqvist", "platform-administrators"),
        Person("tom.okafor", "platform-administrators", key_days=31),
        Person("priya.raman", "developers"),
        Person("luis.ferreira", "developers", key_days=58),
        Person("hannah.weiss", "operators"),
        Person("george.petrov", "operators", mfa=False),  # defect: signs in without a second factor
        Person("svc-ci-deployer", "deployers", mfa=False, key_days=44),
        Person("svc-backup-agent", "deployers", mfa=False, key_days=72),
        Person("svc-legacy-report-export", "deployers", mfa=False, key_days=613),  # defect: never rotated
    ),
    DATA.id: (
        Person("ines.cardoso", "data-administrators"),
        Person("omar.haddad", "analysts"),
        Person("sofie.janssen", "analysts"),
        Person("contractor.temp", "analysts", mfa=False, seen_days=204),  # defect: no second factor, long unused
        Person("svc-etl-loader", "loaders", mfa=False, key_days=27),
        Person("svc-dashboards", "loaders", mfa=False, key_days=181),  # defect: past 90 days
    ),
}

ROLES = {
    PRODUCTION.id: (
        ("EhrApplication", "ec2.amazonaws.com"),
        ("PatientPortal", "ec2.amazonaws.com"),
        ("BillingWorker", "ec2.amazonaws.com"),
        ("ClaimsIntake", "lambda.amazonaws.com"),
        ("BackupOperator", "backup.amazonaws.com"),
    ),
    DATA.id: (
        ("AnalyticsEtl", "ec2.amazonaws.com"),
        ("ReportRunner", "lambda.amazonaws.com"),
    ),
}

POLICIES = {
    PRODUCTION.id: {
        "PlatformAdministration": [
            "ec2:*",
            "rds:*",
            "s3:*",
            "kms:*",
            "cloudtrail:*",
            "iam:Get*",
            "iam:List*",
        ],
        "DevelopersRead": ["ec2:Describe*", "logs:Get*", "logs:Describe*", "cloudwatch:Get*"],
        "OperateMachines": ["ec2:Describe*", "ec2:RebootInstances", "ssm:StartSession"],
        "DeployArtifacts": ["s3:GetObject", "s3:PutObject", "lambda:UpdateFunctionCode"],
        "LegacyFullAccess": ["*"],  # defect: everything on everything, attached below
    },
    DATA.id: {
        "DataAdministration": ["s3:*", "glue:*", "athena:*", "rds:*"],
        "AnalystsRead": ["athena:StartQueryExecution", "athena:Get*", "s3:GetObject", "s3:ListBucket"],
        "LoadRecords": ["s3:GetObject", "s3:PutObject", "dynamodb:PutItem"],
    },
}

GROUPS = {
    PRODUCTION.id: {
        "platform-administrators": "PlatformAdministration",
        "developers": "DevelopersRead",
        "operators": "OperateMachines",
        "deployers": "DeployArtifacts",
    },
    DATA.id: {
        "data-administrators": "DataAdministration",
        "analysts": "AnalystsRead",
        "loaders": "LoadRecords",
    },
}

DIRECTLY_ATTACHED = {PRODUCTION.id: (("svc-legacy-report-export", "LegacyFullAccess"),), DATA.id: ()}

PASSWORD_POLICIES: dict[str, dict[str, Any]] = {
    PRODUCTION.id: {
        "MinimumPasswordLength": 16,
        "RequireSymbols": True,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True,
        "AllowUsersToChangePassword": True,
        "MaxPasswordAge": 90,
        "PasswordReusePrevention": 24,
    },
    # defect: short and reusable
    DATA.id: {"MinimumPasswordLength": 8, "RequireNumbers": True, "AllowUsersToChangePassword": True},
}

ROOT_HAS_MFA = {PRODUCTION.id: True, DATA.id: False}  # defect: the second account's root user


def plant(site: Site) -> None:
    """Make the account's people, in the order policies, groups, users, roles."""
    iam = site.client("iam")
    account = site.account.id
    iam.create_account_alias(AccountAlias=site.account.alias)
    iam.update_account_password_policy(**PASSWORD_POLICIES[account])
    for name, actions in POLICIES[account].items():
        iam.create_policy(PolicyName=name, PolicyDocument=_allow(actions))
        site.count("iam policy")
    for group, policy in GROUPS[account].items():
        iam.create_group(GroupName=group)
        iam.attach_group_policy(GroupName=group, PolicyArn=_policy_arn(site, policy))
        site.count("iam group")
    for person in USERS[account]:
        _plant_person(site, person)
    for user, policy in DIRECTLY_ATTACHED[account]:
        iam.attach_user_policy(UserName=user, PolicyArn=_policy_arn(site, policy))
    for role, service in ROLES[account]:
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=_trust(service), Tags=site.tags(role))
        iam.put_role_policy(RoleName=role, PolicyName="work", PolicyDocument=_allow(["s3:GetObject", "kms:Decrypt"]))
        if service.startswith("ec2"):
            iam.create_instance_profile(InstanceProfileName=role)
            iam.add_role_to_instance_profile(InstanceProfileName=role, RoleName=role)
        site.count("iam role")
    _backdate(site)


def _plant_person(site: Site, person: Person) -> None:
    iam = site.client("iam")
    iam.create_user(UserName=person.name, Tags=site.tags(person.name))
    iam.add_user_to_group(UserName=person.name, GroupName=person.group)
    site.count("iam user")
    if not person.is_program:
        iam.create_login_profile(UserName=person.name, Password="Demonstration-only-1!")  # noqa: S106 - opens nothing
    if person.mfa:
        device = iam.create_virtual_mfa_device(VirtualMFADeviceName=person.name)["VirtualMFADevice"]
        iam.enable_mfa_device(
            UserName=person.name,
            SerialNumber=device["SerialNumber"],
            AuthenticationCode1="123456",
            AuthenticationCode2="654321",
        )
    if person.key_days is not None:
        iam.create_access_key(UserName=person.name)
        site.count("iam access key")


def _backdate(site: Site) -> None:
    """AWS offers no call that sets these, so moto's own records are changed."""
    backend = iam_backends[site.account.id]["aws"]
    # moto keeps instants without a zone, in UTC.
    now = site.now.replace(tzinfo=None)
    backend.account_summary._account_mfa_enabled = int(ROOT_HAS_MFA[site.account.id])
    for person in USERS[site.account.id]:
        user = backend.get_user(person.name)
        user.create_date = now - timedelta(days=max(700, person.key_days or 0))
        if user.password:
            # moto says: part of its public face, to be set by hand; its type says None only.
            user.password_last_used = now - timedelta(days=person.seen_days)  # type: ignore[assignment]
        for key in user.access_keys:
            key.create_date = now - timedelta(days=person.key_days or 0)


def _policy_arn(site: Site, name: str) -> str:
    return f"arn:aws:iam::{site.account.id}:policy/{name}"


def _allow(actions: list[str]) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}],
        }
    )


def _trust(service: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"},
            ],
        }
    )
