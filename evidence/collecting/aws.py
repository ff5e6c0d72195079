"""The one door to AWS: declared calls only, every page, every call on record, no error swallowed."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from threading import Lock
from time import sleep
from typing import Any

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import OperationModel
from botocore.parsers import ResponseParserError

from evidence.collecting.contract import Call, Collector, CouldNotLook, ErrorReason
from evidence.collecting.errors import FAILURES, could_not_look
from evidence.collecting.facts import instant, plain
from evidence.collecting.pacing import Turns
from evidence.collecting.paging import PAGING, goes_on, join, pages

Clock = Callable[[], datetime]

# Where a partition's global services are asked (AWS General Reference, service endpoints).
HOME_REGION = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}


@dataclass(frozen=True)
class Patience:
    """How long to wait for AWS, in seconds, and how often to try. Long waits belong to the job table."""

    attempts: int = 4
    connect: float = 5
    read: float = 30


class UndeclaredCall(Exception):
    """A gather function asked for a call that its about.toml does not declare: a mistake of its author."""


@dataclass
class Access:
    """Whose eyes we look through: a session in one account, and its clients. Threads may share it.

    turns: how its requests are paced; None where nobody waits for anybody.
    """

    session: boto3.Session = field(repr=False)
    caller: str
    account: str
    partition: str
    expires_at: datetime | None = None
    patience: Patience = field(default_factory=Patience)
    turns: Turns | None = None
    _clients: dict[tuple[str, str], BaseClient] = field(default_factory=dict, repr=False)
    _making: Lock = field(default_factory=Lock, repr=False)  # a boto3 session is not thread-safe, its clients are

    def client(self, name: str, region: str) -> BaseClient:
        """boto3's client for a service; region "global" is its partition's home. Its calls may raise MustWait."""
        region = HOME_REGION[self.partition] if region == "global" else region
        with self._making:
            if (name, region) not in self._clients:
                self._clients[name, region] = client = self.session.client(  # type: ignore[call-overload]
                    name, region_name=region, config=configured(self.patience)
                )
                client.meta.events.register("before-parse", _refuse_what_is_no_json)
                if self.turns:
                    client.meta.events.register("before-send", self.turns.before_each(name, region))
            return self._clients[name, region]


def _refuse_what_is_no_json(*, operation_model: OperationModel, response_dict: dict[str, Any], **_: Any) -> None:
    """Botocore takes JSON that it cannot read for an empty answer: half a listing would look like "it has none"."""
    output = operation_model.output_shape
    if (
        output is None
        or "payload" in output.serialization
        or operation_model.service_model.resolved_protocol not in ("json", "rest-json")
        or response_dict["status_code"] >= HTTPStatus.MULTIPLE_CHOICES
    ):
        return
    try:
        json.loads(response_dict["body"] or "{}")
    except ValueError as failure:
        raise ResponseParserError("the answer is no JSON") from failure


def configured(patience: Patience) -> Config:
    """Botocore's settings for every client: standard retries, bounded waits, our name in the user agent."""
    return Config(
        retries={"mode": "standard", "total_max_attempts": patience.attempts},
        connect_timeout=patience.connect,
        read_timeout=patience.read,
        user_agent_extra="demarc",
    )


class Door:
    """One collector's calls in one account and region, each on record in `calls`, failed ones too."""

    def __init__(
        self,
        access: Access,
        collector: Collector,
        region: str,
        *,
        clock: Clock,
        pause: Callable[[float], None] = sleep,
    ) -> None:
        self.access, self.collector, self.region = access, collector, region
        self.clock, self.pause = clock, pause
        self.account, self.partition, self.caller = access.account, access.partition, access.caller
        self.calls: list[dict[str, Any]] = []

    def ask(self, name: str, /, *, region: str = "", **params: Any) -> dict[str, Any]:
        """The whole answer to a declared call, as JSON: all pages as one, without AWS's paging marks.

        name: as in about.toml. region: where to ask, when not in the cell's own (a bucket's region).
        Errors: CouldNotLook for whatever kept us from the whole answer; UndeclaredCall.
        """
        if name not in self.collector.calls:
            raise UndeclaredCall(f"{self.collector.key} asked for {name}: declare it in about.toml under [calls]")
        call, region = self.collector.calls[name], region or self.region
        record: dict[str, Any] = {
            "call": f"{call.client}.{call.operation}",
            "region": region,
            "params": plain(params),
            "started_at": instant(self.clock()),
            "pages": 0,
            "requests": [],
            "status": 0,
            "retries": 0,
            "code": "",
        }
        self.calls.append(record)
        try:
            return self._whole(call, self.access.client(call.client, region), params, record)
        except FAILURES as failure:
            if isinstance(failure, ClientError):
                _note(record, dict(failure.response))
            error = could_not_look(name, failure)
        except CouldNotLook as failure:
            error = failure
        finally:
            record["ended_at"] = instant(self.clock())
        record["code"] = error.code
        raise error

    def _whole(self, call: Call, client: BaseClient, params: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        page: dict[str, Any] = {}
        for page in pages(call, client, params):
            _note(record, page)
            record["pages"] += 1
            join(answer, plain({key: page[key] for key in page.keys() - PAGING - {"ResponseMetadata"}}))
        if goes_on(page, client.can_paginate(call.operation)):
            raise CouldNotLook(ErrorReason.HALF_READ, call.name, "ListingCut")
        return answer


def _note(record: dict[str, Any], response: dict[str, Any]) -> None:
    """Provenance of one exchange: AWS's request id (the customer finds it in CloudTrail), status, retries."""
    about = response.get("ResponseMetadata", {})
    if request := about.get("RequestId"):
        record["requests"].append(request)
    record["status"] = about.get("HTTPStatusCode", record["status"])
    record["retries"] += about.get("RetryAttempts", 0)
