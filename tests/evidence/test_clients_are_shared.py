"""Clients are made once and serve every account: is each call made with the keys of whoever asks, and no other's?"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.credentials import ReadOnlyCredentials

from evidence.collecting.clients import Asking, Patience, asking, client_of
from evidence.collecting.pacing import LocalBuckets, Turns
from tests.evidence.simulated import point_at

BRIEF = Patience(attempts=1, connect=1, read=1)
ACCOUNTS = [f"{number:012}" for number in range(8)]
CALLS = 20


class Wire(Turns):
    """Takes down by whom each request is signed, and answers it."""

    def __init__(self, account: str) -> None:
        super().__init__(LocalBuckets(), account)
        self.signed: list[str] = []

    def before_each(self, service: str, region: str):  # type: ignore[no-untyped-def]
        def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
            self.signed.append(str(request.headers["Authorization"]))
            return AWSResponse(request.url, 200, {}, Nothing())

        return answer


class Nothing:
    content = b"{}"

    def stream(self, *_: object, **__: object) -> list[bytes]:
        return [self.content]


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    point_at("http://127.0.0.1:9", monkeypatch)


def keys_of(account: str) -> ReadOnlyCredentials:
    return ReadOnlyCredentials(f"AKIA{account}", f"secret of {account}", "token")


def test_at_once_each_account_s_calls_are_signed_with_its_own_keys() -> None:
    together = Barrier(len(ACCOUNTS))
    clients = set()

    def cell(account: str) -> Wire:
        wire = Wire(account)
        for _ in range(CALLS):
            together.wait()
            client = client_of("kms", "eu-west-1", BRIEF)
            clients.add(client)
            with asking(Asking(keys_of(account), wire)):
                client.list_keys()  # type: ignore[attr-defined]
        return wire

    with ThreadPoolExecutor(len(ACCOUNTS)) as threads:
        wires = list(threads.map(cell, ACCOUNTS))
    assert len(clients) == 1
    for wire in wires:
        assert len(wire.signed) == CALLS
        assert all(f"Credential=AKIA{wire.account}/" in signed for signed in wire.signed)


def test_a_call_that_nobody_lends_keys_to_is_not_made() -> None:
    client = client_of("kms", "eu-west-1", BRIEF)
    with pytest.raises(LookupError):
        client.list_keys()  # type: ignore[attr-defined]
    with asking(Asking(keys_of(ACCOUNTS[0]), Wire(ACCOUNTS[0]))):
        client.list_keys()  # type: ignore[attr-defined]
    with pytest.raises(LookupError):
        client.list_keys()  # type: ignore[attr-defined]


def test_who_asks_within_asks_and_then_the_outer_one_again() -> None:
    outer, inner = Wire("1"), Wire("2")
    client = client_of("kms", "eu-west-1", BRIEF)
    with asking(Asking(keys_of("1"), outer)):
        with asking(Asking(keys_of("2"), inner)):
            client.list_keys()  # type: ignore[attr-defined]
        client.list_keys()  # type: ignore[attr-defined]
    assert [len(outer.signed), len(inner.signed)] == [1, 1]
    assert "AKIA1/" in outer.signed[0]


def test_another_environment_has_clients_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    before = client_of("kms", "eu-west-1", BRIEF)
    assert client_of("kms", "eu-west-1", BRIEF) is before
    point_at("http://127.0.0.1:10", monkeypatch)
    assert client_of("kms", "eu-west-1", BRIEF).meta.endpoint_url == "http://127.0.0.1:10"
