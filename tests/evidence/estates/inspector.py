"""Inspector scanning everything and finding nothing; scanning images alone, with a finding that grows old."""

import json
import os
import time
from http import HTTPStatus
from urllib.request import Request, urlopen

import boto3

REGION = "eu-west-1"


def good(session: boto3.Session) -> None:
    session.client("inspector2", region_name=REGION).enable(
        accountIds=[_account(session)], resourceTypes=["EC2", "ECR", "LAMBDA"]
    )


def bad(session: boto3.Session) -> None:
    account = _account(session)
    session.client("inspector2", region_name=REGION).enable(accountIds=[account], resourceTypes=["ECR"])
    finding = {
        "findingArn": f"arn:aws:inspector2:{REGION}:{account}:finding/0123456789abcdef0123456789abcdef",
        "awsAccountId": account,
        "severity": "CRITICAL",
        "status": "ACTIVE",
        "title": "CVE-2026-0001 - openssl",
        "firstObservedAt": time.time(),
    }
    planned = json.dumps({"account_id": account, "region": REGION, "results": [[finding]]}).encode()
    address = f"{os.environ['AWS_ENDPOINT_URL']}/moto-api/static/inspector2/findings-results"
    with urlopen(Request(address, data=planned, headers={"Content-Type": "application/json"})) as answer:
        assert answer.status == HTTPStatus.CREATED


def _account(session: boto3.Session) -> str:
    return str(session.client("sts", region_name=REGION).get_caller_identity()["Account"])
