"""HTTP and WebSocket APIs: two that ask who calls and log, two that do neither; one of those writes all it hears."""

from typing import Any

import boto3

REGION = "eu-west-1"
LOG = {"DestinationArn": "arn:aws:logs:eu-west-1:111122223333:log-group:api", "Format": "$context.requestId"}


def good(session: boto3.Session) -> None:
    gateway = session.client("apigatewayv2", region_name=REGION)
    http = _api(gateway, "records", "HTTP", {"GET /records": "AWS_IAM", "OPTIONS /records": "NONE"})
    gateway.create_stage(ApiId=http, StageName="live", AccessLogSettings=LOG, StageVariables={"key": "Correct-horse-7"})
    socket = _api(gateway, "beds", "WEBSOCKET", {"$connect": "AWS_IAM", "$default": "NONE"})
    quiet = {"DataTraceEnabled": False, "LoggingLevel": "ERROR"}
    gateway.create_stage(ApiId=socket, StageName="live", AccessLogSettings=LOG, DefaultRouteSettings=quiet)


def bad(session: boto3.Session) -> None:
    gateway = session.client("apigatewayv2", region_name=REGION)
    http = _api(gateway, "website", "HTTP", {"GET /": "NONE"})
    gateway.create_stage(ApiId=http, StageName="live")
    socket = _api(gateway, "chat", "WEBSOCKET", {"$connect": "NONE"})
    loud = {"DataTraceEnabled": True, "LoggingLevel": "INFO"}
    gateway.create_stage(ApiId=socket, StageName="live", DefaultRouteSettings=loud)


def _api(gateway: Any, name: str, protocol: str, routes: dict[str, str]) -> str:
    chosen = {"RouteSelectionExpression": "$request.body.action"} if protocol == "WEBSOCKET" else {}
    api = str(gateway.create_api(Name=name, ProtocolType=protocol, **chosen)["ApiId"])
    for key, authorisation in routes.items():
        gateway.create_route(ApiId=api, RouteKey=key, AuthorizationType=authorisation)
    return api
