"""An account whose security contact AWS knows; one that has none."""

import boto3

REGION = "us-east-1"


def good(session: boto3.Session) -> None:
    session.client("account", region_name=REGION).put_alternate_contact(
        AlternateContactType="SECURITY",
        EmailAddress="security@lakeside.example",
        Name="Security team",
        PhoneNumber="+1 555 0100",
        Title="On call",
    )


def bad(session: boto3.Session) -> None:
    """Nobody is registered."""
