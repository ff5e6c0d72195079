"""Users, keys and policies. Their age comes from the day on which they are judged."""

import json
from typing import Any

import boto3

ADMIN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
READS = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
PASSWORD = "Correct-horse-7"


def good(session: boto3.Session) -> None:
    iam = session.client("iam", region_name="us-east-1")
    iam.update_account_password_policy(MinimumPasswordLength=14, PasswordReusePrevention=24)
    iam.create_group(GroupName="nurses")
    policy = iam.create_policy(PolicyName="reads", PolicyDocument=json.dumps(READS))["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="nurses", PolicyArn=policy)
    iam.create_user(UserName="nora")
    iam.add_user_to_group(GroupName="nurses", UserName="nora")
    iam.create_login_profile(UserName="nora", Password=PASSWORD)
    iam.create_access_key(UserName="nora")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="nora")["VirtualMFADevice"]["SerialNumber"]
    codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
    iam.enable_mfa_device(UserName="nora", SerialNumber=device, **codes)
    iam.put_group_policy(GroupName="nurses", PolicyName="own", PolicyDocument=json.dumps(READS))
    _role(iam, "incidents", {"AWS": "arn:aws:iam::111122223333:root"})


def bad(session: boto3.Session) -> None:
    iam = session.client("iam", region_name="us-east-1")
    policy = iam.create_policy(PolicyName="everything", PolicyDocument=json.dumps(ADMIN))["Policy"]["Arn"]
    iam.create_user(UserName="ben")
    iam.create_login_profile(UserName="ben", Password=PASSWORD)
    iam.create_access_key(UserName="ben")
    iam.attach_user_policy(UserName="ben", PolicyArn=policy)
    iam.put_user_policy(UserName="ben", PolicyName="own", PolicyDocument=json.dumps(READS))
    iam.create_user(UserName="robot")
    iam.create_access_key(UserName="ben")
    _role(iam, "open", "*")
    iam.put_role_policy(RoleName="open", PolicyName="everything", PolicyDocument=json.dumps(ADMIN))
    iam.upload_server_certificate(ServerCertificateName="old", CertificateBody="unread", PrivateKey="unread")


def _role(iam: Any, name: str, principal: Any) -> None:
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
