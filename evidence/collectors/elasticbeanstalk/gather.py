"""Elastic Beanstalk's facts: environments, their settings and platforms; of most settings the names only."""

from typing import Any

from evidence.collecting.gathering import NOT_KEPT, Look

# Namespaces whose values are settings of Elastic Beanstalk; others hold the customer's variables and passwords.
PLAIN = {
    "aws:elasticbeanstalk:cloudwatch:logs",
    "aws:elasticbeanstalk:healthreporting:system",
    "aws:elasticbeanstalk:managedactions",
    "aws:elasticbeanstalk:managedactions:platformupdate",
}


def gather(look: Look) -> None:
    platforms: dict[str, None] = {}  # an ordered set: environments share platforms
    for environment in look.ask("describe_environments", IncludeDeleted=False).get("Environments", []):
        look.ask(
            "describe_configuration_settings",
            about=environment["EnvironmentArn"],
            veil=_hide_values,
            ApplicationName=environment["ApplicationName"],
            EnvironmentName=environment["EnvironmentName"],
        )
        platforms[environment["PlatformArn"]] = None
    for platform in platforms:
        look.ask("describe_platform_version", about=platform, PlatformArn=platform)


def _hide_values(answer: dict[str, Any]) -> None:
    for settings in answer.get("ConfigurationSettings", []):
        for option in settings.get("OptionSettings", []):
            if option["Namespace"] not in PLAIN and "Value" in option:
                option["Value"] = NOT_KEPT
