"""Elastic Load Balancing's facts: load balancers with attributes and listeners; what guards those that are open."""

from typing import Any

from evidence.collecting.gathering import Look

SECURE = ("HTTPS", "TLS")


def gather(look: Look) -> None:
    policies: set[str] = set()
    for balancer in look.ask("describe_load_balancers").get("LoadBalancers", []):
        arn = balancer["LoadBalancerArn"]
        look.ask("describe_load_balancer_attributes", about=arn, LoadBalancerArn=arn)
        listeners = look.ask("describe_listeners", about=arn, LoadBalancerArn=arn).get("Listeners", [])
        policies |= {listener["SslPolicy"] for listener in listeners if listener.get("Protocol") in SECURE}
        for listener in listeners:
            if listener.get("Protocol") == "HTTP":
                name = listener["ListenerArn"]
                look.ask("describe_rules", about=name, ListenerArn=name)
        if balancer["Type"] == "application" and balancer["Scheme"] == "internet-facing":
            look.ask("wafv2.get_web_acl_for_resource", about=arn, veil=_name_only, ResourceArn=arn)
    if policies:
        look.ask("describe_ssl_policies", Names=sorted(policies))


def _name_only(answer: dict[str, Any]) -> None:
    """A web ACL's rules may compare with a shared secret: only which one it is is kept."""
    if acl := answer.get("WebACL"):
        answer["WebACL"] = {"Name": acl["Name"], "ARN": acl["ARN"]}
