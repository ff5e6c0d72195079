"""Alarms that tell someone; alarms that tell nobody, or have heard nothing for long."""

from typing import Any

import boto3

REGION = "eu-west-1"
TOPIC = "arn:aws:sns:eu-west-1:999988887777:watch"


def good(session: boto3.Session) -> None:
    alarm = _alarm(session, "five-hundreds", AlarmActions=[TOPIC])
    alarm.set_alarm_state(AlarmName="five-hundreds", StateValue="OK", StateReason="quiet")


def bad(session: boto3.Session) -> None:
    silence = {"StateValue": "INSUFFICIENT_DATA", "StateReason": "silence"}
    _alarm(session, "nobody", AlarmActions=[]).set_alarm_state(AlarmName="nobody", **silence)
    muted = _alarm(session, "muted", AlarmActions=[TOPIC], ActionsEnabled=False)
    muted.set_alarm_state(AlarmName="muted", **silence)


def _alarm(session: boto3.Session, name: str, **settings: Any) -> Any:
    client = session.client("cloudwatch", region_name=REGION)
    client.put_metric_alarm(
        AlarmName=name,
        Namespace="AWS/ApplicationELB",
        MetricName="HTTPCode_Target_5XX_Count",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=5,
        ComparisonOperator="GreaterThanThreshold",
        **settings,
    )
    return client
