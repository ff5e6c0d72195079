"""Which service of the catalogue is meant: by its key, name or alias, on a bill, or in the ARN of a resource.

Spaces, case, punctuation and a leading "Amazon" or "AWS" do not count. The tables hold what the catalogue's names,
aliases and clients do not say; a test keeps them to services that exist and to what is needed.
"""

import difflib
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Final

from frameworks.compiled import shipped

# Prefixes of ARNs (Service Authorization Reference, "service prefix").
ARN_PREFIXES: Final[Mapping[str, str]] = {
    "catalog": "service-catalog",
    "cognito-identity": "cognito",
    "es": "opensearch",
    "execute-api": "api-gateway",
    "waf-regional": "waf",
}
EC2_RESOURCES: Final[Mapping[str, str]] = {"snapshot": "ebs", "volume": "ebs"}
EC2_NETWORK: Final = re.compile(
    r"(vpc|vpn|subnet|security-group|network-|route-table|transit-gateway|prefix-list|dhcp-options|elastic-ip|ipam)"
    r"|(customer-|(egress-only-)?internet-|nat-?)gateway"
)
"""EBS and VPC share EC2's prefix: the kind of resource tells them apart."""

# Product codes on bills that are neither key, name nor client of the service.
PRODUCT_CODES: Final[Mapping[str, str]] = {
    "AmazonES": "opensearch",
    "AWSDatabaseMigrationSvc": "dms",
}


def service_named(said: str) -> str:
    """The key of the service that is called so; empty when none is, or when it is not clear which."""
    return _names().get(_plain(said), "")


def resembling(said: str) -> tuple[str, ...]:
    """Keys of up to three services with a name like it."""
    close = difflib.get_close_matches(_plain(said), _names(), n=9, cutoff=0.6)
    return tuple(dict.fromkeys(_names()[name] for name in close))[:3]


def billed(code: str, name: str, usage: str, engine: str) -> tuple[str, ...]:
    """What a line of a bill speaks of: its product's code or name, with the type of usage and a database's engine."""
    key = PRODUCT_CODES.get(code, "") or service_named(code) or service_named(name)
    if key == "ec2" and "EBS:" in usage:
        return ("ebs",)
    if key == "rds" and ("Aurora" in usage or engine.startswith("Aurora")):
        return ("aurora",)
    if key in {"ecs", "eks"} and "Fargate" in usage:
        return (key, "fargate")
    return (key,) if key else ()


def owns(prefix: str, resource: str) -> str:
    """The service of an ARN by its prefix and resource; empty when unknown.

    A cluster of RDS's prefix stays unknown: Aurora, DocumentDB and Neptune all write it so.
    """
    kind = re.split(r"[:/]", resource, maxsplit=1)[0]
    if prefix == "ec2":
        return EC2_RESOURCES.get(kind) or ("vpc" if EC2_NETWORK.match(kind) else "ec2")
    if prefix == "rds" and "cluster" in kind:
        return ""
    return ARN_PREFIXES.get(prefix) or service_named(prefix)


def _plain(said: str) -> str:
    return re.sub(r"^(amazon|aws)", "", re.sub(r"[\W_]+", "", said.casefold()))


@cache
def _names() -> Mapping[str, str]:
    """Every plain name -> key. A client counts only where one service alone is read through it."""
    services = shipped().services.values()
    readers = Counter(each.client for each in services)
    clients = {_plain(each.client): each.key for each in services if each.client and readers[each.client] == 1}
    said = {_plain(name): each.key for each in services for name in (*each.aliases, each.name)}
    return clients | said | {_plain(each.key): each.key for each in services}
