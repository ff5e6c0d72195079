"""What anybody would write: a session for each account, a client for each service and region, a thread pool."""

import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from evidence import blobs
from evidence.actions.connecting import entry_to
from evidence.collecting.aws import HOME_REGION
from evidence.collecting.clients import Patience
from evidence.collecting.shipped import collectors
from evidence.models import Connection, Item, Run

REGION = "us-east-1"
FAILED = 500


@dataclass(frozen=True)
class Request:
    account: str
    client: str
    operation: str
    region: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """How the cells of a collector went into an account: AssumeRole's words."""

    account: str
    words: Mapping[str, str]


def documents(run: Run) -> list[dict[str, Any]]:
    found = []
    for digest in Item.objects.filter(run=run).order_by("source", "title").values_list("digest", flat=True):
        with blobs.open_blob(digest) as sealed:
            found.append(json.load(sealed))
    return found


def answered(document: dict[str, Any]) -> bool:
    """Whether the simulated AWS knows every call: what it lacks is tried again after waits, which measure nothing."""
    return all(call["status"] and call["status"] < FAILED and not call["retries"] for call in document["calls"])


def entries(sealed: Iterable[dict[str, Any]]) -> list[Entry]:
    """One for each account and collector, with the session policy that its cells had."""
    rows = Connection.objects.select_related("account")
    connections = {row.account.account_id: row for row in rows}
    found = []
    for account, collector in sorted({(document["account"], document["collector"]) for document in sealed}):
        entry = entry_to(connections[account], collectors()[collector], "bare")
        words = {"RoleArn": entry.role.arn, "RoleSessionName": "bare", "ExternalId": entry.role.external_id}
        found.append(Entry(account, words | {"Policy": entry.session_policy}))
    return found


def requests(sealed: Iterable[dict[str, Any]]) -> list[Request]:
    """Every call that the documents have on record."""
    return [
        Request(
            document["account"],
            *call["call"].split("."),
            HOME_REGION[document["partition"]] if call["region"] == "global" else call["region"],
            call["params"],
        )
        for document in sealed
        for call in document["calls"]
    ]


class Pool:
    """`made` counts the HTTP requests."""

    def __init__(self, threads: int) -> None:
        self.threads, self.made = threads, 0
        attempts = Patience().attempts
        self._config = Config(
            retries={"mode": "standard", "total_max_attempts": attempts}, max_pool_connections=threads
        )
        self._making = Lock()
        self._sessions: dict[str, boto3.Session] = {"": boto3.Session()}
        self._clients: dict[tuple[str, str, str], Any] = {}

    def work(self, entries: Sequence[Entry], requests: Sequence[Request]) -> None:
        for account, words in {entry.account: entry.words for entry in entries}.items():
            given = self._client("sts", "", REGION).assume_role(**words)["Credentials"]
            self._sessions[account] = boto3.Session(
                given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
            )
        with ThreadPoolExecutor(self.threads) as pool:
            for _ in pool.map(self._enter, entries):
                pass
            for _ in pool.map(self._send, requests):
                pass

    def _enter(self, entry: Entry) -> None:
        self._client("sts", "", REGION).assume_role(**entry.words)
        self._client("sts", entry.account, REGION).get_caller_identity()

    def _send(self, request: Request) -> None:
        client = self._client(request.client, request.account, request.region)
        try:
            if client.can_paginate(request.operation):
                for _ in client.get_paginator(request.operation).paginate(**request.params):
                    pass
            else:
                getattr(client, request.operation)(**request.params)
        except (ClientError, BotoCoreError):
            pass  # refused, as it was when we asked

    def _client(self, name: str, account: str, region: str) -> Any:
        with self._making:
            if (name, account, region) not in self._clients:
                session = self._sessions[account]
                client = session.client(name, region_name=region, config=self._config)  # type: ignore[call-overload]
                client.meta.events.register("before-send", self._count)
                self._clients[name, account, region] = client
            return self._clients[name, account, region]

    def _count(self, **_: object) -> None:
        self.made += 1
