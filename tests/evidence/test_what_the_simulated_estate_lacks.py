"""Does the simulated estate say of each call that it lacks it, and of no denial that it lacks it?"""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from evidence.collecting.assuming import Entry, Role, assume
from evidence.collecting.aws import Access, Door
from evidence.collecting.clients import Patience
from evidence.collecting.contract import Collector
from evidence.collecting.gathering import gather
from evidence.collecting.policy import permissions_policy, session_policy
from evidence.demo.estate import BASE, Estate, create_role
from evidence.demo.estate.rest_actions import operation_of

ACCOUNT, EXTERNAL_ID = "111122223333", "demarc-a-word-nobody-guesses"
HOST_OF_ITS_OWN = {"s3account", "s3accesspoints"}
"""S3 Control is asked at a host that begins with the account's number: no name server of a laptop knows it."""


@pytest.fixture(scope="module")
def estate(collectors: dict[str, Collector]) -> Iterator[Estate]:
    with Estate(port=0) as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment({}).items():
            patch.setenv(name, value)
        create_role(
            endpoint_url=running.endpoint_url,
            account_id=ACCOUNT,
            external_id=EXTERNAL_ID,
            trusted_arn=BASE.arn,
            policy=permissions_policy(collectors.values()),
        )
        yield running


def entered(collector: Collector) -> Access:
    role = Role(f"arn:aws:iam::{ACCOUNT}:role/DemarcEvidence", ACCOUNT, EXTERNAL_ID)
    patience = Patience(attempts=1)
    return assume(Entry(role=role, run="t", session_policy=session_policy([collector]), patience=patience))


@pytest.mark.slow
def test_every_call_is_answered_or_said_to_be_missing(estate: Estate, collectors: dict[str, Collector]) -> None:
    """A denial here would be a fault of the simulation, which took a declared call for another."""
    missed: dict[str, set[str]] = {}
    for key, collector in collectors.items():
        region = "global" if collector.scope == "global" else "us-east-1"
        document = gather(collector, Door(entered(collector), collector, region, clock=timezone.now))
        reasons = {error["reason"] for errors in document["errors"].values() for error in errors.values()}
        missed[key] = reasons - {"not_supported"} - ({"unreachable"} if key in HOST_OF_ITS_OWN else set())
    assert {key: reasons for key, reasons in missed.items() if reasons} == {}


@pytest.mark.parametrize(
    ("service", "method", "path", "operation"),
    [
        ("lambda", "GET", "/2015-03-31/functions", "ListFunctions"),
        ("lambda", "GET", "/2015-03-31/functions/", "ListFunctions"),
        ("lambda", "GET", "/2015-03-31/functions/pay/policy", "GetPolicy"),
        ("elasticfilesystem", "GET", "/2015-02-01/file-systems", "DescribeFileSystems"),
        ("cloudfront", "GET", "/2020-05-31/distribution", "ListDistributions"),
        ("cloudfront", "DELETE", "/2020-05-31/distribution/E1", "DeleteDistribution"),
        ("apigateway", "GET", "/restapis", "GET"),
        ("lambda", "GET", "/nowhere", "Unknown"),
        ("no-such-service", "GET", "/", "Unknown"),
    ],
)
def test_a_rest_call_is_told_by_its_method_and_path(service: str, method: str, path: str, operation: str) -> None:
    assert operation_of(service, method, path) == operation
