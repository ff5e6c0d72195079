"""A simulated AWS: moto behind a real HTTP port, which boto3 finds as it finds the demonstration's.

AWS Artifact, which moto lacks, stands beside it as it does there; `artifact.shelves` holds what an account is shown.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.request import Request, urlopen

import pytest
from moto.iam.models import get_account_id_from
from moto.server import ThreadedMotoServer

from evidence.demo.estate import artifact
from evidence.demo.estate.calls import read_call

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",  # AWS's own example
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
NOT_OF_THIS_MACHINE = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_REGION")


class BesideArtifact:
    """A WSGI application: moto, with AWS Artifact beside it for whoever's key signed the call."""

    def __init__(self, moto: Callable[..., Iterable[bytes]]) -> None:
        self._moto = moto

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "/artifact/aws4_request" not in environ.get("HTTP_AUTHORIZATION", ""):
            return self._moto(environ, start_response)
        call = read_call(environ)
        account = get_account_id_from(str(call.access_key_id))
        given = artifact.answer(call.action.partition(":")[2], account, call.parameters)
        start_response(f"{given.status} OK", given.headers)
        return [given.body]


@contextmanager
def running_moto() -> Iterator[str]:
    """Yields the address of a moto server on a loopback port; every account in it starts empty."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")  # else every account owns 600 snapshots
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        assert server._server
        server._server.app = BesideArtifact(server._server.app)
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
        server.stop()


def empty(address: str) -> None:
    """Forgets every resource of every account."""
    with urlopen(Request(f"{address}/moto-api/reset", method="POST")) as answer:
        assert answer.status == HTTPStatus.OK
    artifact.shelves.clear()


def point_at(address: str, patch: pytest.MonkeyPatch) -> None:
    """Lets boto3's default chain find this endpoint and these credentials, and nothing of this machine."""
    patch.setenv("AWS_ENDPOINT_URL", address)
    for name, value in ENVIRONMENT.items():
        patch.setenv(name, value)
    for name in NOT_OF_THIS_MACHINE:
        patch.delenv(name, raising=False)
