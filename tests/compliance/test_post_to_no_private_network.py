"""Can an address that somebody typed in lead a post into our own network, anywhere else, or open over the wire?"""

import ipaddress
import socket
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from compliance.notices.posting import judge, may_reach, post, reachable
from frameworks.errors import Refused
from tests.compliance.small_receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as here:
        yield here


def named(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """What a name server answers, whatever it is asked."""
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "https://",
        "https:///hook",
        "https://olive:secret@hooks.example.org/",
        "https://hooks.example.org/#part",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/\r\nHost: other",
        "https://[::1/",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_makes_no_sense_or_is_open_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        judge(address)


@pytest.mark.parametrize(
    "ip",
    [
        *("10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "127.0.0.1", "0.0.0.0", "100.64.0.1"),
        *(
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
        ),
        *("::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1", "2001:db8::1"),
    ],
)
def test_no_address_of_a_private_network_is_reached(ip: str) -> None:
    assert not may_reach(ipaddress.ip_address(ip), "hooks.example.org")


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14"])
def test_public_ones_are(ip: str) -> None:
    assert may_reach(ipaddress.ip_address(ip), "hooks.example.org")


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, "93.184.215.14", "10.0.0.1")
    with pytest.raises(Refused, match="private network"):
        reachable(judge("https://hooks.example.org/"))


def test_numbers_in_disguise_are_judged_by_what_they_resolve_to() -> None:
    for address in ("https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://[::ffff:127.0.0.1]/"):
        with pytest.raises((Refused, OSError)):
            reachable(judge(address))


def test_an_administrator_may_allow_a_network(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = [ipaddress.ip_network("10.20.0.0/16")]
    named(monkeypatch, "10.20.3.4")
    assert reachable(judge("https://hooks.internal/")) == ["10.20.3.4"]
    named(monkeypatch, "10.21.3.4")
    with pytest.raises(Refused):
        reachable(judge("https://hooks.internal/"))


def test_the_connection_goes_to_the_address_that_was_judged(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    """A name that answers differently the second time is not asked a second time."""
    asked = []
    real = socket.getaddrinfo

    def answers(host: str, *args: object, **kwargs: object) -> object:
        asked.append(host)
        return real(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    assert post(receiver.address.replace("127.0.0.1", "localhost"), b"{}", {}) == 204
    assert asked.count("localhost") == 1


def test_this_machine_is_reached_only_where_the_site_itself_lives_on_loopback(
    receiver: Receiver, settings: Settings
) -> None:
    assert post(receiver.address, b"{}", {}) == 204
    settings.HOST = "demarc.example.org"
    with pytest.raises(Refused):
        post(receiver.address, b"{}", {})
    with pytest.raises(Refused):
        post(receiver.address.replace("http:", "https:"), b"{}", {})


def test_a_redirect_is_an_answer_and_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.location = 302, receiver.address
    assert post(receiver.address, b"{}", {}) == 302
    assert len(receiver.received) == 1


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert post(receiver.address, b"{}", {}) == 204


def test_who_answers_drop_by_drop_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("compliance.notices.posting.SECONDS", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(OSError):
        post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"{}", {})


def test_https_is_spoken_to_the_name_and_an_unknown_certificate_is_refused(receiver: Receiver) -> None:
    with pytest.raises(OSError):
        post(receiver.address.replace("http:", "https:"), b"{}", {})
    assert receiver.received == []
