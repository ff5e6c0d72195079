"""CloudWatch Logs' facts: log groups and metric filters; CloudTrail's trails and the alarms on what is filtered."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    look.ask("describe_log_groups")
    look.ask("describe_metric_filters")
    look.ask("cloudtrail.describe_trails")
    look.ask("cloudwatch.describe_alarms", AlarmTypes=["MetricAlarm"])
