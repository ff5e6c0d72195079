"""Findings, told as stories: what Ada finds in her audit of Harbour, and what the team makes of it."""

import datetime
from typing import Any

from compliance.actions import following_up
from compliance.actions.commenting import comment
from compliance.actions.raising_findings import raise_finding
from compliance.audits.findings import FindingPosture, posture_of_finding
from compliance.models import Comment, Finding, FindingStep, StepKind
from frameworks.models import Requirement
from tests.factories import Harbour

DAY = datetime.timedelta(days=1)
AUDIT_CONTROLS = "164.312(b)"


def a_finding(harbour: Harbour, **said: Any) -> Finding:
    """Ada's: logs of three days in the audit's period were not reviewed."""
    facts: dict[str, Any] = {
        "engagement": harbour.engagement,
        "requirement": Requirement.objects.select_related("edition").by_ref("hipaa-2013", AUDIT_CONTROLS),
        "severity": "high",
        "title": "Logs were not reviewed",
        "found": "Nobody looked at the audit logs on these days.",
        "first_day": harbour.on - 20 * DAY,
        "last_day": harbour.on - 18 * DAY,
        "actor": harbour.cast.ada,
        "now": harbour.now,
    }
    return raise_finding(**(facts | said))


def follow(harbour: Harbour, finding: Finding, kind: str, **said: Any) -> FindingStep:
    """The step as it usually goes: Olive responds and plans, Ben acts, Ada tests again and closes."""
    usual: dict[str, dict[str, Any]] = {
        StepKind.RESPONSE: {"agrees": True, "actor": harbour.cast.olive},
        StepKind.ACTION: {
            "owner": harbour.cast.ben,
            "due_on": harbour.on + 10 * DAY,
            "actor": harbour.cast.olive,
        },
        StepKind.DONE: {"actor": harbour.cast.ben},
        StepKind.RETEST: {"passed": True, "actor": harbour.cast.ada},
        StepKind.CLOSED: {"actor": harbour.cast.ada},
        StepKind.REOPENED: {"actor": harbour.cast.ada},
    }
    words = {"text": "A second person now reviews the logs when the first is away.", "now": harbour.now}
    return following_up.VERBS[kind](finding=finding, **(words | usual[StepKind(kind)] | said))


def brought_to(harbour: Harbour, *kinds: str, finding: Finding | None = None) -> Finding:
    """A finding with these steps, one after the other."""
    found = finding or a_finding(harbour)
    for kind in kinds:
        follow(harbour, found, kind)
    return found


def where(finding: Finding) -> FindingPosture:
    return posture_of_finding(Finding.objects.with_steps().get(pk=finding.pk))


def rows_of_a_finding(harbour: Harbour) -> dict[str, Any]:
    """A row for every route about findings; the comments' too, for an auditor reads no thread about a duty."""
    found = a_finding(harbour)
    rows: dict[str, Any] = dict.fromkeys(("finding", "follow-up", "comments"), found.pk)
    return rows | {"raise-finding": harbour.engagement.pk, "withdraw-comment": a_shared_comment(harbour, found).pk}


def a_shared_comment(harbour: Harbour, finding: Finding) -> Comment:
    """Olive asks Ada something in the finding's thread, which auditors of the audit read."""
    return comment(
        system=harbour.system,
        kind="finding",
        subject=finding,
        text="@ada, which days did you look at?",
        author=harbour.cast.olive,
        now=harbour.now,
    )
