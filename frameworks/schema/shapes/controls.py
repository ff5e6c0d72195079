"""What an organisation does and AWS offers: controls, who bears what of them, and services."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from frameworks.schema.codes import Bearer, Reach, ServiceModel
from frameworks.schema.fields import PLACED


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    key: str
    title: str
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Who bears a control on a service or service model: AWS's part and the customer's part, in words."""

    bearer: Bearer
    aws: str = ""
    customer: str = ""
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One thing an organisation does once and shows for many requirements.

    `splits` is keyed by service model or "any", `overrides` by service. `cadence` is an ISO 8601 duration.
    """

    key: str
    title: str
    objective: str
    good: str
    cadence: str
    typical_evidence: tuple[str, ...] = ()
    splits: Mapping[str, Split] = field(metadata={"toml": "split"})
    overrides: Mapping[str, Split] = field(metadata={"toml": "service"}, default_factory=dict)
    theme: str = field(metadata=PLACED)
    source: str = field(metadata=PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """An AWS service. `client` is its boto3 name or empty; a retired service stays, for past periods.

    `inherent`: it is a part of every account, so it counts as used wherever anything is, declared or not.
    """

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    category: str
    model: ServiceModel
    reach: Reach = Reach.REGIONAL
    inherent: bool = False
    client: str = ""
    retired_on: date | None = None
    note: str = ""
    source: str = field(metadata=PLACED)

    def places(self, regions: Iterable[str]) -> tuple[str, ...]:
        """Where an account with these regions uses it: in each of them, or once, as `global`."""
        return ("global",) if self.reach is Reach.GLOBAL else tuple(regions)
