"""What a customer must allow us, and no more: generated from the calls that the collectors declare."""

import json
from collections.abc import Iterable
from typing import Any

from evidence.collecting.contract import Collector

# The most that AssumeRole takes as an inline session policy (STS API reference, AssumeRole, Policy).
SESSION_POLICY_LIMIT = 2048
# The most that a role's inline policies hold together, and one managed policy (IAM quotas); white space is not counted.
INLINE_LIMIT = 10_240
MANAGED_LIMIT = 6_144
Policy = dict[str, Any]


def actions_of(collectors: Iterable[Collector]) -> list[str]:
    return sorted({action for collector in collectors for action in collector.actions})


def permissions_policy(collectors: Iterable[Collector]) -> Policy:
    """The role's least privilege: every declared call, reading only, on whatever the account holds."""
    return _reads(actions_of(collectors))


def permissions_policies(collectors: Iterable[Collector]) -> list[Policy]:
    """The same in as many documents as IAM asks for: one that fits into the role, or several managed policies."""
    whole = permissions_policy(collectors)
    if _length(whole) <= INLINE_LIMIT:
        return [whole]
    parts: list[list[str]] = [[]]
    for action in whole["Statement"][0]["Action"]:
        if _length(_reads([*parts[-1], action])) > MANAGED_LIMIT:
            parts.append([])
        parts[-1].append(action)
    return [_reads(part) for part in parts]


def session_policy(collectors: Iterable[Collector]) -> str:
    """JSON text that narrows one session to these collectors' calls, whatever else the role may do.

    Errors: ValueError when it is longer than STS takes: run fewer collectors in one session.
    """
    text = json.dumps(permissions_policy(collectors), separators=(",", ":"))
    if len(text) > SESSION_POLICY_LIMIT:
        raise ValueError(
            f"the session policy has {len(text)} characters and STS takes {SESSION_POLICY_LIMIT}: split it"
        )
    return text


def trust_policy(*, principal: str | Policy, external_id: str | Policy) -> Policy:
    """Who may assume the role: our principal (an ARN), only with this account's ExternalId (or Refs)."""
    return _document(
        {
            "Sid": "DemarcWithExternalId",
            "Effect": "Allow",
            "Principal": {"AWS": principal},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
        }
    )


def _reads(actions: list[str]) -> Policy:
    return _document({"Sid": "DemarcReads", "Effect": "Allow", "Action": actions, "Resource": "*"})


def _length(policy: Policy) -> int:
    return len(json.dumps(policy, separators=(",", ":")))


def _document(statement: Policy) -> Policy:
    return {"Version": "2012-10-17", "Statement": [statement]}
