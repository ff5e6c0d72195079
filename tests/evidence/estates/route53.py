"""Hosted zones and domains: logged and renewing by themselves, or not. Which is signed the simulated AWS cannot say."""

from typing import Any

import boto3

HOME = "us-east-1"


def good(session: boto3.Session) -> None:
    route53 = session.client("route53", region_name=HOME)
    _register(session, "lakeside.example.com", renews=True)
    group = "/aws/route53/lakeside"
    logs = session.client("logs", region_name=HOME)
    logs.create_log_group(logGroupName=group)
    arn = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["arn"]
    [zone] = route53.list_hosted_zones()["HostedZones"]
    route53.create_query_logging_config(HostedZoneId=zone["Id"], CloudWatchLogsLogGroupArn=arn)
    network = session.client("ec2", region_name="eu-west-1").describe_vpcs()["Vpcs"][0]["VpcId"]
    inside: Any = {"VPCRegion": "eu-west-1", "VPCId": network}
    closed: Any = {"PrivateZone": True}
    route53.create_hosted_zone(Name="inside.lakeside", CallerReference="inside", VPC=inside, HostedZoneConfig=closed)


def bad(session: boto3.Session) -> None:
    _register(session, "lakeside-clinic.com", renews=False)


def _register(session: boto3.Session, name: str, *, renews: bool) -> None:
    """Makes the domain's hosted zone too."""
    contact: Any = {
        "FirstName": "Olive",
        "LastName": "Officer",
        "ContactType": "PERSON",
        "AddressLine1": "1 Lakeside",
        "City": "Lakeside",
        "CountryCode": "GB",
        "ZipCode": "AB1 2CD",
        "PhoneNumber": "+44.2000000000",
        "Email": "olive@lakeside.example",
    }
    session.client("route53domains", region_name=HOME).register_domain(
        DomainName=name,
        DurationInYears=2,
        AutoRenew=renews,
        AdminContact=contact,
        RegistrantContact=contact,
        TechContact=contact,
    )
