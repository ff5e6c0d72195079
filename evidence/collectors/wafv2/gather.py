"""AWS WAF's facts: the web ACLs of a scope with their rules, and which of them log."""

from typing import Any

from evidence.collecting.gathering import NOT_KEPT, Look

CLOUDFRONTS_REGION = "us-east-1"  # the web ACLs of CloudFront are kept there alone
# What a rule compares with, or adds to a request, may be a secret that CloudFront and an origin share.
MAY_BE_SECRET = ("SearchString", "RegexString", "Value")


def gather(look: Look) -> None:
    _scope(look, "REGIONAL", "")
    if look.region == CLOUDFRONTS_REGION:
        _scope(look, "CLOUDFRONT", look.arn("wafv2", "global/webacl/*"))


def _scope(look: Look, scope: str, about: str) -> None:
    look.ask("list_logging_configurations", about=about, veil=_without_secrets, Scope=scope)
    for acl in look.ask("list_web_acls", about=about, Scope=scope).get("WebACLs", []):
        look.ask("get_web_acl", about=acl["ARN"], veil=_without_secrets, Name=acl["Name"], Scope=scope, Id=acl["Id"])


def _without_secrets(value: Any) -> None:
    if isinstance(value, list):
        for inner in value:
            _without_secrets(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in MAY_BE_SECRET:
                value[key] = NOT_KEPT
            else:
                _without_secrets(inner)
