"""Which services hold something, by a cell's own answers: pure, and without one more call to AWS."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence.collecting.contract import Collector, Observation, Outcome
from evidence.collecting.facts import Document
from frameworks.schema import Reach, Service

WHOLE = re.compile(r"arn:[^:]*:[^:]*:[^:]*:[^:]*:\*")
"""Stands for all of a service in an account and region, as `Facts.cell_arn` writes it."""
ARN_PARTS = 6

Place = tuple[str, str]
"""The keys of a service and of a region, or `global`."""


@dataclass(frozen=True)
class InUse:
    """Where something was seen, and where every listing was read and showed nothing."""

    seen: frozenset[Place]
    absent: frozenset[Place]


def in_use(
    collector: Collector, document: Document, answers: Iterable[Observation], services: Mapping[str, Service]
) -> InUse:
    """A service is in use where one of its resources was put to a check, whatever came of that.

    What is judged of the account or region as a whole shows no use: every account has it. Nor do services that are a
    part of every account. A global cell tells nothing of the places in which a regional service holds nothing.
    """
    seen: set[Place] = set()
    blind: set[str] = set()
    for answer in answers:
        if not WHOLE.fullmatch(answer.resource):
            service = services.get(answer.service)
            if service is None or service.inherent or _is_anothers(answer.resource, document):
                continue
            if place := _place(service, answer.resource, document):
                seen.add((service.key, place))
        elif answer.outcome is Outcome.ERROR:
            blind.add(answer.service)
    judged = {services[check.service] for check in collector.checks if check.service in services}
    asked = {
        (service.key, "global" if service.reach is Reach.GLOBAL else document["region"])
        for service in judged
        if not service.inherent
        and service.key not in blind
        and (service.reach is Reach.GLOBAL or collector.scope == "regional")
        and _lists(collector, service.key)
    }
    return InUse(frozenset(seen), frozenset(asked - seen))


def _lists(collector: Collector, service: str) -> bool:
    """Whether a check of it goes over resources, and not over the account or region alone."""
    return any(
        check.service == service and check.over.__name__ not in ("account", "region") for check in collector.checks
    )


def _place(service: Service, resource: str, document: Document) -> str:
    """Where the resource is; "" where neither its ARN nor the facts say it."""
    if service.reach is Reach.GLOBAL:
        return "global"
    if document["region"] != "global":
        return str(document["region"])
    if region := _part(resource, 3):
        return region
    fact = document["facts"].get("get_bucket_location", {}).get(resource, {}).get("answer")
    if not isinstance(fact, dict):
        return ""
    told = fact.get("LocationConstraint") or "us-east-1"  # S3 has no name for its oldest region
    return "eu-west-1" if told == "EU" else str(told)


def _is_anothers(resource: str, document: Document) -> bool:
    """Shared with the account, or of its organisation's management account: it is held elsewhere."""
    return _part(resource, 4) not in ("", document["account"])


def _part(resource: str, place: int) -> str:
    parts = resource.split(":", ARN_PARTS - 1)
    return parts[place] if len(parts) == ARN_PARTS else ""
