"""Shield Advanced: subscribed, with a protected hosted zone; or subscribed and nothing under it."""

import boto3

HOME = "us-east-1"


def good(session: boto3.Session) -> None:
    shield = session.client("shield", region_name=HOME)
    shield.create_subscription()
    shield.create_protection(Name="zone", ResourceArn="arn:aws:route53:::hostedzone/Z1LAKESIDE")


def bad(session: boto3.Session) -> None:
    session.client("shield", region_name=HOME).create_subscription()
