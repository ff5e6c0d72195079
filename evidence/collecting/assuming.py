"""Into a customer's account: always with the ExternalId and a session policy. And the proof that it is so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

import boto3
from botocore.client import BaseClient
from botocore.credentials import ReadOnlyCredentials

from evidence.collecting.aws import HOME_REGION, Access
from evidence.collecting.clients import MAKING, Asking, Patience, asking, client_of, configured
from evidence.collecting.contract import CouldNotLook, ErrorReason
from evidence.collecting.errors import FAILURES, could_not_look
from evidence.collecting.pacing import Buckets, Turns
from evidence.collecting.sessions import own_session

SESSION_SECONDS = 3600  # the longest that a role grants without its owner's doing
WRONG_EXTERNAL_ID = "demarc-wrong-external-id"
ROLE_ARN = re.compile(r"arn:(aws|aws-us-gov|aws-cn):iam::\d{12}:role/[\w+=,.@/-]+")
SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}")  # what STS takes


@dataclass(frozen=True)
class Role:
    """A role in a customer's account, as their officer named it. ValueError for what is no role's ARN."""

    arn: str
    account: str
    external_id: str

    def __post_init__(self) -> None:
        if not ROLE_ARN.fullmatch(self.arn):
            raise ValueError(f"{self.arn!r} is no role's ARN: copy it from the role's page in IAM (arn:…:role/…)")

    @property
    def partition(self) -> str:
        return self.arn.split(":")[1]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How we go into an account. All of it is needed: no session is wider or less traceable than it must be.

    run: the run's id; it becomes the RoleSessionName, by which the customer finds our calls in CloudTrail.
    session_policy: from policy.session_policy(collectors). base: the default credential chain; no secret is
    stored. buckets: what paces the requests that are made inside.
    """

    role: Role
    run: str
    session_policy: str
    base: boto3.Session = field(default_factory=own_session, repr=False)
    patience: Patience = field(default_factory=Patience)
    buckets: Buckets | None = field(default=None, repr=False)

    @property
    def session_name(self) -> str:
        name = f"demarc-{self.run}"
        if not SESSION_NAME.fullmatch(name):
            raise ValueError(f"{self.run!r} cannot name a session: at most 57 letters, digits and _+=,.@- are allowed")
        return name


class Proof(StrEnum):
    """What onboarding proves of a role, in this order."""

    CAN_BE_ASSUMED = "can_be_assumed"
    ACCOUNT_IS_THE_ONE_NAMED = "account_is_the_one_named"
    REFUSES_WITHOUT_EXTERNAL_ID = "refuses_without_external_id"
    REFUSES_WRONG_EXTERNAL_ID = "refuses_wrong_external_id"


class Standing(StrEnum):
    HELD = "held"
    BROKEN = "broken"
    COULD_NOT_LOOK = "could_not_look"


