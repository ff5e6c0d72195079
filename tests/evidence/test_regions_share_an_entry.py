"""A collector's regions go in by one entry: is it never wider, never too old, and never another run's?"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from evidence.collecting.assuming import Entry, Role
from evidence.collecting.aws import Access
from evidence.collecting.contract import Collector, CouldNotLook
from evidence.collecting.entering import LONGEST, MOST, Entrances
from evidence.collecting.pacing import LocalBuckets
from evidence.collecting.policy import session_policy
from tests.evidence.test_go_into_an_account import ACCOUNT, SECRET, SecurityTokenService, entry, sts

REGIONS = 8


class Watch:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def asked_for(service: SecurityTokenService) -> list[str]:
    """The policies with which the role was asked for."""
    return [form["Policy"] for form in service.forms if form["Action"] == "AssumeRole"]


def test_regions_that_begin_at_once_are_let_in_once(sts: SecurityTokenService, entry: Entry) -> None:
    entrances, together = Entrances(), Barrier(REGIONS)

    def region(_: int) -> Access:
        together.wait()
        return entrances.assume(replace(entry, buckets=LocalBuckets()))

    with ThreadPoolExecutor(REGIONS) as threads:
        cells = list(threads.map(region, range(REGIONS)))
    assert len(asked_for(sts)) == 1
    assert {cell.caller for cell in cells} == {cells[0].caller}
    assert len({id(cell.turns) for cell in cells}) == REGIONS, "one cell's waiting is not another's"


def test_another_collector_run_or_role_has_an_entry_of_its_own(
    sts: SecurityTokenService, entry: Entry, collectors: dict[str, Collector]
) -> None:
    entrances = Entrances()
    other = session_policy([collectors["s3"]])
    for each in (entry, replace(entry, session_policy=other), replace(entry, run="run-8")):
        entrances.assume(each)
        entrances.assume(each)
    assert asked_for(sts) == [entry.session_policy, other, entry.session_policy]
    assert not set(json.loads(other)["Statement"][0]["Action"]) & {"rds:DescribeDBInstances"}
    entrances.assume(replace(entry, role=Role(entry.role.arn + "-2", ACCOUNT, SECRET)))
    assert len(asked_for(sts)) == 4


def test_an_entry_grows_old(sts: SecurityTokenService, entry: Entry) -> None:
    watch = Watch()
    entrances = Entrances(watch)
    entrances.assume(entry)
    watch.now = LONGEST - 1
    entrances.assume(entry)
    assert len(asked_for(sts)) == 1
    watch.now = LONGEST
    entrances.assume(entry)
    assert len(asked_for(sts)) == 2


def test_a_refusal_is_not_kept(sts: SecurityTokenService, entry: Entry) -> None:
    entrances, sts.accepts = Entrances(), ()
    for _ in range(2):
        with pytest.raises(CouldNotLook):
            entrances.assume(entry)
    sts.accepts = (SECRET,)
    assert entrances.assume(entry).account == ACCOUNT
    assert len(asked_for(sts)) == 3


def test_only_the_latest_are_kept(sts: SecurityTokenService, entry: Entry) -> None:
    entrances = Entrances()
    runs = [replace(entry, run=f"run-{number}") for number in range(MOST + 1)]
    for each in runs:
        entrances.assume(each)
    entrances.assume(runs[-1])
    assert len(asked_for(sts)) == len(runs)
    entrances.assume(runs[0])
    assert len(asked_for(sts)) == len(runs) + 1


__all__ = ["entry", "sts"]
