"""Collectors x failures x calls: can a failure on the wire become a PASS, or spread to other checks?

An empty page may make a FAIL (S3 says "never versioned" with one), but no PASS either.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session
from botocore.model import ServiceModel

from evidence.collecting.clients import Patience
from evidence.collecting.contract import Check, Collector, CouldNotLook, ErrorReason, Outcome
from evidence.collecting.gathering import Answers, gather
from evidence.collecting.judging import judge
from evidence.collecting.pacing import LocalBuckets, Turns
from evidence.collecting.recording import Recorded
from tests.evidence.cells import COLLECTORS, IN_THE_ESTATE, build, door_to
from tests.evidence.record_samples import good_sample

EVERY_CALL = "every call"


class Body:
    """What botocore's response reads its bytes from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> list[bytes]:
        return [self._content]


@cache
def model_of(client: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(client)


def error(status: int, code: str) -> Callable[[str, bytes], tuple[int, bytes]]:
    """AWS's error in the form of the service's protocol."""

    def answer(service: str, content: bytes) -> tuple[int, bytes]:
        said = f"<Code>{code}</Code><Message>no</Message>"
        match model_of(service).resolved_protocol:
            case "json" | "rest-json":
                return status, f'{{"__type": "{code}"}}'.encode()
            case "rest-xml" if service == "s3":
                return status, f"<Error>{said}</Error>".encode()
            case "ec2":
                return status, f"<Response><Errors><Error>{said}</Error></Errors></Response>".encode()
        return status, f"<ErrorResponse><Error>{said}</Error></ErrorResponse>".encode()

    return answer


def time_out(service: str, content: bytes) -> tuple[int, bytes]:
    raise ReadTimeoutError(endpoint_url=service)


def cut_page(service: str, content: bytes) -> tuple[int, bytes]:
    return 200, content[: len(content) // 2]


def empty_page(service: str, content: bytes) -> tuple[int, bytes]:
    return 200, b"{}" if content.startswith(b"{") else b"<Nothing/>"


def no_answer_of_aws(service: str, content: bytes) -> tuple[int, bytes]:
    return 200, b"<html><body>Bad gateway"


FAILURES = {
    "access_denied": error(403, "AccessDenied"),
    "throttled": error(400, "Throttling"),
    "timed_out": time_out,
    "server_error": error(500, "InternalError"),
    "expired_token": error(403, "ExpiredToken"),
    "rejected": error(400, "SomethingElse"),
    "empty page": empty_page,
    "cut page": cut_page,
    "a proxy's page": no_answer_of_aws,
}


class Wire(Turns):
    """Stands where botocore sends: real answers, fetched once over HTTP, and one failure in their place."""

    def __init__(self, collector: Collector) -> None:
        super().__init__(LocalBuckets(), "")
        self.target, self.failure = "", FAILURES["cut page"]
        self._clients = {model_of(call.client).service_id.hyphenize(): call.client for call in collector.calls.values()}
        self._real: dict[tuple[str, str, str, bytes], tuple[int, dict[str, str], bytes]] = {}
        self._http = URLLib3Session()

    def before_each(self, service: str, region: str) -> Callable[..., AWSResponse]:
        return self.send

    def send(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse:
        _, named, operation = event_name.split(".")
        service = self._clients[named]
        body = request.body or b""
        key = (event_name, request.method, request.url, body.encode() if isinstance(body, str) else body)
        if key not in self._real:
            answer = self._http.send(request)
            self._real[key] = (answer.status_code, dict(answer.headers), answer.content)
        status, headers, content = self._real[key]
        if self.target in (EVERY_CALL, f"{service}.{xform_name(operation)}"):
            status, content = self.failure(service, content)
            headers = {name: value for name, value in headers.items() if name.lower() != "x-amzn-errortype"}
        return AWSResponse(request.url, status, headers, Body(content))


Outcomes = dict[str, list[tuple[str, str]]]


def outcomes_of(collector: Collector, door: Answers) -> Outcomes:
    """check -> (outcome, reason) of each resource."""
    told: Outcomes = {}
    for seen in judge(collector, gather(collector, door)):
        told.setdefault(seen.check, []).append((seen.outcome.value, seen.reason))
    return told


def assert_honest(check: Check, target: str, reason: str, *, seen: Outcomes, whole: Outcomes) -> None:
    """A check that needs the failing call shows it and passes nothing; any other answers as it did."""
    if target != EVERY_CALL and target not in check.calls:
        assert seen[check.key] == whole[check.key], (reason, target, check.key)
        return
    honest = {"error", "not_applicable"} | ({"fail"} if reason == "empty page" else set())
    assert {outcome for outcome, _ in seen[check.key]} <= honest, (reason, target, check.key)
    if reason in list(ErrorReason):
        assert (Outcome.ERROR.value, reason) in seen[check.key], (reason, target, check.key)


@pytest.mark.parametrize("key", IN_THE_ESTATE)
def test_no_failure_passes_or_spreads(key: str, aws: str, collectors: dict[str, Collector]) -> None:
    collector = collectors[key]
    wire = Wire(collector)
    access = build(collector, "good")
    gather(collector, door_to(access, collector))  # from now on IAM's credential report is ready
    access = replace(access, patience=Patience(attempts=1), turns=wire)

    def outcomes() -> Outcomes:
        return outcomes_of(collector, door_to(access, collector))

    whole = outcomes()
    assert Outcome.PASS.value in str(whole)
    combinations = 0
    for reason, failure in FAILURES.items():
        for target in (EVERY_CALL, *collector.calls):
            name = target if "." in target or target == EVERY_CALL else f"{collector.client}.{target}"
            wire.target, wire.failure = name, failure
            seen, combinations = outcomes(), combinations + 1
            for check in collector.checks:
                assert_honest(check, target, reason, seen=seen, whole=whole)
    print(f"{key}: {combinations} combinations of failure and call, no PASS out of any")


class Told(Recorded):
    """Answers as the good sample does, with one failure in a call's place, or in that of every call."""

    target, reason = "", ""

    def ask(self, name: str, /, *, region: str = "", **params: Any) -> dict[str, Any]:
        if self.target not in (EVERY_CALL, name):
            return super().ask(name, region=region, **params)
        if self.reason == "empty page":
            return {}
        raise CouldNotLook(ErrorReason(self.reason), name, "Told")


@pytest.mark.parametrize("key", [key for key in COLLECTORS if key not in IN_THE_ESTATE])
def test_where_the_estate_lacks_the_service_no_failure_of_a_sample_passes_or_spreads(
    key: str, collectors: dict[str, Collector]
) -> None:
    """What the wire cannot show, because the simulated AWS has no such call, is told in a sample's answers."""
    collector, sample = collectors[key], good_sample(key)
    whole = outcomes_of(collector, Recorded(collector, sample))
    assert Outcome.PASS.value in str(whole)
    for reason in (*ErrorReason, "empty page"):
        for target in (EVERY_CALL, *collector.calls):
            door = Told(collector, sample)
            door.target, door.reason = target, reason
            seen = outcomes_of(collector, door)
            for check in collector.checks:
                assert_honest(check, target, reason, seen=seen, whole=whole)
