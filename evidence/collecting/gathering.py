"""Gathers one cell (collector, account, region) into a facts document. What failed is in it, as an error."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Protocol

from evidence.collecting.aws import Clock
from evidence.collecting.contract import Collector, CouldNotLook, ErrorReason
from evidence.collecting.errors import STUMBLES
from evidence.collecting.facts import VERSION, Document, arn, instant

# Stands where a value was that must not be sealed: it may be a secret.
NOT_KEPT = "not kept"
Veil = Callable[[dict[str, Any]], None]


class Answers(Protocol):
    """What answers calls: the Door to AWS, or recorded answers."""

    collector: Collector
    account: str
    partition: str
    region: str
    caller: str
    clock: Clock
    pause: Callable[[float], None]
    calls: list[dict[str, Any]]

    def ask(self, name: str, /, *, region: str = "", **params: Any) -> dict[str, Any]: ...


class Look:
    """What a gather function sees of a cell: it asks, and each answer or error is written down as a fact."""

    def __init__(self, door: Answers) -> None:
        self._door = door
        self.account, self.partition, self.region = door.account, door.partition, door.region
        self.facts: dict[str, dict[str, Any]] = {}
        self.errors: dict[str, dict[str, Any]] = {}

    def ask(
        self,
        call: str,
        /,
        *,
        about: str = "",
        absent: tuple[str, ...] = (),
        region: str = "",
        veil: Veil | None = None,
        **params: Any,
    ) -> dict[str, Any]:
        """Asks a declared call, all pages of it; gives the answer, or {} when there is none.

        about: ARN of the resource the answer is a fact of; "" for the cell. One answer per call and resource.
        absent: AWS's error codes that mean "it has none", an answer and no error. A denial can never be one.
        region: where to ask, when not in the cell's own. veil: takes out of the answer, in place, what may be a
        secret or what nothing rests on, before anything keeps it. Further words are the call's parameters, as
        boto3 has them.
        """
        try:
            answer = self._door.ask(call, region=region, **params)
        except CouldNotLook as failure:
            if failure.reason is ErrorReason.REJECTED and failure.code in absent:
                self.facts.setdefault(call, {})[about] = {"absent": failure.code}
            else:
                self.cannot(call, about, failure.reason, failure.code)
            return {}
        try:
            if veil:
                answer = deepcopy(answer)  # the door's own copy stays as AWS gave it
                veil(answer)
        except STUMBLES as stumble:  # a shape that the veil does not know: nothing of it is kept
            self.cannot(call, about, ErrorReason.MALFORMED, type(stumble).__name__)
            return {}
        self.facts.setdefault(call, {})[about] = {"answer": answer}
        return answer

    def arn(self, service: str, rest: str) -> str:
        """The ARN of a resource of this account and region, where AWS's answer does not give one."""
        return arn(self.partition, service, self.region, self.account, rest)

    def pause(self, seconds: float) -> None:
        """Waits for AWS to prepare an answer. A few seconds at most: longer waits belong to the job table."""
        self._door.pause(seconds)

    def cannot(self, call: str, about: str, reason: ErrorReason, code: str) -> None:
        self.errors.setdefault(call, {})[about] = {"reason": reason.value, "code": code}


def gather(collector: Collector, door: Answers) -> Document:
    """One cell's facts document. AWS's failures are in it; its author's mistakes escape (UndeclaredCall).

    No database, no judgement: to be called outside any transaction. Takes as long as AWS takes.
    """
    started, look = instant(door.clock()), Look(door)
    try:
        collector.gather(look)
    except STUMBLES as stumble:  # the calls it still would have made are missing: ERROR for what rests on them
        look.cannot("gather", "", ErrorReason.MALFORMED, type(stumble).__name__)
    return {
        "v": VERSION,
        "collector": collector.key,
        "version": collector.version,
        "account": door.account,
        "partition": door.partition,
        "region": door.region,
        "caller": door.caller,
        "started_at": started,
        "ended_at": instant(door.clock()),
        "calls": door.calls,
        "facts": look.facts,
        "errors": look.errors,
    }
