"""A rule that gives duties away and a comment on one, by the real verbs: for tests that want a row of each."""

from compliance.actions.commenting import comment
from compliance.actions.ruling import rule
from compliance.models import AssignmentRule, Comment
from tests.factories import Harbour


def a_rule(harbour: Harbour) -> AssignmentRule:
    """Nora has mfa; Rita reviews it."""
    made = rule(
        system=harbour.system,
        control="mfa",
        owner=harbour.cast.nora,
        reviewer=harbour.cast.rita,
        due_in_days=30,
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )
    return made.rule


def a_comment(harbour: Harbour) -> Comment:
    """Olive asks Ben about the risk analysis."""
    return comment(
        system=harbour.system,
        kind="duty",
        subject=harbour.duty("risk-analysis"),
        text="@ben, is this the newest?",
        author=harbour.cast.olive,
        now=harbour.now,
    )
