"""Networks: the region's own, logged and closed; or as it comes, with a half-logged one beside it."""

import json
from itertools import product
from typing import Any

import boto3

REGION = "eu-west-1"
OWN_BUCKETS = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": "arn:aws:s3:::lakeside-*/*",
}
OWN_ORGANISATION = {
    "Effect": "Allow",
    "Principal": "*",
    "Action": "*",
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-demo123456"}},
}


def good(session: boto3.Session) -> None:
    ec2 = session.client("ec2", region_name=REGION)
    network = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    _log(session, network, "ALL")
    for subnet in ec2.describe_subnets()["Subnets"]:
        ec2.modify_subnet_attribute(SubnetId=subnet["SubnetId"], MapPublicIpOnLaunch={"Value": False})
    acl = ec2.describe_network_acls()["NetworkAcls"][0]["NetworkAclId"]
    for number, (protocol, port) in enumerate(product(("6", "17"), (22, 3389)), start=1):
        _rule(ec2, acl, number, "deny", protocol, port)
    _rule(ec2, acl, 50, "allow", "6", 443)
    _endpoint(ec2, network, "s3", OWN_BUCKETS)
    _endpoint(ec2, network, "dynamodb", OWN_ORGANISATION)


def bad(session: boto3.Session) -> None:
    """The region's own VPC is left as it comes; a second one logs what it lets through, and has an open endpoint."""
    ec2 = session.client("ec2", region_name=REGION)
    network = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    _log(session, network, "ACCEPT")
    _endpoint(ec2, network, "s3", {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})
    acl = ec2.create_network_acl(VpcId=network)["NetworkAcl"]["NetworkAclId"]
    _rule(ec2, acl, 100, "allow", "6", 22)


def _log(session: boto3.Session, network: str, traffic: Any) -> None:
    session.client("logs", region_name=REGION).create_log_group(logGroupName=f"flow/{network}")
    session.client("ec2", region_name=REGION).create_flow_logs(
        ResourceIds=[network],
        ResourceType="VPC",
        TrafficType=traffic,
        LogGroupName=f"flow/{network}",
        DeliverLogsPermissionArn="arn:aws:iam::111122223333:role/flow-logs",
    )


def _rule(ec2: Any, acl: str, number: int, action: str, protocol: str, port: int) -> None:
    ec2.create_network_acl_entry(
        NetworkAclId=acl,
        RuleNumber=number,
        Protocol=protocol,
        RuleAction=action,
        Egress=False,
        CidrBlock="0.0.0.0/0",
        PortRange={"From": port, "To": port},
    )


def _endpoint(ec2: Any, network: str, store: str, statement: dict[str, Any]) -> None:
    ec2.create_vpc_endpoint(
        VpcId=network,
        ServiceName=f"com.amazonaws.{REGION}.{store}",
        VpcEndpointType="Gateway",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
