"""boto3's clients, made once for a service and region: whoever asks lends them keys and turns for the time of a call.

To make a client costs more than most calls, and another connection as much again. A client holds no keys of its own: a
call that nobody lends any to fails, so that none is ever made with somebody else's.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from threading import Lock
from typing import Any

from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.model import OperationModel
from botocore.parsers import ResponseParserError
from botocore.session import Session

from evidence.collecting.pacing import Turns
from evidence.collecting.sessions import new_core, surroundings

KEPT = 96
"""Clients, of a third of a megabyte each: those of a collector in every region, several times over."""
MAKING = Lock()  # a session is not thread-safe, its clients are


@dataclass(frozen=True)
class Patience:
    """How long to wait for AWS, in seconds, and how often to try. Long waits belong to the job table."""

    attempts: int = 4
    connect: float = 5
    read: float = 30


@dataclass(frozen=True)
class Asking:
    """With whose keys, and by whose turns; None where nobody waits for anybody."""

    keys: ReadOnlyCredentials = field(repr=False)
    turns: Turns | None = None


_ASKING: ContextVar[Asking] = ContextVar("asking")


@contextmanager
def asking(who: Asking) -> Iterator[None]:
    """Within the block this thread's calls are made by `who`."""
    before = _ASKING.set(who)
    try:
        yield
    finally:
        _ASKING.reset(before)


class Lent(Credentials):
    """The keys of whoever asks at the moment. LookupError when nobody does."""

    def __init__(self) -> None:
        super().__init__("", "")

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        return _ASKING.get().keys


class Lender:
    """In the place of botocore's chain of credential providers."""

    def load_credentials(self) -> Credentials:
        return Lent()


def client_of(service: str, region: str, patience: Patience) -> BaseClient:
    """boto3's client by its name of the service, to be used within `asking`. Its calls may raise MustWait."""
    with MAKING:
        return _client(service, region, patience, surroundings())


@lru_cache(maxsize=KEPT)
def _client(service: str, region: str, patience: Patience, around: tuple[tuple[str, str], ...]) -> BaseClient:
    client: BaseClient = _core(around).create_client(service, region_name=region, config=configured(patience))

    def take_turn(**sending: Any) -> Any:
        turns = _ASKING.get().turns
        return turns.before_each(service, region)(**sending) if turns else None

    client.meta.events.register("before-parse", _refuse_what_is_no_json)
    client.meta.events.register("before-send", take_turn)  # for each request, retries and pages too
    return client


@lru_cache(maxsize=1)
def _core(around: tuple[tuple[str, str], ...]) -> Session:
    core = new_core()
    core.register_component("credential_provider", Lender())
    return core


def configured(patience: Patience) -> Config:
    """Botocore's settings for every client: standard retries, bounded waits, our name in the user agent."""
    return Config(
        retries={"mode": "standard", "total_max_attempts": patience.attempts},
        connect_timeout=patience.connect,
        read_timeout=patience.read,
        max_pool_connections=32,  # threads that share a client
        user_agent_extra="demarc",
    )


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
