"""What Shield's facts say of the account's subscription and of its protections."""

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts


def account(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("shield"))


def protections(facts: Facts) -> Iterator[Resource]:
    if _subscription(facts):
        for protection in _protections(facts):
            yield Resource(protection["ProtectionArn"], protection)


def resources_protected(cell: Resource, facts: Facts) -> Verdict:
    if not _subscription(facts):
        return not_applicable(because="not_subscribed")
    found = len(_protections(facts))
    return (passed if found else failed)(protections=found)


def subscription_renews(cell: Resource, facts: Facts) -> Verdict:
    subscription = _subscription(facts)
    if not subscription:
        return not_applicable(because="not_subscribed")
    return (passed if subscription["AutoRenew"] == "ENABLED" else failed)(ends=subscription["EndTime"])


def response_team_calls(cell: Resource, facts: Facts) -> Verdict:
    subscription = _subscription(facts)
    if not subscription:
        return not_applicable(because="not_subscribed")
    engaged = subscription.get("ProactiveEngagementStatus", "DISABLED")
    return (passed if engaged == "ENABLED" else failed)(engagement=engaged)


def health_watched(protection: Resource, facts: Facts) -> Verdict:
    if ":hostedzone/" in protection.said["ResourceArn"]:
        return not_applicable(because="hosted_zone")
    checks = len(protection.said.get("HealthCheckIds", []))
    return (passed if checks else failed)(of=protection.said["ResourceArn"])


def _subscription(facts: Facts) -> Mapping[str, Any] | None:
    answer = facts.answer("describe_subscription")
    subscription: dict[str, Any] | None = answer["Subscription"] if answer is not None else None
    return subscription


def _protections(facts: Facts) -> list[dict[str, Any]]:
    answer = facts.answer("list_protections")
    return [] if answer is None else list(answer["Protections"])
