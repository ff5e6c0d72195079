"""Who is calling: the known key pairs, the sessions handed out, and what each may do."""

import threading
from dataclasses import dataclass
from datetime import datetime

from moto.iam.models import ManagedPolicy, Role, iam_backends

from evidence.demo.estate import policies
from evidence.demo.estate.calls import Call
from evidence.demo.estate.identities import ACCOUNTS, ADMINISTRATORS, BASE, DENIALS, KeyPair
from evidence.demo.estate.refusals import Reason, Refused

STS_ONLY = '{"Statement": {"Effect": "Allow", "Action": "sts:*"}}'
EVERYTHING = '{"Statement": {"Effect": "Allow", "Action": "*"}}'


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller. A session has a role, whose policies are read at each call, and perhaps a session policy."""

    account_id: str
    arn: str
    policy: str = ""
    role_arn: str = ""
    session_policy: str = ""
    session_token: str | None = None
    expires_at: datetime | None = None


class Principals:
    """Every key the simulation accepts, long-lived or handed out by AssumeRole."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_key = {BASE.access_key_id: _owner(BASE, STS_ONLY)}
        for pair in ADMINISTRATORS.values():
            self._by_key[pair.access_key_id] = _owner(pair, EVERYTHING)

    def remember(self, access_key_id: str, principal: Principal) -> None:
        """Accept the session's key from now on."""
        with self._lock:
            self._by_key[access_key_id] = principal

    def calling(self, call: Call, now: datetime) -> Principal:
        """Who signed the call. Raises Refused for no or an unknown key, a wrong token, an expired session."""
        if call.access_key_id is None:
            raise Refused(Reason.UNSIGNED, "Request is missing Authentication Token")
        principal = self._by_key.get(call.access_key_id)
        if principal is None or principal.session_token != call.session_token:
            raise Refused(Reason.UNKNOWN_KEY, "The security token included in the request is invalid.")
        if principal.expires_at is not None and principal.expires_at <= now:
            raise Refused(Reason.EXPIRED, "The security token included in the request is expired")
        return principal


def authorize(principal: Principal, call: Call) -> None:
    """Let the call pass, or raise Refused saying which policy stands against it, as AWS says it."""
    if call.action == "sts:GetCallerIdentity":
        return  # AWS answers this to any valid key, whatever the policies say.
    refusal = f"User: {principal.arn} is not authorized to perform: {call.action}"
    if _denied_by_organisation(principal.account_id, call):
        raise Refused(Reason.DENIED, f"{refusal} with an explicit deny in a service control policy")
    gates = [("identity-based", _permissions(principal))]
    if principal.session_policy:
        gates.append(("session", [principal.session_policy]))
    for kind, documents in gates:
        match policies.permits(documents, call.action, {"aws:RequestedRegion": call.region}):
            case "deny":
                raise Refused(Reason.DENIED, f"{refusal} with an explicit deny in a {kind} policy")
            case "silent":
                raise Refused(Reason.DENIED, f"{refusal} because no {kind} policy allows the {call.action} action")


def find_role(arn: str) -> Role | None:
    """The role as moto's IAM holds it, in the simulated customer's accounts only."""
    for account in ACCOUNTS:
        if arn.startswith(f"arn:aws:iam::{account.id}:role/"):
            for role in iam_backends[account.id]["aws"].get_roles():
                if role.arn == arn:
                    return role
    return None


def _owner(pair: KeyPair, policy: str) -> Principal:
    return Principal(account_id=pair.account_id, arn=pair.arn, policy=policy)


def _permissions(principal: Principal) -> list[str]:
    if not principal.role_arn:
        return [principal.policy]
    role = find_role(principal.role_arn)
    if role is None:
        return []
    return [*role.policies.values(), *map(_in_force, role.managed_policies.values())]


def _in_force(policy: ManagedPolicy) -> str:
    return next(version.document for version in policy.versions if version.is_default_version)


def _denied_by_organisation(account_id: str, call: Call) -> bool:
    return any(
        (denial.account_id, denial.region) == (account_id, call.region) and policies.matches(denial.action, call.action)
        for denial in DENIALS
    )
