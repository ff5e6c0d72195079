"""Network Firewall's facts: every firewall with its policy, and where its logs go."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    for firewall in look.ask("list_firewalls").get("Firewalls", []):
        arn = firewall["FirewallArn"]
        look.ask("describe_logging_configuration", about=arn, FirewallArn=arn)
        said = look.ask("describe_firewall", about=arn, FirewallArn=arn).get("Firewall")
        if said:
            look.ask("describe_firewall_policy", about=arn, FirewallPolicyArn=said["FirewallPolicyArn"])
