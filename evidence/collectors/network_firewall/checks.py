"""What Network Firewall's facts say of each firewall."""

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, manual, passed
from evidence.collecting.facts import Facts

HELD = {"aws:drop", "aws:forward_to_sfe"}  # the third stateless action, aws:pass, lets the packet through
LEAST_ZONES = 2  # AWS Foundational Security Best Practices NetworkFirewall.1; a zone has one subnet at most


def firewalls(facts: Facts) -> Iterator[Resource]:
    for firewall in facts.answer("list_firewalls")["Firewalls"]:
        yield Resource(firewall["FirewallArn"], firewall)


def alerts_logged(firewall: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("describe_logging_configuration", firewall.arn)
    if answer["FirewallArn"] != firewall.arn:
        raise ValueError(answer["FirewallArn"])
    where = answer.get("LoggingConfiguration", {}).get("LogDestinationConfigs", [])  # neither is there without logs
    kinds = sorted({destination["LogType"] for destination in where})
    return (passed if "ALERT" in kinds else failed)(logs=kinds)


def policy_has_rules(firewall: Resource, facts: Facts) -> Verdict:
    policy = _policy(firewall, facts)
    stateless = len(policy.get("StatelessRuleGroupReferences", []))
    stateful = len(policy.get("StatefulRuleGroupReferences", []))
    return (passed if stateless or stateful else failed)(stateless=stateless, stateful=stateful)


def packets_go_on_to_rules(firewall: Resource, facts: Facts) -> Verdict:
    policy = _policy(firewall, facts)
    whole, fragments = policy["StatelessDefaultActions"], policy["StatelessFragmentDefaultActions"]
    held = HELD & set(whole) and HELD & set(fragments)
    return (passed if held else failed)(whole=whole, fragments=fragments)


def flows_dropped_by_default(firewall: Resource, facts: Facts) -> Verdict:
    policy = _policy(firewall, facts)
    if HELD & set(policy["StatelessDefaultActions"]) == {"aws:drop"}:
        return passed(because="dropped_before_stateful_rules")
    if policy.get("StatefulEngineOptions", {}).get("RuleOrder", "DEFAULT_ACTION_ORDER") != "STRICT_ORDER":
        return manual(because="default_order")  # it has no default action: what meets no rule passes
    actions = policy.get("StatefulDefaultActions", [])
    return (passed if any(action.startswith("aws:drop") for action in actions) else failed)(actions=actions)


def protected_from_change(firewall: Resource, facts: Facts) -> Verdict:
    said = _said(firewall, facts)
    off = [name for name in ("DeleteProtection", "SubnetChangeProtection") if said[name] is not True]
    return failed(off=off) if off else passed()


def spans_zones(firewall: Resource, facts: Facts) -> Verdict:
    said = _said(firewall, facts)
    # A firewall on a transit gateway names zones, one in a VPC subnets.
    zones = len(said.get("AvailabilityZoneMappings") or said["SubnetMappings"])
    return (passed if zones >= LEAST_ZONES else failed)(zones=zones)


def _said(firewall: Resource, facts: Facts) -> Mapping[str, Any]:
    said: dict[str, Any] = facts.answer("describe_firewall", firewall.arn)["Firewall"]
    return said


def _policy(firewall: Resource, facts: Facts) -> Mapping[str, Any]:
    """The policy of the firewall; the firewall itself names it."""
    _said(firewall, facts)
    policy: dict[str, Any] = facts.answer("describe_firewall_policy", firewall.arn)["FirewallPolicy"]
    return policy
