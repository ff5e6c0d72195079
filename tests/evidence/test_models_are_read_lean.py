"""AWS's models are read without their sentences: does every client still ask and page as with the whole ones?"""

from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest

from evidence.collecting.contract import Collector
from evidence.collecting.sessions import MODELS, new_session

REGION = "us-east-1"


class Sent(Exception):
    """Stops a request that is about to go out: its arguments are what it would have been."""


def stop(request: AWSPreparedRequest, **_: Any) -> None:
    raise Sent(request.method, request.url, request.body)


def asked(session: boto3.Session, name: str, operation: str) -> tuple[Any, ...]:
    """What a call needs, whether it has pages, and the request itself where it needs nothing."""
    client = session.client(name, region_name=REGION)  # type: ignore[call-overload]
    client.meta.events.register("before-send", stop)
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
    needed = sorted(model.input_shape.required_members) if model.input_shape else []
    request: tuple[Any, ...] = ()
    if not needed:
        with pytest.raises(Sent) as sent:
            getattr(client, operation)()
        request = sent.value.args
    return needed, client.can_paginate(operation), request


@pytest.mark.slow
@pytest.mark.usefixtures("aws")
def test_every_declared_call_is_the_same(collectors: dict[str, Collector]) -> None:
    lean, whole = new_session(), boto3.Session()
    calls = {(call.client, call.operation) for collector in collectors.values() for call in collector.calls.values()}
    for call in sorted(calls):
        assert asked(lean, *call) == asked(whole, *call), call


def test_many_sessions_do_not_make_the_search_longer() -> None:
    before = list(MODELS.search_paths)
    for _ in range(3):
        new_session()
    assert MODELS.search_paths == before
