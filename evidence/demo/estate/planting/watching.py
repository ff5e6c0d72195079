"""Who watches: log groups, GuardDuty, AWS Config, and an alarm."""

from evidence.demo.estate.identities import DATA, PRODUCTION
from evidence.demo.estate.planting.site import EAST, WEST, Site

# name, days that it is kept, the KMS alias of its key
LOG_GROUPS: dict[str, tuple[tuple[str, int, str], ...]] = {
    PRODUCTION.id: (
        ("/harbour/portal-web", 2192, "audit-logs"),
        ("/harbour/status-page", 400, "audit-logs"),
        ("/harbour/hl7-bridge", 14, ""),  # defects: gone after two weeks, and under no key of our own
        ("/aws/lambda/fax-gateway", 0, ""),  # defect: nobody decided how long it is kept
    ),
    DATA.id: (("/harbour/etl", 400, "analytics"),),
}
DETECTORS = {
    PRODUCTION.id: (EAST, WEST),
    DATA.id: (EAST,),  # defect: nobody watches the second region
}


def plant(site: Site) -> None:
    """Make what watches the account. AWS Config records in production's east alone: a defect of the other places."""
    for name, days, key in LOG_GROUPS[site.account.id]:
        logs = site.client("logs")
        logs.create_log_group(logGroupName=name, **({"kmsKeyId": site.keys[EAST, key]} if key else {}))
        if days:
            logs.put_retention_policy(logGroupName=name, retentionInDays=days)
        site.count("log group")
    for region in DETECTORS[site.account.id]:
        site.client("guardduty", region).create_detector(Enable=True)
        site.count("guardduty detector")
    if site.account == PRODUCTION:
        _record(site)
        _raise_alarms(site)


def _record(site: Site) -> None:
    config = site.client("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": f"arn:aws:iam::{site.account.id}:role/BackupOperator",
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        }
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": f"{site.account.alias}-audit-logs"})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    site.count("config recorder")


def _raise_alarms(site: Site) -> None:
    site.client("cloudwatch").put_metric_alarm(
        AlarmName="root-user-signed-in",
        Namespace="Harbour",
        MetricName="RootSignIns",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[f"arn:aws:sns:{EAST}:{site.account.id}:security-alerts"],
    )
    site.count("cloudwatch alarm")
