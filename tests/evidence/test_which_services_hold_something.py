"""Service use is discovered on the way: do a cell's own answers say what is there, and no more than they know?"""

from typing import Any

import pytest
from django.utils import timezone

from compliance.models import ServiceSighting, ServiceUse
from evidence.actions.collecting import start_run
from evidence.collecting.contract import Collector, Observation, Outcome
from evidence.collecting.in_use import InUse, in_use
from evidence.collecting.shipped import collectors as shipped_collectors
from frameworks.compiled import shipped
from tests.evidence.connected_harbour import work_off
from tests.factories import PRODUCTION, Harbour

ACCOUNT, HERE = "111122223333", "eu-west-1"


def looked(
    collector: str, *resources: tuple[str, str], region: str = HERE, facts: dict[str, Any] | None = None
) -> InUse:
    known = shipped_collectors()[collector]
    document = {"account": ACCOUNT, "region": region, "facts": facts or {}}
    answers = [seen(known, arn, outcome) for arn, outcome in resources]
    return in_use(known, document, answers, shipped().services)


def seen(collector: Collector, arn: str, outcome: str) -> Observation:
    check = next(each for each in collector.checks if each.service == collector.service)
    return Observation(check.key, check.service, arn, Outcome(outcome), "", {})


def arn(service: str, rest: str, account: str = ACCOUNT, region: str = HERE) -> str:
    return f"arn:aws:{service}:{region}:{account}:{rest}"


@pytest.mark.parametrize("outcome", ["pass", "fail", "not_applicable", "error"])
def test_whatever_came_of_its_check_a_resource_is_there(outcome: str) -> None:
    found = looked("kms", (arn("kms", "key/1"), outcome))
    assert found == InUse(frozenset({("kms", HERE)}), frozenset())


def test_nothing_found_is_absence_and_a_failed_listing_is_not() -> None:
    whole = arn("kms", "*")
    assert looked("kms", (whole, "not_applicable")) == InUse(frozenset(), frozenset({("kms", HERE)}))
    assert looked("kms", (whole, "error")) == InUse(frozenset(), frozenset())


def test_a_log_group_whose_arn_ends_with_a_star_is_a_resource() -> None:
    assert ("cloudwatch-logs", HERE) in looked("logs", (arn("logs", "log-group:trail:*"), "pass")).seen


def test_what_every_account_has_is_no_use() -> None:
    assert looked("ec2settings", (arn("ec2", "*"), "fail")) == InUse(frozenset(), frozenset())
    assert looked("iam", (f"arn:aws:iam::{ACCOUNT}:user/ben", "fail"), region="global").seen == frozenset()


def test_what_another_account_holds_is_not_ours() -> None:
    assert looked("kms", (arn("kms", "key/1", account="999999999999"), "pass")).seen == frozenset()


def test_a_bucket_is_in_the_region_that_its_facts_name() -> None:
    bucket = "arn:aws:s3:::records"
    for told, region in (("eu-central-1", "eu-central-1"), (None, "us-east-1"), ("EU", "eu-west-1")):
        facts = {"get_bucket_location": {bucket: {"answer": {"LocationConstraint": told}}}}
        assert looked("s3", (bucket, "pass"), region="global", facts=facts).seen == {("s3", region)}
    unknown = looked("s3", (bucket, "pass"), region="global")
    assert unknown == InUse(frozenset(), frozenset()), "we do not know where it is, nor where there is none"


@pytest.mark.django_db(transaction=True)
def test_a_run_proposes_what_it_saw_and_nobody_declared(connected: Harbour) -> None:
    used = ServiceUse.objects.known().filter(account__account_id=PRODUCTION, service__key="dynamodb")
    assert not used.exists(), "nobody has declared it"
    run = start_run(
        system=connected.system, actor=None, now=timezone.now(), only=["dynamodb", "kms"], accounts=[PRODUCTION]
    )
    work_off(run)
    rows = ServiceSighting.objects.filter(system=connected.system).proposed()
    assert [(row.service.key, row.region) for row in rows] == [("dynamodb", "us-east-1")]
    assert rows.get().ref in set(run.items.values_list("pk", flat=True))
    assert not used.exists(), "nothing comes into use by itself"