@dataclass(frozen=True)
class Proven:
    """The result of one proof. `code` is AWS's error code, or the account we found ourselves in."""

    proof: Proof
    standing: Standing
    code: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in English; "" when the proof holds."""
        if self.standing is Standing.HELD:
            return ""
        return (SENTENCES if self.standing is Standing.BROKEN else UNSEEN)[self.proof].format(code=self.code)


SENTENCES = {
    Proof.CAN_BE_ASSUMED: (
        "AWS refused to let us assume the role ({code}). Check its ARN, that its trust policy names our "
        "principal, and that its sts:ExternalId is the one shown here."
    ),
    Proof.ACCOUNT_IS_THE_ONE_NAMED: (
        "The role led us into account {code}, which is not the account named. Correct the account id or the role's ARN."
    ),
    Proof.REFUSES_WITHOUT_EXTERNAL_ID: (
        "The role let us in without the ExternalId: whoever can make us ask could be led into this account. "
        "Add the condition StringEquals sts:ExternalId to its trust policy."
    ),
    Proof.REFUSES_WRONG_EXTERNAL_ID: (
        "The role let us in with a wrong ExternalId: its trust policy does not compare it. "
        "Make the condition StringEquals sts:ExternalId with exactly the value shown here."
    ),
}
UNSEEN = dict.fromkeys(Proof, "We could not tell ({code}): AWS did not answer as asked. Try again.") | {
    Proof.ACCOUNT_IS_THE_ONE_NAMED: (
        "We could not tell ({code}) which account the role leads into. Have it let us in first."
    )
}


def assume(entry: Entry) -> Access:
    """A session in the role's account, narrowed to the session policy, for an hour.

    Errors: CouldNotLook; with REJECTED and code "WrongAccount" when the role leads into an account other than
    named.
    """
    access = _enter(entry)
    if access.account != entry.role.account:
        raise CouldNotLook(ErrorReason.REJECTED, "sts.get_caller_identity", "WrongAccount")
    return replace(access, turns=Turns(entry.buckets, access.account)) if entry.buckets else access


def prove(entry: Entry) -> list[Proven]:
    """Proves that the role lets us in, where it leads, and that it refuses us without the right ExternalId.

    One result for each Proof, in order. A grant where a refusal is due is BROKEN. A refusal counts only when
    AWS said AccessDenied, to someone whom it lets in otherwise: after a throttle, a time-out or no entry at
    all we could not look. Never raises CouldNotLook.
    """
    results = [*_entry_proofs(entry)]
    let_in = results[0].standing is Standing.HELD
    for proof, words in (
        (Proof.REFUSES_WITHOUT_EXTERNAL_ID, {}),
        (Proof.REFUSES_WRONG_EXTERNAL_ID, {"ExternalId": WRONG_EXTERNAL_ID}),
    ):
        try:
            _grant(entry, words)
        except CouldNotLook as failure:
            refused = let_in and failure.code in ("AccessDenied", "AccessDeniedException")
            results.append(Proven(proof, Standing.HELD if refused else Standing.COULD_NOT_LOOK, failure.code))
        else:
            results.append(Proven(proof, Standing.BROKEN))
    return results


def _entry_proofs(entry: Entry) -> Iterator[Proven]:
    try:
        access = _enter(entry)
    except CouldNotLook as failure:
        denied = failure.reason is ErrorReason.ACCESS_DENIED
        yield Proven(Proof.CAN_BE_ASSUMED, Standing.BROKEN if denied else Standing.COULD_NOT_LOOK, failure.code)
        yield Proven(Proof.ACCOUNT_IS_THE_ONE_NAMED, Standing.COULD_NOT_LOOK, failure.code)
    else:
        right = access.account == entry.role.account
        yield Proven(Proof.CAN_BE_ASSUMED, Standing.HELD)
        yield Proven(Proof.ACCOUNT_IS_THE_ONE_NAMED, Standing.HELD if right else Standing.BROKEN, access.account)


def _grant(entry: Entry, words: dict[str, str]) -> dict[str, Any]:
    """Asks STS for the role with or without an ExternalId; the region is the partition's home."""
    with MAKING:
        client = _sts(entry.base, HOME_REGION[entry.role.partition], entry.patience)
    try:
        granted: dict[str, Any] = client.assume_role(
            RoleArn=entry.role.arn,
            RoleSessionName=entry.session_name,
            Policy=entry.session_policy,
            DurationSeconds=SESSION_SECONDS,
            **words,
        )
    except FAILURES as failure:
        raise could_not_look("sts.assume_role", failure) from failure
    return granted


@lru_cache(maxsize=8)
def _sts(base: boto3.Session, region: str, patience: Patience) -> Any:
    """One for all cells that go in from here: threads may share a client, and its connections."""
    return base.client("sts", region_name=region, config=configured(patience))


def _enter(entry: Entry) -> Access:
    """The session's keys, and whose they are by AWS's own word."""
    given = _grant(entry, {"ExternalId": entry.role.external_id})["Credentials"]
    keys = ReadOnlyCredentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    with asking(Asking(keys)):
        caller = caller_of(client_of("sts", HOME_REGION[entry.role.partition], entry.patience))
    arn: str = caller["Arn"]
    return Access(keys, arn, caller["Account"], arn.split(":")[1], given["Expiration"], entry.patience)


def caller_of(sts: BaseClient) -> dict[str, Any]:
    """Who asks, in AWS's words: `Arn` and `Account`. Errors: CouldNotLook."""
    try:
        caller: dict[str, Any] = sts.get_caller_identity()  # type: ignore[attr-defined]
    except FAILURES as failure:
        raise could_not_look("sts.get_caller_identity", failure) from failure
    return caller
