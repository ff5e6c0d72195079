"""Reads IAM policy documents: who is let in, to what, under which conditions. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Statement = Mapping[str, Any]

# Conditions that hold an open principal to known callers (IAM User Guide, global condition keys; KMS).
CALLER_KEYS = {
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "kms:calleraccount",
}
HOLDING_OPERATORS = {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"}


def statements(document: str | Mapping[str, Any]) -> Iterator[Statement]:
    """The statements of a policy, as text or as botocore decodes it. Errors: KeyError, ValueError."""
    policy = json.loads(document) if isinstance(document, str) else document
    yield from listed(policy["Statement"])


def listed(value: Any) -> list[Any]:
    """IAM writes a single value without its list; here it is always a list."""
    return value if isinstance(value, list) else [value]


def lets_anyone_in(statement: Statement) -> bool:
    """Whether it allows every principal, with no condition that holds it to known callers.

    Allow with NotPrincipal lets in all but a few: it counts as anyone.
    """
    if statement["Effect"] != "Allow":
        return False
    return ("NotPrincipal" in statement or _anyone(statement.get("Principal"))) and not _held(statement)


def is_open(document: str | Mapping[str, Any]) -> bool:
    """Whether any statement of a resource's policy lets anyone in. Errors: as `statements`."""
    return any(lets_anyone_in(statement) for statement in statements(document))


def lets_services_in(statement: Statement) -> list[str]:
    """AWS services that it allows with no condition that holds them to known accounts or resources.

    Such a service can be made to act for a stranger ("confused deputy", IAM User Guide).
    """
    principal = statement.get("Principal")
    if statement["Effect"] != "Allow" or not isinstance(principal, Mapping) or _held(statement):
        return []
    return listed(principal.get("Service", []))


def covers_everyone(statement: Statement) -> bool:
    """Whether its principal is everyone: what a Deny needs, so that nobody is left out."""
    return _anyone(statement.get("Principal"))


def denies_plain_http(statement: Statement, action: str) -> bool:
    """Whether it denies everyone the action (such as "s3:*") or all, on the sole condition of no TLS.

    Of its resources nothing is said here.
    """
    conditions = [
        (operator.lower(), key.lower(), [str(value).lower() for value in listed(values)])
        for operator, pairs in statement.get("Condition", {}).items()
        for key, values in pairs.items()
    ]
    actions = {named.lower() for named in listed(statement.get("Action", []))}
    return (
        statement["Effect"] == "Deny"
        and covers_everyone(statement)
        and bool({action.lower(), "*"} & actions)
        and conditions == [("bool", "aws:securetransport", ["false"])]
    )


def allows_everything(statement: Statement) -> bool:
    """Allow of every action on every resource."""
    actions = listed(statement.get("Action", []))
    return (
        statement["Effect"] == "Allow"
        and any(action in ("*", "*:*") for action in actions)
        and "*" in listed(statement.get("Resource", []))
    )


def _anyone(principal: Any) -> bool:
    named = listed(principal.get("AWS", [])) if isinstance(principal, Mapping) else [principal]
    return "*" in named


def _held(statement: Statement) -> bool:
    return any(
        operator.lower() in HOLDING_OPERATORS and key.lower() in CALLER_KEYS and "*" not in listed(values)
        for operator, pairs in statement.get("Condition", {}).items()
        for key, values in pairs.items()
    )
