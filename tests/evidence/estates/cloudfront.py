"""Distributions: one closed and logged, one that serves as it comes, one turned off."""

from typing import Any

import boto3

HOME = "us-east-1"
CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/11112222-3333-4444-5555-666677778888"
WEB_ACL = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/front/11112222-3333-4444-5555-666677778888"
IDENTITY = "origin-access-identity/cloudfront/E1DEMOIDENTITY"


def good(session: boto3.Session) -> None:
    tls = _tls("https-only", "TLSv1.2")
    origins = [_bucket("records", IDENTITY), {"Id": "api", "DomainName": "api.lakeside.example", **tls}]
    header = {"HeaderName": "X-From-CloudFront", "HeaderValue": "Correct-horse-7"}
    origins[1]["CustomHeaders"] = {"Quantity": 1, "Items": [header]}
    _distribution(
        session,
        origins,
        "redirect-to-https",
        DefaultRootObject="index.html",
        Logging={"Enabled": True, "IncludeCookies": False, "Bucket": "lakeside-logs.s3.amazonaws.com", "Prefix": ""},
        ViewerCertificate={
            "CloudFrontDefaultCertificate": False,
            "ACMCertificateArn": CERTIFICATE,
            "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
        WebACLId=WEB_ACL,
    )
    second = _distribution(session, [_bucket("leaflets", IDENTITY)], "https-only", Enabled=False)
    _log(session, second)


def bad(session: boto3.Session) -> None:
    old = _tls("match-viewer", "TLSv1")
    website = {"Id": "website", "DomainName": "website.lakeside.example", **old}
    _distribution(session, [_bucket("files", ""), website], "allow-all")


def _distribution(session: boto3.Session, origins: list[dict[str, Any]], viewers: str, **settings: Any) -> str:
    config: dict[str, Any] = {
        "CallerReference": origins[0]["Id"],
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": len(origins), "Items": origins},
        "DefaultCacheBehavior": {"TargetOriginId": origins[0]["Id"], "ViewerProtocolPolicy": viewers},
    }
    made = session.client("cloudfront", region_name=HOME).create_distribution(DistributionConfig=config | settings)
    return str(made["Distribution"]["ARN"])


def _bucket(name: str, identity: str) -> dict[str, Any]:
    domain = f"lakeside-{name}.s3.eu-west-1.amazonaws.com"
    return {"Id": name, "DomainName": domain, "S3OriginConfig": {"OriginAccessIdentity": identity}}


def _tls(policy: str, protocol: str) -> dict[str, Any]:
    protocols = {"Quantity": 1, "Items": [protocol]}
    ports = {"HTTPPort": 80, "HTTPSPort": 443}
    return {"CustomOriginConfig": ports | {"OriginProtocolPolicy": policy, "OriginSslProtocols": protocols}}


def _log(session: boto3.Session, distribution: str) -> None:
    logs = session.client("logs", region_name=HOME)
    logs.put_delivery_source(name="front", resourceArn=distribution, logType="ACCESS_LOGS")
    target = {"destinationResourceArn": "arn:aws:s3:::lakeside-logs"}
    made = logs.put_delivery_destination(name="logs", deliveryDestinationConfiguration=target)
    logs.create_delivery(deliverySourceName="front", deliveryDestinationArn=made["deliveryDestination"]["arn"])
