"""What CloudWatch's facts say of each alarm."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts

LONGEST_SILENCE = timedelta(days=7)


def alarms(facts: Facts) -> Iterator[Resource]:
    answer = facts.answer("describe_alarms")
    for alarm in answer["MetricAlarms"] + answer["CompositeAlarms"]:
        yield Resource(alarm["AlarmArn"], alarm)


def alarm_acts(alarm: Resource, facts: Facts) -> Verdict:
    actions = len(alarm.said["AlarmActions"])
    if not actions:
        return failed(because="no_action")
    return passed(actions=actions) if alarm.said["ActionsEnabled"] is True else failed(because="actions_off")


def alarm_has_data(alarm: Resource, facts: Facts) -> Verdict:
    state = alarm.said["StateValue"]
    if state != "INSUFFICIENT_DATA":
        return passed(state=state)
    since = alarm.said.get("StateTransitionedTimestamp") or alarm.said["StateUpdatedTimestamp"]
    silence = facts.ended_at - datetime.fromisoformat(since)
    return (failed if silence > LONGEST_SILENCE else passed)(state=state, days=silence.days)
