"""One account while it is being planted: clients for its regions, and what was made so far."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import boto3
from botocore.awsrequest import AWSRequest

from evidence.demo.estate.identities import REGIONS, Account

EAST, WEST = REGIONS


@dataclass
class Site:
    """The account, the count of resources, the instant of planting, and what later steps look up by name."""

    account: Account
    planted: Counter[str]
    now: datetime
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    """(region, alias) -> key ARN"""
    subnets: dict[tuple[str, str], str] = field(default_factory=dict)
    """(region, name) -> subnet id"""
    groups: dict[tuple[str, str], str] = field(default_factory=dict)
    """(region, name) -> security group id"""
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, service: str, region: str = EAST) -> Any:
        """A client that moto serves as this account."""
        if (service, region) not in self._clients:
            client: Any = boto3.client(  # type: ignore[call-overload]  # the service is named at run time
                service,
                region_name=region,
                aws_access_key_id="planting",
                aws_secret_access_key="planting",  # noqa: S106 - opens nothing
            )
            client.meta.events.register("before-sign", self._name_account)
            self._clients[service, region] = client
        return self._clients[service, region]

    def count(self, kind: str, number: int = 1) -> None:
        """Add to the tally of resources."""
        self.planted[kind] += number

    def tags(self, name: str, data: str = "none") -> list[dict[str, str]]:
        """The house's tags. `data` is the data class: phi, internal or none."""
        return [
            {"Key": "Name", "Value": name},
            {"Key": "environment", "Value": self.account.alias},
            {"Key": "data-class", "Value": data},
        ]

    def _name_account(self, request: AWSRequest, **_: object) -> None:
        request.headers["x-moto-account-id"] = self.account.id
