"""What a signed AWS request asks for: service, region, action, and in which protocol it wants its answer."""

import io
import re
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qs

from evidence.demo.estate import artifact, rest_actions, s3_actions

Environ: TypeAlias = dict[str, Any]
Protocol: TypeAlias = Literal["query", "ec2", "json", "s3", "rest-json"]

CREDENTIAL = re.compile(
    r"^AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request"
)
IAM_PREFIX = {"monitoring": "cloudwatch"}
"""Services that sign under another name than the one their IAM actions carry."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as far as allowing or refusing it needs. Unsigned requests have no access key."""

    service: str
    region: str
    action: str
    protocol: Protocol
    method: str
    access_key_id: str | None
    session_token: str | None
    parameters: dict[str, str]


def read_call(environ: Environ) -> Call:
    """The call in a WSGI environ, whose body is left readable for the application behind."""
    signed = CREDENTIAL.match(environ.get("HTTP_AUTHORIZATION", ""))
    service, region = (signed["service"], signed["region"]) if signed else ("", "us-east-1")
    parameters = _parameters(environ)
    protocol, operation = _protocol(service, environ, parameters)
    method = environ["REQUEST_METHOD"]
    if protocol == "s3":
        action = s3_actions.action_of(method, environ.get("PATH_INFO", "/"), parameters)
    else:
        action = f"{IAM_PREFIX.get(service, service)}:{operation}"
    return Call(
        service=service,
        region=region,
        action=action,
        protocol=protocol,
        method=method,
        access_key_id=signed["key"] if signed else None,
        session_token=environ.get("HTTP_X_AMZ_SECURITY_TOKEN"),
        parameters=parameters,
    )


def _protocol(service: str, environ: Environ, parameters: dict[str, str]) -> tuple[Protocol, str]:
    target = environ.get("HTTP_X_AMZ_TARGET")
    if service == "s3":
        return "s3", ""
    if target:
        return "json", target.rpartition(".")[2]
    if "Action" in parameters:
        return ("ec2" if service == "ec2" else "query"), parameters["Action"]
    if service == "artifact":
        return "rest-json", artifact.OPERATIONS.get(environ.get("PATH_INFO", ""), rest_actions.UNKNOWN)
    if not service:
        return "s3", rest_actions.UNKNOWN
    operation = rest_actions.operation_of(service, environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/"))
    return ("query" if service in rest_actions.AS_XML else "rest-json"), operation


def _parameters(environ: Environ) -> dict[str, str]:
    """Query string and form together. The body is read and put back, so that a refusal leaves none unread."""
    body = b""
    if length := int(environ.get("CONTENT_LENGTH") or 0):
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = io.BytesIO(body)
    sources = [environ.get("QUERY_STRING", "")]
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        sources.append(body.decode())
    return {name: values[0] for source in sources for name, values in parse_qs(source, keep_blank_values=True).items()}
