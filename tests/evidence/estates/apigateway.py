"""REST APIs: one whose stage is logged, guarded and asks who calls; one open and talkative; with domain names."""

from typing import Any

import boto3

REGION = "eu-west-1"
STAGE_KEY = "Correct-horse-7"


def good(session: boto3.Session) -> None:
    gateway = session.client("apigateway", region_name=REGION)
    _domain(gateway, "api.lakeside.example", "TLS_1_2")
    api = _api(gateway, "records", "AWS_IAM", {"backend": STAGE_KEY}, cacheClusterEnabled=True, cacheClusterSize="0.5")
    closed: Any = {"op": "replace", "path": "/disableExecuteApiEndpoint", "value": "true"}
    gateway.update_rest_api(restApiId=api, patchOperations=[closed])
    _set(
        gateway,
        api,
        {
            "/accessLogSettings/destinationArn": "arn:aws:logs:eu-west-1:111122223333:log-group:api",
            "/accessLogSettings/format": "$context.requestId $context.identity.caller",
            "/*/*/logging/loglevel": "ERROR",
            "/*/*/logging/dataTrace": "false",
            "/*/*/caching/enabled": "true",
            "/*/*/caching/dataEncrypted": "true",
        },
    )
    waf = session.client("wafv2", region_name=REGION)
    visible = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "front"}
    acl = waf.create_web_acl(Name="front", Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=visible)
    stage = f"arn:aws:apigateway:{REGION}::/restapis/{api}/stages/live"
    waf.associate_web_acl(WebACLArn=acl["Summary"]["ARN"], ResourceArn=stage)


def bad(session: boto3.Session) -> None:
    gateway = session.client("apigateway", region_name=REGION)
    _domain(gateway, "old.lakeside.example", "TLS_1_0")
    api = _api(gateway, "website", "NONE", {}, cacheClusterEnabled=True, cacheClusterSize="0.5")
    cached = {"/*/*/caching/enabled": "true", "/*/*/caching/dataEncrypted": "false"}
    _set(gateway, api, cached | {"/*/*/logging/dataTrace": "true"})


def _domain(gateway: Any, name: str, policy: str) -> None:
    certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/11112222-3333-4444-5555-666677778888"
    gateway.create_domain_name(domainName=name, regionalCertificateArn=certificate, securityPolicy=policy)


def _api(gateway: Any, name: str, authorisation: str, variables: dict[str, str], **stage: Any) -> str:
    api = str(gateway.create_rest_api(name=name, endpointConfiguration={"types": ["REGIONAL"]})["id"])
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    for verb, kind in (("GET", authorisation), ("OPTIONS", "NONE")):
        where = {"restApiId": api, "resourceId": root, "httpMethod": verb}
        gateway.put_method(**where, authorizationType=kind)
        gateway.put_integration(**where, type="MOCK")
    deployment = gateway.create_deployment(restApiId=api)["id"]
    gateway.create_stage(restApiId=api, stageName="live", deploymentId=deployment, variables=variables, **stage)
    return api


def _set(gateway: Any, api: str, settings: dict[str, str]) -> None:
    operations = [{"op": "replace", "path": path, "value": value} for path, value in settings.items()]
    gateway.update_stage(restApiId=api, stageName="live", patchOperations=operations)
