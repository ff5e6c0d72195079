"""What does judging make of whole, missing and broken facts?"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from evidence.collecting.contract import (
    Check,
    Collector,
    CouldNotLook,
    Observation,
    Outcome,
    Resource,
    Severity,
    Verdict,
    failed,
    passed,
)
from evidence.collecting.facts import Facts, seal_bytes
from evidence.collecting.judging import judge

NURSE, DOCTOR = "arn:aws:iam::111122223333:user/nurse", "arn:aws:iam::111122223333:user/doctor"
Judge = Callable[[Resource, Facts], Verdict]


def listed(facts: Facts) -> Iterator[Resource]:
    for arn in facts.answer("list_users")["Arns"]:
        yield Resource(arn)


def reads_both(user: Resource, facts: Facts) -> Verdict:
    return passed() if facts.answer("get_user", user.arn)["Good"] else failed()


def judged(
    judge_one: Judge = reads_both,
    *,
    facts: dict[str, Any] | None = None,
    errors: dict[str, Any] | None = None,
    over: Callable[[Facts], Iterable[Resource]] = listed,
) -> list[Observation]:
    whole = {
        "list_users": {"": {"answer": {"Arns": [NURSE, DOCTOR]}}},
        "get_user": {arn: {"answer": {"Good": True}} for arn in (NURSE, DOCTOR)},
    }
    document = {
        "account": "111122223333",
        "partition": "aws",
        "region": "global",
        "ended_at": "2026-11-22T05:20:00Z",
        "facts": whole if facts is None else whole | facts,
        "errors": errors or {},
    }
    before = seal_bytes(document)
    check = Check(
        "iam.good",
        "iam",
        "Good",
        Severity.HIGH,
        ("mfa",),
        calls=("list_users", "get_user"),
        remedy="-",
        cannot_see="-",
        over=over,
        judge=judge_one,
    )
    collector = Collector("iam", "iam", "iam", "IAM", 1, "global", "P1D", {}, (check,), lambda look: None)
    observations = judge(collector, document)
    assert seal_bytes(document) == before, "judging changed the facts"
    return observations


def test_whole_facts_are_judged_for_each_resource() -> None:
    assert [(seen.resource, seen.outcome) for seen in judged()] == [
        (DOCTOR, Outcome.PASS),
        (NURSE, Outcome.PASS),
    ]


def test_an_error_is_an_error_for_exactly_the_resource_that_rests_on_it() -> None:
    found = judged(
        facts={"get_user": {DOCTOR: {"answer": {"Good": True}}}},
        errors={"get_user": {NURSE: {"reason": "throttled", "code": "Throttling"}}},
    )
    assert [(seen.outcome, seen.reason) for seen in found] == [
        (Outcome.PASS, ""),
        (Outcome.ERROR, "throttled"),
    ]
    assert found[1].detail == {"call": "get_user", "code": "Throttling"}


def test_a_failed_listing_is_one_error_for_the_cell() -> None:
    [seen] = judged(
        facts={"list_users": {}},
        errors={"list_users": {"": {"reason": "access_denied", "code": "AccessDenied"}}},
    )
    assert (seen.outcome, seen.reason) == (Outcome.ERROR, "access_denied")
    assert seen.resource == "arn:aws:iam::111122223333:*"


def test_an_empty_listing_is_one_not_applicable() -> None:
    [seen] = judged(facts={"list_users": {"": {"answer": {"Arns": []}}}})
    assert (seen.outcome, seen.resource) == (Outcome.NOT_APPLICABLE, "arn:aws:iam::111122223333:*")


def test_what_nobody_asked_for_is_half_read() -> None:
    assert {seen.reason for seen in judged(facts={"get_user": {}})} == {"half_read"}


def test_what_a_crashed_gathering_left_out_is_malformed() -> None:
    crash = {"gather": {"": {"reason": "malformed", "code": "KeyError"}}}
    found = judged(facts={"get_user": {NURSE: {"answer": {"Good": True}}}}, errors=crash)
    assert [(seen.outcome, seen.reason) for seen in found] == [
        (Outcome.ERROR, "malformed"),
        (Outcome.PASS, ""),
    ]


def ignores_its_facts(user: Resource, facts: Facts) -> Verdict:
    return passed()


def swallows(user: Resource, facts: Facts) -> Verdict:
    try:
        facts.answer("get_user", user.arn)
    except CouldNotLook:
        return passed()
    return passed()


def reads_another_ones(user: Resource, facts: Facts) -> Verdict:
    facts.answer("get_user", NURSE)
    facts.answer("list_roles")
    return passed()


@pytest.mark.parametrize(
    ("author", "reason"),
    [(ignores_its_facts, "half_read"), (swallows, "throttled"), (reads_another_ones, "throttled")],
)
def test_no_author_can_pass_blindly(author: Judge, reason: str) -> None:
    """Passing without reading, passing over an error, reading what is not declared: each ends as ERROR."""
    error = {"reason": "throttled", "code": "Throttling"}
    found = judged(author, facts={"get_user": {}}, errors={"get_user": {NURSE: error, DOCTOR: error}})
    assert {seen.outcome for seen in found} == {Outcome.ERROR}
    assert reason in {seen.reason for seen in found}


def breaks(user: Resource, facts: Facts) -> Verdict:
    raise ZeroDivisionError


def test_a_broken_check_is_a_recorded_gap() -> None:
    found = judged(breaks)
    assert {(seen.outcome, seen.reason, seen.detail["code"]) for seen in found} == {
        (Outcome.ERROR, "malformed", "ZeroDivisionError")
    }


def half_a_listing(facts: Facts) -> Iterator[Resource]:
    yield Resource(NURSE)
    try:
        facts.answer("get_user", "arn:nobody")
    except CouldNotLook:
        return


def test_a_listing_that_swallows_its_error_lists_nothing() -> None:
    [seen] = judged(over=half_a_listing)
    assert (seen.outcome, seen.reason) == (Outcome.ERROR, "half_read")


def test_the_same_resource_on_two_pages_is_judged_once() -> None:
    assert len(judged(facts={"list_users": {"": {"answer": {"Arns": [NURSE, NURSE]}}}})) == 1
