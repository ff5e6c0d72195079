"""What Elastic Beanstalk's facts say of each environment."""

from collections.abc import Iterator
from typing import Any

from evidence.collecting.contract import Resource, Verdict, failed, manual, not_applicable, passed
from evidence.collecting.facts import Facts
from evidence.collecting.names import named_like_secrets

BEANSTALK = "aws:elasticbeanstalk:"
VARIABLES = f"{BEANSTALK}application:environment"


def environments(facts: Facts) -> Iterator[Resource]:
    for environment in facts.answer("describe_environments")["Environments"]:
        yield Resource(environment["EnvironmentArn"], environment)


def updates_managed(environment: Resource, facts: Facts) -> Verdict:
    options = _options(environment, facts)
    level = options.get((f"{BEANSTALK}managedactions:platformupdate", "UpdateLevel"), "")
    on = options.get((f"{BEANSTALK}managedactions", "ManagedActionsEnabled")) == "true"
    return passed(level=level) if on else failed()


def platform_supported(environment: Resource, facts: Facts) -> Verdict:
    platform = facts.answer("describe_platform_version", environment.said["PlatformArn"])["PlatformDescription"]
    state = platform.get("PlatformBranchLifecycleState", "").lower()  # AWS writes it in both cases
    if not state:
        return manual(because="no_state_given", platform=platform["PlatformArn"])
    return (failed if state in ("deprecated", "retired") else passed)(state=state)


def health_enhanced(environment: Resource, facts: Facts) -> Verdict:
    kind = _options(environment, facts).get((f"{BEANSTALK}healthreporting:system", "SystemType"), "basic")
    return (passed if kind == "enhanced" else failed)(health=kind)


def logs_streamed(environment: Resource, facts: Facts) -> Verdict:
    options = _options(environment, facts)
    days = options.get((f"{BEANSTALK}cloudwatch:logs", "RetentionInDays"), "")
    on = options.get((f"{BEANSTALK}cloudwatch:logs", "StreamLogs")) == "true"
    return passed(retention_days=days) if on else failed()


def variables_not_named_like_secrets(environment: Resource, facts: Facts) -> Verdict:
    names = [name for namespace, name in _options(environment, facts) if namespace == VARIABLES]
    if not names:
        return not_applicable(because="no_variables")
    suspects = named_like_secrets(names)
    return failed(names=suspects) if suspects else passed(names=len(names))


def _options(environment: Resource, facts: Facts) -> dict[tuple[str, str], Any]:
    """(namespace, name) -> value. An environment under change has settings that run and settings that wait."""
    said = facts.answer("describe_configuration_settings", environment.arn)["ConfigurationSettings"]
    [running] = [settings for settings in said if settings.get("DeploymentStatus") in (None, "deployed")]
    return {(kept["Namespace"], kept["OptionName"]): kept.get("Value") for kept in running["OptionSettings"]}
