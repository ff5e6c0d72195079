"""AssumeRole as STS grants it: moto serves anyone who asks, AWS asks the role's trust policy first."""

import re
from datetime import datetime, timedelta

from evidence.demo.estate import policies
from evidence.demo.estate.calls import Call
from evidence.demo.estate.principals import Principal, find_role
from evidence.demo.estate.refusals import Reason, Refused

LONGEST_SESSION_POLICY = 2048
"""Characters; STS refuses a longer one."""

DEFAULT_DURATION = 3600
"""Seconds that a session lasts when the call does not say."""

CREDENTIALS = re.compile(
    rb"<AccessKeyId>(?P<key>[^<]+)</AccessKeyId>.*<SessionToken>(?P<token>[^<]+)</SessionToken>", re.DOTALL
)


def check_trust(principal: Principal, call: Call) -> None:
    """Let the AssumeRole pass, or raise Refused: an unknown role answers as an unwilling one."""
    arn = call.parameters.get("RoleArn", "")
    role = find_role(arn)
    given = call.parameters.get("ExternalId")
    context = {} if given is None else {"sts:ExternalId": given}
    if role is None or (
        policies.trusts(
            role.assume_role_policy_document,
            account_id=principal.account_id,
            arn=principal.arn,
            context=context,
        )
        != "allow"
    ):
        raise Refused(
            Reason.DENIED,
            f"User: {principal.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}",
        )
    _check_session_policy(call.parameters.get("Policy", ""))


def session_in(answer: bytes, call: Call, now: datetime) -> tuple[str, Principal]:
    """The session that moto has just handed out: its access key id, and whom it speaks for."""
    found = CREDENTIALS.search(answer)
    if found is None:
        raise RuntimeError(f"moto answered AssumeRole without credentials: {answer[:200]!r}")
    role_arn = call.parameters["RoleArn"]
    account_id = role_arn.split(":")[4]
    role_name = role_arn.rpartition("/")[2]
    lasting = int(call.parameters.get("DurationSeconds", DEFAULT_DURATION))
    return found["key"].decode(), Principal(
        account_id=account_id,
        arn=f"arn:aws:sts::{account_id}:assumed-role/{role_name}/{call.parameters['RoleSessionName']}",
        role_arn=role_arn,
        session_policy=call.parameters.get("Policy", ""),
        session_token=found["token"].decode(),
        expires_at=now + timedelta(seconds=lasting),
    )


def _check_session_policy(policy: str) -> None:
    if len(policy) > LONGEST_SESSION_POLICY:
        raise Refused(
            Reason.INVALID,
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: "
            f"Member must have length less than or equal to {LONGEST_SESSION_POLICY}",
        )
    if policy:
        try:
            policies.statements(policy)
        except policies.MalformedPolicy as error:
            raise Refused(Reason.MALFORMED_POLICY, str(error)) from error
