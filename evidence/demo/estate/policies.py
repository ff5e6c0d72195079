"""Pure reading of IAM policy documents: may this action be done, may this caller take this role?

Read: Effect, Action, NotAction, Principal.AWS, conditions by StringEquals and StringLike. Not read: Resource.
A condition that cannot be read never allows and always denies: a mistake here refuses, it never grants.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeAlias

Context: TypeAlias = Mapping[str, str]
Verdict: TypeAlias = Literal["allow", "deny", "silent"]


class MalformedPolicy(ValueError):
    """The text is not a JSON policy document."""


@lru_cache(maxsize=256)
def statements(document: str) -> tuple[dict[str, Any], ...]:
    """The statements of a policy document. Raises MalformedPolicy."""
    try:
        found = json.loads(document)["Statement"]
    except (ValueError, KeyError, TypeError) as error:
        raise MalformedPolicy("The policy is not a JSON document with a Statement.") from error
    listed = found if isinstance(found, list) else [found]
    for statement in listed:
        if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
            raise MalformedPolicy("Each statement needs an Effect of Allow or Deny.")
    return tuple(listed)


def permits(documents: Iterable[str], action: str, context: Context) -> Verdict:
    """What these permission policies together say of the action."""
    return _verdict(
        statement
        for document in documents
        for statement in statements(document)
        if _names_action(statement, action) and _applies(statement, context)
    )


def trusts(document: str, *, account_id: str, arn: str, context: Context) -> Verdict:
    """What a role's trust policy says of this caller taking the role."""
    return _verdict(
        statement
        for statement in statements(document)
        if _names_action(statement, "sts:AssumeRole")
        and _names_principal(statement.get("Principal"), account_id, arn)
        and _applies(statement, context)
    )


def matches(pattern: str, text: str) -> bool:
    """IAM's wildcards, `*` and `?`, without regard to case."""
    expression = re.escape(pattern.lower()).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text.lower()) is not None


def _verdict(applying: Iterable[dict[str, Any]]) -> Verdict:
    effects = {statement["Effect"] for statement in applying}
    if "Deny" in effects:
        return "deny"
    return "allow" if "Allow" in effects else "silent"


def _names_action(statement: Mapping[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        return not any(matches(pattern, action) for pattern in _listed(statement["NotAction"]))
    return any(matches(pattern, action) for pattern in _listed(statement.get("Action", [])))


def _names_principal(principal: Any, account_id: str, arn: str) -> bool:
    named = _listed(principal.get("AWS", [])) if isinstance(principal, dict) else _listed(principal or [])
    return bool({"*", account_id, f"arn:aws:iam::{account_id}:root", arn} & set(named))


def _applies(statement: Mapping[str, Any], context: Context) -> bool:
    for operator, wanted in statement.get("Condition", {}).items():
        for key, values in wanted.items():
            holds = _holds(operator, context.get(key), _listed(values))
            if holds is None:
                return bool(statement["Effect"] == "Deny")
            if not holds:
                return False
    return True


def _holds(operator: str, actual: str | None, wanted: list[str]) -> bool | None:
    if operator not in ("StringEquals", "StringLike"):
        return None
    if actual is None:
        return False
    if operator == "StringEquals":
        return actual in wanted
    # StringLike, unlike an action's pattern, minds the case.
    return any(re.fullmatch(re.escape(value).replace(r"\*", ".*").replace(r"\?", "."), actual) for value in wanted)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
