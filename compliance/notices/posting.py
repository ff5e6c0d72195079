"""Post to an address that an officer typed in, and to nothing else behind it.

The name is resolved once and every address behind it judged; the connection then goes to one of those very addresses,
so that a name cannot answer differently the second time. No redirect is followed, no proxy asked, no body read.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from contextlib import suppress
from threading import Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from frameworks.errors import Refused

SECONDS: Final = 10
"""For all of it: whoever answers drop by drop is hung up on."""

EMBEDDING: Final = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48"))
"""NAT64: behind such an address is one of the old ones, private or not."""

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


def judge(url: str) -> SplitResult:
    """The parts of an address that may be posted to; Refused says why another may not. Nothing is resolved."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("This address cannot be read: write one such as https://hooks.example.org/demarc.") from None
    if not parts.hostname or port == 0 or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise Refused("This address cannot be read: write one such as https://hooks.example.org/demarc.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Refused("Leave name, password and fragment out of the address: the signature says who calls.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_at_home(parts.hostname)):
        raise Refused("Only https is posted to: what is told must not cross the wire open.")
    return parts


def reachable(parts: SplitResult) -> list[str]:
    """The addresses behind the name, if every one may be reached. OSError where it has none; Refused otherwise."""
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    found = list(dict.fromkeys(each[4][0] for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    if not all(may_reach(ipaddress.ip_address(str(each).partition("%")[0]), host) for each in found):
        raise Refused("This name leads into a private network: administrators may allow it (DEMARC_WEBHOOK_NETWORKS).")
    return [str(each) for each in found]


def may_reach(ip: Ip, host: str) -> bool:
    """Public addresses, those of networks that the administrator names, and at home the machine itself."""
    inner = getattr(ip, "ipv4_mapped", None)
    if inner is not None:
        return may_reach(inner, host)
    if any(ip.version == network.version and ip in network for network in settings.WEBHOOK_NETWORKS):
        return True
    if ip.is_loopback:
        return _is_at_home(host)
    hides = getattr(ip, "sixtofour", None) or getattr(ip, "teredo", None) or _is_in(ip, EMBEDDING)
    return ip.is_global and not ip.is_multicast and not hides


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer. OSError or HTTPException where there is none, Refused where it may not be asked."""
    parts = judge(url)
    address = reachable(parts)[0]
    connection = _connection(parts, address)
    deadline = Timer(SECONDS, _hang_up, [connection])
    deadline.daemon = True
    deadline.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body=body, headers=dict(headers))
        return connection.getresponse().status
    finally:
        deadline.cancel()
        connection.close()


class _Plain(http.client.HTTPConnection):
    """To an address that was judged already, whatever the name says now."""

    address = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Encrypted(_Plain):
    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connection(parts: SplitResult, address: str) -> _Plain:
    kind = _Encrypted if parts.scheme == "https" else _Plain
    connection = kind(str(parts.hostname), parts.port, timeout=SECONDS / 2)
    connection.address = address
    return connection


def _hang_up(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # it may be over by now, or not begun
        connection.sock.shutdown(socket.SHUT_RDWR)


def _is_at_home(host: str) -> bool:
    """Whether the installation runs on loopback itself, and the host is there too."""
    return settings.HOST in settings.LOOPBACK and host in settings.LOOPBACK


def _is_in(ip: Ip, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(ip.version == network.version and ip in network for network in networks)
