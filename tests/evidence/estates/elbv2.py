"""Load balancers: one that serves by TLS behind a web ACL, one that serves whatever comes in plain HTTP."""

from typing import Any

import boto3

REGION = "eu-west-1"
TO_HTTPS = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}


def good(session: boto3.Session) -> None:
    elb: Any = session.client("elbv2", region_name=REGION)
    records = _balancer(session, "records", "application", zones=2)
    _set(
        elb,
        records,
        {
            "access_logs.s3.enabled": "true",
            "access_logs.s3.bucket": "lakeside-logs",
            "deletion_protection.enabled": "true",
            "routing.http.drop_invalid_header_fields.enabled": "true",
            "routing.http.desync_mitigation_mode": "defensive",
        },
    )
    listener = _listen(elb, records, "HTTP", 80, TO_HTTPS)
    path = {"Field": "path-pattern", "Values": ["/health"]}
    gone = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    elb.create_rule(ListenerArn=listener, Priority=1, Conditions=[path], Actions=[gone])
    _listen(elb, records, "HTTPS", 443, gone, **_secured(session, "ELBSecurityPolicy-TLS13-1-2-2021-06"))
    waf = session.client("wafv2", region_name=REGION)
    visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "front"}
    acl = waf.create_web_acl(Name="front", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=visible)
    waf.associate_web_acl(WebACLArn=acl["Summary"]["ARN"], ResourceArn=records)


def bad(session: boto3.Session) -> None:
    elb: Any = session.client("elbv2", region_name=REGION)
    website = _balancer(session, "website", "application", zones=1)
    kept = {"routing.http.drop_invalid_header_fields.enabled": "false"}
    _set(elb, website, kept | {"routing.http.desync_mitigation_mode": "monitor"})
    target = elb.create_target_group(Name="website", Protocol="HTTP", Port=80, VpcId=_network(session))
    forward = {"Type": "forward", "TargetGroupArn": target["TargetGroups"][0]["TargetGroupArn"]}
    _listen(elb, website, "HTTP", 80, forward)
    _listen(elb, website, "HTTPS", 443, forward, **_secured(session, "ELBSecurityPolicy-2016-08"))


def _balancer(session: boto3.Session, name: str, kind: Any, *, zones: int) -> str:
    subnets = session.client("ec2", region_name=REGION).describe_subnets()["Subnets"][:zones]
    made = session.client("elbv2", region_name=REGION).create_load_balancer(
        Name=name, Type=kind, Scheme="internet-facing", Subnets=[subnet["SubnetId"] for subnet in subnets]
    )
    return str(made["LoadBalancers"][0]["LoadBalancerArn"])


def _network(session: boto3.Session) -> str:
    return str(session.client("ec2", region_name=REGION).describe_vpcs()["Vpcs"][0]["VpcId"])


def _set(elb: Any, balancer: str, attributes: dict[str, str]) -> None:
    pairs = [{"Key": key, "Value": value} for key, value in attributes.items()]
    elb.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=pairs)


def _listen(elb: Any, balancer: str, protocol: str, port: int, action: dict[str, Any], **secured: Any) -> str:
    made = elb.create_listener(
        LoadBalancerArn=balancer, Protocol=protocol, Port=port, DefaultActions=[action], **secured
    )
    return str(made["Listeners"][0]["ListenerArn"])


def _secured(session: boto3.Session, policy: str) -> dict[str, Any]:
    acm = session.client("acm", region_name=REGION)
    certificate = acm.request_certificate(DomainName="lakeside.example")["CertificateArn"]
    return {"SslPolicy": policy, "Certificates": [{"CertificateArn": certificate}]}
