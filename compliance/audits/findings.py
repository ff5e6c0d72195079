"""Where findings stand: read from their steps by one reader, the same for pages, API, notices and verbs."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from compliance.models import Finding, FindingStep, StepKind, System


class FindingState(TextChoices):
    """What has to happen next."""

    RAISED = "raised", _("Waits for a response")
    DISPUTED = "disputed", _("Management disagrees")
    AGREED = "agreed", _("Waits for an action")
    ACTING = "acting", _("Action under way")
    DONE = "done", _("Waits for a retest")
    RETESTED = "retested", _("Waits to be closed")
    CLOSED = "closed", _("Closed")


NEXT: Final[Mapping[FindingState, tuple[StepKind, ...]]] = {
    FindingState.RAISED: (StepKind.RESPONSE, StepKind.CLOSED),
    FindingState.DISPUTED: (StepKind.RESPONSE, StepKind.CLOSED),
    FindingState.AGREED: (StepKind.ACTION, StepKind.RESPONSE, StepKind.CLOSED),
    FindingState.ACTING: (StepKind.DONE, StepKind.ACTION),
    FindingState.DONE: (StepKind.RETEST,),
    FindingState.RETESTED: (StepKind.CLOSED,),
    FindingState.CLOSED: (StepKind.REOPENED,),
}
"""The steps that a state lets through, the usual one first. A second response or plan replaces the one before."""


@dataclass(frozen=True)
class FindingPosture:
    """A finding as its steps leave it. `action` is the corrective action that counts: the latest that was planned,
    until a retest fails or the finding is opened again. `is_taken_back`: it was closed, and management never agreed."""

    finding: Finding
    state: FindingState
    steps: tuple[FindingStep, ...]
    action: FindingStep | None
    is_taken_back: bool = False

    @property
    def done_by(self) -> UUID | None:
        """Who said that the action that counts is done."""
        done = [step for step in self.steps if step.kind == StepKind.DONE]
        return done[-1].by_id if done and self.state in {FindingState.DONE, FindingState.RETESTED} else None

    def is_overdue(self, on: datetime.date) -> bool:
        """The day of its action has passed, and nobody has said that it is done."""
        days = self.days_left(on)
        return days is not None and days < 0

    def days_left(self, on: datetime.date) -> int | None:
        """Days until its action is due, negative when they have passed; None while none is under way."""
        if self.state != FindingState.ACTING or self.action is None or self.action.due_on is None:
            return None
        return (self.action.due_on - on).days


def posture_of_finding(finding: Finding) -> FindingPosture:
    """Without a query where it was read by `with_steps`."""
    steps = tuple(finding.steps.all())
    state, action, is_taken_back = _after(steps)
    return FindingPosture(finding, state, steps, action, is_taken_back)


def under_way(systems: Iterable[System]) -> list[FindingPosture]:
    """The findings of these systems whose action is not done yet. Two queries, whatever their number."""
    planned = Finding.objects.filter(system__in=list(systems), steps__kind=StepKind.ACTION).distinct()
    found = (posture_of_finding(row) for row in planned.with_steps())
    return [each for each in found if each.state == FindingState.ACTING]


def _after(steps: Iterable[FindingStep]) -> tuple[FindingState, FindingStep | None, bool]:
    state, action, answered, is_taken_back = FindingState.RAISED, None, FindingState.RAISED, False
    ever_agreed = False
    for step in steps:
        match step.kind:
            case StepKind.RESPONSE:
                answered = FindingState.AGREED if step.agrees else FindingState.DISPUTED
                ever_agreed = ever_agreed or answered == FindingState.AGREED
                state = answered
            case StepKind.ACTION:
                state, action = FindingState.ACTING, step
            case StepKind.DONE:
                state = FindingState.DONE
            case StepKind.RETEST if step.passed:
                state = FindingState.RETESTED
            case StepKind.RETEST | StepKind.REOPENED:
                state, action, is_taken_back = answered, None, False
            case StepKind.CLOSED:
                is_taken_back = not ever_agreed  # whoever agreed once does not disagree an exception away
                state = FindingState.CLOSED
    return state, action, is_taken_back
