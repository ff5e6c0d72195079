"""An organisation held by a policy of its own and watched from a member account; one that is only there to pay."""

import json

import boto3

REGION = "us-east-1"
TRUSTED = ("access-analyzer", "cloudtrail", "config", "guardduty", "securityhub")
STAY = {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}


def good(session: boto3.Session) -> None:
    client = session.client("organizations", region_name=REGION)
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    client.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    document = json.dumps({"Version": "2012-10-17", "Statement": [STAY]})
    policy = client.create_policy(Name="stay", Description="stay", Type="SERVICE_CONTROL_POLICY", Content=document)
    client.attach_policy(PolicyId=policy["Policy"]["PolicySummary"]["Id"], TargetId=root)
    member = client.create_account(Email="security@lakeside.example", AccountName="security")["CreateAccountStatus"]
    for name in TRUSTED:
        client.enable_aws_service_access(ServicePrincipal=f"{name}.amazonaws.com")
    client.register_delegated_administrator(AccountId=member["AccountId"], ServicePrincipal="guardduty.amazonaws.com")


def bad(session: boto3.Session) -> None:
    client = session.client("organizations", region_name=REGION)
    client.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    member = client.create_account(Email="old@lakeside.example", AccountName="old")["CreateAccountStatus"]
    client.close_account(AccountId=member["AccountId"])
