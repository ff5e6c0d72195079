"""CloudWatch's facts: the region's alarms. Without AlarmTypes, AWS tells of metric alarms alone."""

from evidence.collecting.gathering import Look


def gather(look: Look) -> None:
    look.ask("describe_alarms", AlarmTypes=["MetricAlarm", "CompositeAlarm"])
