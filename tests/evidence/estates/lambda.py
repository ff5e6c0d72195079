"""Functions: closed and on a patched runtime, or open, old and with a password among their variables."""

import io
import json
import zipfile

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    key = session.client("kms", region_name=REGION).create_key(Description="variables")["KeyMetadata"]["Arn"]
    functions = session.client("lambda", region_name=REGION)
    _function(session, "letters", runtime="python3.14", variables={"TABLE": "letters"}, KMSKeyArn=key)
    functions.add_permission(
        FunctionName="letters",
        StatementId="bucket",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn="arn:aws:s3:::lakeside-letters",
        SourceAccount="111122223333",
    )
    _function(session, "quiet", runtime="nodejs24.x", variables={})


def bad(session: boto3.Session) -> None:
    _function(session, "website", runtime="python3.9", variables={"DB_PASSWORD": "Correct-horse-7"})
    session.client("lambda", region_name=REGION).add_permission(
        FunctionName="website", StatementId="all", Action="lambda:InvokeFunction", Principal="*"
    )
    _function(session, "uploads", runtime="nodejs16.x", variables={})
    session.client("lambda", region_name=REGION).add_permission(
        FunctionName="uploads", StatementId="any-bucket", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com"
    )


def _function(session: boto3.Session, name: str, *, runtime: str, variables: dict[str, str], **settings: str) -> None:
    iam = session.client("iam", region_name="us-east-1")
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("main.py", "def handle(event, context): ...")
    session.client("lambda", region_name=REGION).create_function(
        FunctionName=name,
        Role=role["Role"]["Arn"],
        Runtime=runtime,
        Handler="main.handle",
        Code={"ZipFile": code.getvalue()},
        Environment={"Variables": variables},
        **settings,
    )
