"""Does a finding go from its raising to its closing, each step by whom it belongs to, and is nothing of it lost?"""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from compliance.actions.auditing import end_audit
from compliance.actions.granting import shut_out
from compliance.audits.findings import FindingState, under_way
from compliance.models import AuditorGrant, Finding, FindingStep, JournalEntry, StepKind
from frameworks.errors import Refused
from frameworks.models import Requirement
from tests.compliance.found import DAY, a_finding, brought_to, follow, where
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

WHOLE_WAY = ("response", "action", "done", "retest", "closed")


def test_from_raising_to_closing(harbour: Harbour) -> None:
    found = a_finding(harbour)
    states = [where(found).state]
    for kind in WHOLE_WAY:
        follow(harbour, found, kind)
        states.append(where(found).state)
    assert states == ["raised", "agreed", "acting", "done", "retested", "closed"]
    assert [step.kind for step in where(found).steps] == list(WHOLE_WAY)


def test_it_counts_within_its_audit(harbour: Harbour) -> None:
    assert [a_finding(harbour).number, a_finding(harbour).number] == [1, 2]


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        ((), ("action", "done", "retest", "reopened")),
        (("response",), ("done", "retest", "reopened")),
        (("response", "action"), ("response", "retest", "closed", "reopened")),
        (("response", "action", "done"), ("response", "action", "done", "closed", "reopened")),
        (("response", "action", "done", "retest"), ("response", "action", "done", "retest", "reopened")),
        (WHOLE_WAY, ("response", "action", "done", "retest", "closed")),
    ],
)
def test_what_its_state_does_not_let_through_is_refused(
    harbour: Harbour, steps: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    found = brought_to(harbour, *steps)
    for kind in refused:
        with pytest.raises(Refused, match="what may come next is"):
            follow(harbour, found, kind)
    assert len(where(found).steps) == len(steps)


@pytest.mark.parametrize(
    ("steps", "kind", "who"),
    [
        ((), "response", "ben"),
        ((), "response", "ada"),
        (("response",), "action", "rita"),
        (("response", "action"), "done", "nora"),
        (("response", "action"), "done", "ada"),
        (("response", "action", "done"), "retest", "ben"),
        (("response", "action", "done"), "retest", "nora"),
        (("response", "action", "done", "retest"), "closed", "olive"),
        (WHOLE_WAY, "reopened", "ben"),
        ((), "response", "otto"),
    ],
)
def test_what_is_somebody_elses_is_refused(harbour: Harbour, steps: tuple[str, ...], kind: str, who: str) -> None:
    found = brought_to(harbour, *steps)
    with pytest.raises(Refused):
        follow(harbour, found, kind, actor=getattr(harbour.cast, who))


def test_nobody_tests_again_what_they_said_was_done(harbour: Harbour) -> None:
    """Olive may stand in for Ben, and may test again; never both."""
    found = brought_to(harbour, "response", "action")
    follow(harbour, found, "done", actor=harbour.cast.olive)
    with pytest.raises(Refused, match="who had no part"):
        follow(harbour, found, "retest", actor=harbour.cast.olive)
    assert follow(harbour, found, "retest", actor=harbour.cast.rita).passed


def test_the_database_too_keeps_the_owner_from_the_retest(harbour: Harbour) -> None:
    found, ben = brought_to(harbour, "response", "action", "done"), harbour.cast.ben
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingStep.objects.create(
            system=harbour.system,
            finding=found,
            number=4,
            kind=StepKind.RETEST,
            text="I looked myself.",
            passed=True,
            owner=ben,
            by=ben,
            at=harbour.now,
        )


def test_a_retest_that_fails_asks_for_another_action(harbour: Harbour) -> None:
    found = brought_to(harbour, "response", "action", "done")
    follow(harbour, found, "retest", passed=False)
    assert (where(found).state, where(found).action) == (FindingState.AGREED, None)
    brought_to(harbour, "action", "done", "retest", "closed", finding=found)
    assert where(found).state == FindingState.CLOSED


def test_a_new_plan_takes_the_place_of_one_under_way(harbour: Harbour) -> None:
    found = brought_to(harbour, "response", "action")
    follow(harbour, found, "action", owner=harbour.cast.nora)
    action = where(found).action
    assert action is not None and action.owner == harbour.cast.nora
    with pytest.raises(Refused, match="owner of the action"):
        follow(harbour, found, "done", actor=harbour.cast.ben)


def test_management_disagrees_and_the_auditor_closes_it_or_does_not(harbour: Harbour) -> None:
    found = a_finding(harbour)
    follow(harbour, found, "response", agrees=False)
    assert where(found).state == FindingState.DISPUTED
    with pytest.raises(Refused):
        follow(harbour, found, "action")
    follow(harbour, found, "response", agrees=True)
    assert where(found).state == FindingState.AGREED


def test_what_was_closed_is_opened_again_where_it_stood(harbour: Harbour) -> None:
    found = brought_to(harbour, *WHOLE_WAY, "reopened")
    assert where(found).state == FindingState.AGREED
    other = brought_to(harbour, "closed", "reopened")
    assert where(other).state == FindingState.RAISED


def test_an_officer_closes_what_an_officer_raised(harbour: Harbour) -> None:
    found = a_finding(harbour, actor=harbour.cast.olive)
    follow(harbour, found, "closed", actor=harbour.cast.olive)
    assert where(found).state == FindingState.CLOSED


def test_an_auditor_whose_window_ended_raises_and_closes_nothing(harbour: Harbour) -> None:
    found = brought_to(harbour, "response", "action", "done", "retest")
    shut_out(granted=AuditorGrant.objects.known().get(), actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="let them in again"):
        follow(harbour, found, "closed")
    with pytest.raises(Refused, match="raises findings"):
        a_finding(harbour)


def test_the_action_is_overdue_once_its_day_has_passed(harbour: Harbour) -> None:
    found = brought_to(harbour, "response", "action")
    due = harbour.on + 10 * DAY
    assert [where(found).is_overdue(day) for day in (due, due + DAY)] == [False, True]
    assert [each.finding for each in under_way([harbour.system])] == [found]
    follow(harbour, found, "done")
    assert not where(found).is_overdue(due + DAY)
    assert under_way([harbour.system]) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Give the finding a title"),
        ({"title": "a" * 161}, "at most 160"),
        ({"found": "  "}, "Say what was found"),
        ({"severity": "dire"}, "There is no severity"),
        ({"last_day": None}, "both the first and the last day"),
        ({"last_day": datetime.date(2020, 1, 1)}, "lies before the first day"),
        ({"last_day": datetime.date(2999, 1, 1)}, "has not come yet"),
    ],
)
def test_what_is_written_badly_is_refused(harbour: Harbour, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        a_finding(harbour, **wrong)
    assert not Finding.objects.exists()


def test_a_requirement_that_the_audit_does_not_examine_is_refused(harbour: Harbour) -> None:
    other = Requirement.objects.select_related("edition").by_ref("soc2-2017", "CC6.1")
    with pytest.raises(Refused, match=r"does not examine CC6\.1"):
        a_finding(harbour, requirement=other)


def test_an_action_is_given_to_the_team_and_for_a_day_to_come(harbour: Harbour) -> None:
    found = brought_to(harbour, "response")
    with pytest.raises(Refused, match="holds no role"):
        follow(harbour, found, "action", owner=harbour.cast.otto)
    with pytest.raises(Refused, match="has passed"):
        follow(harbour, found, "action", due_on=harbour.on - DAY)
    with pytest.raises(Refused, match="goes on record"):
        follow(harbour, found, "action", text=" ")


def test_each_step_leaves_one_entry_without_anybodys_words(harbour: Harbour) -> None:
    before = JournalEntry.objects.count()
    brought_to(harbour, *WHOLE_WAY, "reopened")
    entries = list(JournalEntry.objects.order_by("number")[before:])
    assert [entry.verb for entry in entries] == [
        "finding.raised",
        *(f"finding.{kind}" for kind in WHOLE_WAY),
        "finding.reopened",
    ]
    assert "reviewed" not in str([entry.after for entry in entries])


def test_an_auditor_sees_the_findings_of_their_own_audit_only(harbour: Harbour) -> None:
    found = a_finding(harbour)
    seen = {
        name: list(Finding.objects.visible_to(harbour.viewer(getattr(harbour.cast, name))))
        for name in ("olive", "ben", "rita", "ada", "otto", "sam")
    }
    assert seen == {"olive": [found], "ben": [found], "rita": [found], "ada": [found], "otto": [], "sam": []}
    shut_out(granted=AuditorGrant.objects.known().get(), actor=harbour.cast.olive, now=harbour.now)
    assert not Finding.objects.visible_to(harbour.viewer(harbour.cast.ada)).exists()


def test_nothing_is_found_in_an_audit_that_has_ended(harbour: Harbour) -> None:
    end_audit(engagement=harbour.engagement, actor=harbour.cast.olive, now=harbour.now)
    with pytest.raises(Refused, match="has ended"):
        a_finding(harbour, actor=harbour.cast.olive)
