"""The one door to AWS: declared calls only, every page, every call on record, no error swallowed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from time import sleep
from typing import Any

from botocore.client import BaseClient
from botocore.credentials import ReadOnlyCredentials
from botocore.exceptions import ClientError

from evidence.collecting.clients import Asking, Patience, asking, client_of
from evidence.collecting.contract import Call, Collector, CouldNotLook, ErrorReason
from evidence.collecting.errors import FAILURES, could_not_look
from evidence.collecting.facts import instant, plain
from evidence.collecting.pacing import Turns
from evidence.collecting.paging import PAGING, goes_on, join, pages

Clock = Callable[[], datetime]

# Where a partition's global services are asked (AWS General Reference, service endpoints).
HOME_REGION = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}


class UndeclaredCall(Exception):
    """A gather function asked for a call that its about.toml does not declare: a mistake of its author."""


@dataclass(frozen=True)
class Access:
    """Whose eyes we look through: the keys of a session in one account. Threads may share it.

    turns: how its requests are paced; None where nobody waits for anybody.
    """

    keys: ReadOnlyCredentials = field(repr=False)
    caller: str
    account: str
    partition: str
    expires_at: datetime | None = None
    patience: Patience = field(default_factory=Patience)
    turns: Turns | None = None

    def client(self, name: str, region: str) -> BaseClient:
        """boto3's client for a service, to be used within `asking`; region "global" is its partition's home."""
        return client_of(name, HOME_REGION[self.partition] if region == "global" else region, self.patience)

    def asking(self) -> AbstractContextManager[None]:
        return asking(Asking(self.keys, self.turns))


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
            with self.access.asking():
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
