"""What Elastic Load Balancing's facts say of load balancers and their listeners."""

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, not_applicable, passed
from evidence.collecting.facts import Facts

NEW_ENOUGH = {"TLSv1.2", "TLSv1.3"}
SECURE = ("HTTPS", "TLS")
LEAST_ZONES = 2  # AWS Foundational Security Best Practices ELB.13
DESYNC_HELD = ("defensive", "strictest")  # the third mode, monitor, lets everything through


def load_balancers(facts: Facts) -> Iterator[Resource]:
    for balancer in facts.answer("describe_load_balancers")["LoadBalancers"]:
        yield Resource(balancer["LoadBalancerArn"], balancer)


def application_load_balancers(facts: Facts) -> Iterator[Resource]:
    return (balancer for balancer in load_balancers(facts) if balancer.said["Type"] == "application")


def tls_listeners(facts: Facts) -> Iterator[Resource]:
    return (listener for listener in _listeners(facts) if listener.said.get("Protocol") in SECURE)


def http_listeners(facts: Facts) -> Iterator[Resource]:
    return (listener for listener in _listeners(facts) if listener.said.get("Protocol") == "HTTP")


def listener_needs_tls12(listener: Resource, facts: Facts) -> Verdict:
    name = listener.said["SslPolicy"]
    policies = {policy["Name"]: policy for policy in facts.answer("describe_ssl_policies")["SslPolicies"]}
    protocols = set(policies[name]["SslProtocols"])
    return (passed if protocols and protocols <= NEW_ENOUGH else failed)(policy=name, accepts=sorted(protocols))


def plain_http_redirects(listener: Resource, facts: Facts) -> Verdict:
    rules = facts.answer("describe_rules", listener.arn)["Rules"]
    serving = [rule["Priority"] for rule in rules if not _serves_nothing(rule)]
    if not rules or serving:
        return failed(port=listener.said["Port"], rules=serving)
    return passed(rules=len(rules))


def access_logged(balancer: Resource, facts: Facts) -> Verdict:
    listeners = facts.answer("describe_listeners", balancer.arn)["Listeners"]
    on = _attributes(balancer, facts).get("access_logs.s3.enabled") == "true"
    match balancer.said["Type"]:
        case "gateway":
            return not_applicable(because="gateway_has_no_access_log")
        case "network" if not any(listener.get("Protocol") == "TLS" for listener in listeners):
            return not_applicable(because="no_tls_listener")
    return passed() if on else failed()


def malformed_requests_dropped(balancer: Resource, facts: Facts) -> Verdict:
    attributes = _attributes(balancer, facts)
    headers = attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
    mode = attributes["routing.http.desync_mitigation_mode"]
    return (passed if headers and mode in DESYNC_HELD else failed)(drops_headers=headers, desync=mode)


def deletion_protected(balancer: Resource, facts: Facts) -> Verdict:
    return passed() if _attributes(balancer, facts)["deletion_protection.enabled"] == "true" else failed()


def spans_zones(balancer: Resource, facts: Facts) -> Verdict:
    zones = sorted({zone["ZoneName"] for zone in balancer.said["AvailabilityZones"]})
    return (passed if len(zones) >= LEAST_ZONES else failed)(zones=zones)


def waf_attached(balancer: Resource, facts: Facts) -> Verdict:
    if balancer.said["Scheme"] != "internet-facing":
        return not_applicable(because="internal")
    acl = facts.answer("wafv2.get_web_acl_for_resource", balancer.arn).get("WebACL")
    return passed(web_acl=acl["Name"]) if acl else failed()


def _listeners(facts: Facts) -> Iterator[Resource]:
    for balancer in load_balancers(facts):
        for listener in facts.answer("describe_listeners", balancer.arn)["Listeners"]:
            yield Resource(listener["ListenerArn"], listener)


def _attributes(balancer: Resource, facts: Facts) -> dict[str, str]:
    attributes = facts.answer("describe_load_balancer_attributes", balancer.arn)["Attributes"]
    return {attribute["Key"]: attribute["Value"] for attribute in attributes}


def _serves_nothing(rule: Mapping[str, Any]) -> bool:
    """Whether a rule only redirects to HTTPS or answers by itself. The protocol may be "#{protocol}": what came."""
    last = rule["Actions"][-1]
    return bool(last["Type"] == "fixed-response" or last.get("RedirectConfig", {}).get("Protocol") == "HTTPS")
