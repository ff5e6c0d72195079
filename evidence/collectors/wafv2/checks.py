"""What AWS WAF's facts say of each web ACL."""

from collections.abc import Iterator, Mapping
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, manual, passed
from evidence.collecting.facts import Facts

CLOUDFRONTS_REGION = "us-east-1"
# AWS's groups against attacks on applications; its others look at addresses, bots and sign-in.
AGAINST_ATTACKS = {
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
}
Rule = Mapping[str, Any]


def web_acls(facts: Facts) -> Iterator[Resource]:
    for about in _scopes(facts):
        for acl in facts.answer("list_web_acls", about)["WebACLs"]:
            yield Resource(acl["ARN"], acl | {"scope": about})


def requests_logged(acl: Resource, facts: Facts) -> Verdict:
    logs = facts.answer("list_logging_configurations", acl.said["scope"])["LoggingConfigurations"]
    mine = next((log for log in logs if log["ResourceArn"] == acl.arn), None)
    if not mine:
        return failed(because="no_logging")
    if mine.get("LoggingFilter", {}).get("DefaultBehavior") == "DROP" and not mine["LoggingFilter"].get("Filters"):
        return failed(because="everything_dropped")
    return passed(filtered="LoggingFilter" in mine)


def stops_requests(acl: Resource, facts: Facts) -> Verdict:
    rules = _rules(acl, facts)
    if "Block" in _settings(acl, facts)["DefaultAction"]:
        return passed(because="blocks_by_default")
    if not rules:
        return failed(because="no_rules")
    acting = [rule for rule in rules if _acts(rule)]
    return passed(rules=len(acting)) if acting else failed(because="only_counts")


def attacks_recognised(acl: Resource, facts: Facts) -> Verdict:
    acting = [rule for rule in _rules(acl, facts) if _acts(rule)]
    if any(_meets_attacks(_statement(rule)) for rule in acting):
        return passed()
    if any("RuleGroupReferenceStatement" in _statement(rule) for rule in acting):
        return manual(because="own_rule_groups")
    return failed()


def rate_limited(acl: Resource, facts: Facts) -> Verdict:
    limits = [
        _statement(rule)["RateBasedStatement"]["Limit"]
        for rule in _rules(acl, facts)
        if _acts(rule) and "RateBasedStatement" in _statement(rule)
    ]
    return passed(limits=limits) if limits else failed()


def _scopes(facts: Facts) -> list[str]:
    """What the listings are about: "" for the region's own, and CloudFront's where AWS keeps them."""
    return ["", facts.arn("wafv2", "global/webacl/*")] if facts.region == CLOUDFRONTS_REGION else [""]


def _settings(acl: Resource, facts: Facts) -> Mapping[str, Any]:
    settings: dict[str, Any] = facts.answer("get_web_acl", acl.arn)["WebACL"]
    return settings


def _rules(acl: Resource, facts: Facts) -> list[Rule]:
    """The web ACL's rules, and the groups that Firewall Manager puts before and behind them."""
    settings = _settings(acl, facts)
    groups = ("PreProcessFirewallManagerRuleGroups", "PostProcessFirewallManagerRuleGroups")
    return [*settings["Rules"], *(rule for group in groups for rule in settings.get(group, []))]


def _statement(rule: Rule) -> Mapping[str, Any]:
    statement: dict[str, Any] = rule.get("Statement") or rule["FirewallManagerStatement"]
    return statement


def _acts(rule: Rule) -> bool:
    """Whether a rule may stop a request: one that counts, or lets through, stops none."""
    return not {"Count", "Allow"} & {*rule.get("Action", {}), *rule.get("OverrideAction", {})}


def _meets_attacks(statement: Mapping[str, Any]) -> bool:
    """Whether a statement, or one inside it, is a managed group against attacks or looks for SQL or scripts."""
    if group := statement.get("ManagedRuleGroupStatement"):
        return group["VendorName"] != "AWS" or group["Name"] in AGAINST_ATTACKS
    if statement.keys() & {"SqliMatchStatement", "XssMatchStatement"}:
        return True
    joined = (statement.get(kind, {}).get("Statements", []) for kind in ("AndStatement", "OrStatement"))
    return any(_meets_attacks(inner) for statements in joined for inner in statements)
