"""Which calls are allowed: the first of each collector is made, as a run would make it. And who we are to STS."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import boto3
from botocore.client import BaseClient

from evidence.collecting.assuming import Entry, assume, caller_of
from evidence.collecting.aws import HOME_REGION, Clock, Door
from evidence.collecting.clients import Patience, configured
from evidence.collecting.contract import Call, Collector, CouldNotLook, ErrorReason
from evidence.collecting.gathering import gather
from evidence.collecting.paging import pages
from evidence.collecting.sessions import new_session

BRIEFLY = Patience(attempts=2, connect=5, read=15)
ASSUMED = re.compile(r"arn:(?P<partition>[\w-]+):sts::(?P<account>\d{12}):assumed-role/(?P<role>[^/]+)/.+")


class Allowed(StrEnum):
    ALLOWED = "allowed"
    DENIED = "denied"
    COULD_NOT_LOOK = "could_not_look"


@dataclass(frozen=True)
class Tried:
    """One call that was tried. `untried` are the collector's further actions: of those we know nothing yet."""

    collector: str
    region: str
    call: str
    action: str
    allowed: Allowed
    reason: str = ""
    code: str = ""
    untried: tuple[str, ...] = ()


class _Enough(BaseException):
    """The first call was made: the collector is not asked to go on. No gather function may catch it."""


class FirstCallDoor(Door):
    """Makes one call, its first page only, and ends the gathering."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self.first: Call | None = None
        self.failure: CouldNotLook | None = None

    def ask(self, name: str, /, *, region: str = "", **params: Any) -> dict[str, Any]:
        self.first = self.collector.calls.get(name)
        try:
            super().ask(name, region=region, **params)
        except CouldNotLook as failure:
            self.failure = failure
        raise _Enough

    def _whole(self, call: Call, client: BaseClient, params: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
        next(iter(pages(call, client, params)))
        return {}


def try_first_calls(
    collectors: Iterable[Collector], entry: Callable[[Collector], Entry], region: str, clock: Clock
) -> list[Tried]:
    """One answer for each collector: regional ones are tried in `region`. Never raises CouldNotLook.

    A refusal that is AWS's answer to the call itself (nothing subscribed, nothing there) shows that it was allowed.
    """
    return [_try(each, replace(entry(each), patience=BRIEFLY), region, clock) for each in collectors]


def _try(collector: Collector, entry: Entry, region: str, clock: Clock) -> Tried:
    place = "global" if collector.scope == "global" else region
    try:
        access = assume(entry)
    except CouldNotLook as failure:
        return Tried(
            collector.key, place, "", "", Allowed.COULD_NOT_LOOK, failure.reason, failure.code, collector.actions
        )
    door = FirstCallDoor(access, collector, place, clock=clock)
    with suppress(_Enough):
        gather(collector, door)
    if door.first is None:
        return Tried(
            collector.key, place, "", "", Allowed.COULD_NOT_LOOK, ErrorReason.HALF_READ, "NotAsked", collector.actions
        )
    left = tuple(action for action in collector.actions if action != door.first.action)
    name = f"{door.first.client}.{door.first.operation}"
    reason, code = (door.failure.reason, door.failure.code) if door.failure else ("", "")
    return Tried(collector.key, place, name, door.first.action, _verdict(door.failure), reason, code, left)


def _verdict(failure: CouldNotLook | None) -> Allowed:
    if failure is None or failure.reason is ErrorReason.REJECTED:
        return Allowed.ALLOWED
    return Allowed.DENIED if failure.reason is ErrorReason.ACCESS_DENIED else Allowed.COULD_NOT_LOOK


def own_principal(partition: str, base: boto3.Session | None = None) -> str:
    """The ARN that a trust policy has to name for us: of a session its role, whose path STS does not tell.

    Errors: CouldNotLook, with NoCredentialsError where this process has none.
    """
    own = base or new_session()
    caller = caller_of(own.client("sts", region_name=HOME_REGION[partition], config=configured(BRIEFLY)))["Arn"]
    session = ASSUMED.fullmatch(caller)
    return "arn:{partition}:iam::{account}:role/{role}".format(**session.groupdict()) if session else caller
