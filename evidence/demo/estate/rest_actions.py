"""The IAM action behind a REST request: its operation is told from method and path, by botocore's models."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import botocore.session

SERVICES: Final = {
    "access-analyzer": ("accessanalyzer",),
    "elasticfilesystem": ("efs",),
}
"""Models of services that sign under another name than their own."""
AS_XML: Final = ("cloudfront", "route53")
"""REST services that answer in XML. S3 has a file of its own."""
UNKNOWN: Final = "Unknown"

Route = tuple[str, re.Pattern[str], str]


def operation_of(service: str, method: str, path: str) -> str:
    """What the request asks for, as its IAM action is called after the service's prefix. "Unknown" for the rest.

    API Gateway's actions are HTTP's methods (Service Authorization Reference, API Gateway Management).
    """
    if service == "apigateway":
        return method
    return next((name for verb, form, name in _routes(service) if verb == method and form.fullmatch(path)), UNKNOWN)


@cache
def _routes(service: str) -> Sequence[Route]:
    """The exact paths first: /a/b is not read as /a/{name}."""
    session, found = botocore.session.get_session(), []
    for known in SERVICES.get(service, (service,)):
        if known not in session.get_available_services():
            continue
        model = session.get_service_model(known)
        for name in model.operation_names:
            http = model.operation_model(name).http
            path = http["requestUri"].partition("?")[0]
            found.append((path.count("{"), (http["method"], _form(path), name)))
    return [route for _, route in sorted(found, key=lambda entry: entry[0])]


def _form(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]+\})", path.rstrip("/"))
    said = ((".+" if part.endswith("+}") else "[^/]+") if part.startswith("{") else re.escape(part) for part in parts)
    return re.compile("".join(said) + "/?")
