"""Follow a finding of an audit up: response, corrective action, retest, closing (support-rules, section 4).

Each verb adds one step under the finding's lock, and refuses what the finding's state does not let through
(`compliance/audits/findings.py`) or what is somebody else's to do. Nothing that was written is ever changed.
"""

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import transaction

from compliance import journal
from compliance.actions.raising_findings import digest_of, written
from compliance.actions.superseding import lock
from compliance.audits.findings import NEXT, FindingPosture, FindingState, posture_of_finding
from compliance.models import Finding, FindingStep, Role, StepKind, User
from compliance.permissions import TEAM, Viewer, viewer_of
from compliance.team import team_of
from frameworks.errors import Refused

WHAT_IT_DOES: Final[Mapping[FindingState, str]] = {
    FindingState.RAISED: "waits for management’s response",
    FindingState.DISPUTED: "is one that management disagrees with",
    FindingState.AGREED: "waits for a corrective action",
    FindingState.ACTING: "has an action under way",
    FindingState.DONE: "waits for a retest",
    FindingState.RETESTED: "has passed its retest",
    FindingState.CLOSED: "is closed",
}

WHOSE_IT_IS: Final[Mapping[StepKind, str]] = {
    StepKind.RESPONSE: "A compliance officer answers for management: ask one.",
    StepKind.ACTION: "A compliance officer plans the corrective action: ask one.",
    StepKind.DONE: "The owner of the action, or a compliance officer, says that it is done.",
    StepKind.RETEST: "An auditor of this audit, a reviewer or a compliance officer who had no part in the action "
    "tests it again: ask one.",
    StepKind.CLOSED: "An auditor of this audit closes it, or a compliance officer what no auditor raised: ask one. "
    "Where the auditor’s window has ended, let them in again.",
    StepKind.REOPENED: "An auditor of this audit or a compliance officer opens a finding again: ask one.",
}


@transaction.atomic
def respond(*, finding: Finding, agrees: bool, text: str, actor: User, now: datetime.datetime) -> FindingStep:
    """Management's response, by an officer: whether it agrees, and what it has to say."""
    before = _opened(finding, StepKind.RESPONSE, actor, now)
    return _add(before, StepKind.RESPONSE, text, actor, now, agrees=agrees)


@transaction.atomic
def plan_action(
    *, finding: Finding, owner: User, due_on: datetime.date, text: str, actor: User, now: datetime.datetime
) -> FindingStep:
    """What will be done about it, by whom of the team and by when. A new plan takes the place of one under way."""
    before = _opened(finding, StepKind.ACTION, actor, now)
    on = before.finding.system.day_of(now)
    if owner.pk not in team_of(before.finding.system, on).people:
        raise Refused(f"{owner} holds no role in this system on {on}: give the action to somebody of the team.")
    if due_on < on:
        raise Refused(f"The action is due on {due_on}, which has passed: choose today or a later day.")
    return _add(before, StepKind.ACTION, text, actor, now, owner=owner, due_on=due_on)


@transaction.atomic
def report_done(*, finding: Finding, text: str, actor: User, now: datetime.datetime) -> FindingStep:
    """Its owner, or an officer, says what was done. It counts once somebody else has tested it again."""
    return _add(_opened(finding, StepKind.DONE, actor, now), StepKind.DONE, text, actor, now)


@transaction.atomic
def retest(*, finding: Finding, passed: bool, text: str, actor: User, now: datetime.datetime) -> FindingStep:
    """Somebody else looks whether it helped. Where it did not, another action has to be planned."""
    before = _opened(finding, StepKind.RETEST, actor, now)
    owner = before.action.owner if before.action else None
    return _add(before, StepKind.RETEST, text, actor, now, owner=owner, passed=passed)


@transaction.atomic
def close(*, finding: Finding, text: str, actor: User, now: datetime.datetime) -> FindingStep:
    """It is over, and why. Only an auditor of the audit closes what an auditor raised."""
    return _add(_opened(finding, StepKind.CLOSED, actor, now), StepKind.CLOSED, text, actor, now)


@transaction.atomic
def reopen(*, finding: Finding, text: str, actor: User, now: datetime.datetime) -> FindingStep:
    """It was closed too early, or came back: where management agreed, an action is needed again."""
    return _add(_opened(finding, StepKind.REOPENED, actor, now), StepKind.REOPENED, text, actor, now)


VERBS: Final[Mapping[str, Callable[..., FindingStep]]] = {
    StepKind.RESPONSE: respond,
    StepKind.ACTION: plan_action,
    StepKind.DONE: report_done,
    StepKind.RETEST: retest,
    StepKind.CLOSED: close,
    StepKind.REOPENED: reopen,
}
"""The verb of each step, for doors that are told its kind."""


def steps_open_to(viewer: Viewer, posture: FindingPosture) -> list[StepKind]:
    """The steps that the viewer may take now, the usual one first. Asks no query."""
    finding, action = posture.finding, posture.action
    roles = viewer.roles_in(finding.system)
    auditor, officer = finding.engagement_id in viewer.engagement_ids, Role.OFFICER in roles
    owns = action is not None and action.owner_id == viewer.user.pk
    had_a_part = owns or posture.done_by == viewer.user.pk
    allowed = {
        StepKind.RESPONSE: officer,
        StepKind.ACTION: officer,
        StepKind.DONE: officer or (owns and bool(roles & TEAM)),
        StepKind.RETEST: (auditor or officer or Role.REVIEWER in roles) and not had_a_part,
        StepKind.CLOSED: auditor or (officer and not finding.is_auditors),
        StepKind.REOPENED: auditor or officer,
    }
    return [kind for kind in NEXT[posture.state] if allowed[kind]]


def _opened(finding: Finding, kind: StepKind, actor: User, now: datetime.datetime) -> FindingPosture:
    """The finding as it is, while nobody else adds to it; Refused where this step is not the actor's to take now."""
    lock(finding)
    posture = posture_of_finding(Finding.objects.with_steps().get(pk=finding.pk))
    if kind not in NEXT[posture.state]:
        wanted = " or ".join(f"“{each.label}”" for each in NEXT[posture.state])
        raise Refused(f"This finding {WHAT_IT_DOES[posture.state]}: what may come next is {wanted}.")
    if kind not in steps_open_to(viewer_of(actor, now), posture):
        raise Refused(WHOSE_IT_IS[kind])
    return posture


def _add(
    before: FindingPosture, kind: StepKind, text: str, actor: User, now: datetime.datetime, **said: Any
) -> FindingStep:
    finding = before.finding
    step = FindingStep.objects.create(
        system=finding.system,
        finding=finding,
        number=len(before.steps) + 1,
        kind=kind,
        text=written(text, "Write it down in a sentence: it goes on record for the auditor."),
        by=actor,
        at=now,
        **said,
    )
    journal.record(
        verb=f"finding.{kind.value}",
        subject=finding,
        system=finding.system,
        actor=actor,
        now=now,
        after={
            "step": step.number,
            "agrees": step.agrees,
            "passed": step.passed,
            "owner": str(step.owner_id) if step.owner_id else None,
            "due": step.due_on.isoformat() if step.due_on else None,
            "text_sha256": digest_of(step.text),
        },
    )
    return step
