"""What people are to be told of findings: officers what waits for a response, and who has an action of its days."""

import datetime
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from compliance.audits.findings import FindingPosture, under_way
from compliance.models import Finding, NoticeKind, System, User
from compliance.notices.news import AHEAD, LATELY, Owed, People, Told, officers

FINDING_NEWS: Final = (NoticeKind.FINDING, NoticeKind.ACTION)
FINDING_DAILY: Final = (NoticeKind.ACTION_DUE, NoticeKind.ACTION_OVERDUE)

Telling = dict[System, dict[tuple[UUID, str], Told]]


def news_of_findings(
    days: Mapping[System, datetime.date], people: People, now: datetime.datetime
) -> Mapping[System, Owed]:
    """Raised of late and not answered: to the officers; an action that was planned: to its owner. Three queries."""
    found: Telling = {system: {} for system in days}
    raised = Finding.objects.filter(system__in=days, steps=None, raised_at__gt=now - LATELY)
    for finding in raised.select_related("system"):
        for person in officers(people[finding.system_id]):
            if person.pk != finding.raised_by_id:
                told = NoticeKind.FINDING, _about(finding)
                found[finding.system][person.pk, f"finding/{finding.pk}"] = told
    for each in under_way(days):
        owner = _owner(each, people)
        if owner and each.action and each.action.at > now - LATELY:
            found[each.finding.system][owner.pk, f"action/{each.action.pk}"] = NoticeKind.ACTION, _said(each)
    return found


def actions_due(days: Mapping[System, datetime.date], people: People) -> Mapping[System, Owed]:
    """Actions that are due in few days, or overdue: to their owners. Two queries."""
    found: Telling = {system: {} for system in days}
    for each in under_way(days):
        system, action, owner = each.finding.system, each.action, _owner(each, people)
        left = each.days_left(days[system])
        if action is None or owner is None or left is None:
            continue
        if left < 0:
            found[system][owner.pk, f"action-overdue/{action.pk}"] = NoticeKind.ACTION_OVERDUE, _said(each)
        elif near := next((threshold for threshold in AHEAD if left <= threshold), None):
            found[system][owner.pk, f"action-due/{action.pk}/{near}"] = NoticeKind.ACTION_DUE, _said(each)
    return found


def _owner(each: FindingPosture, people: People) -> User | None:
    """Whose action it is, if they are still of the team."""
    owner = each.action.owner if each.action else None
    return owner if owner in people[each.finding.system_id] else None


def _said(each: FindingPosture) -> dict[str, Any]:
    due = each.action.due_on if each.action else None
    return {**_about(each.finding), "due": due.isoformat() if due else None}


def _about(finding: Finding) -> dict[str, Any]:
    return {"about": "finding", "id": str(finding.pk)}
