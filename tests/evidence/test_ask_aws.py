"""Does the door read every page, keep the provenance of every call, and say honestly what went wrong?"""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from botocore.credentials import ReadOnlyCredentials

from evidence.collecting.aws import Access, Door, UndeclaredCall
from evidence.collecting.clients import Patience
from evidence.collecting.contract import Call, Collector, CouldNotLook, ErrorReason
from evidence.collecting.facts import plain
from tests.evidence.simulated import point_at
from tests.evidence.small_server import Answer, Form, answering

START = datetime(2026, 11, 22, 5, 20, tzinfo=UTC)


def door(collector: Collector, read: float = 5, attempts: int = 1) -> Door:
    ticks = count()
    access = Access(
        ReadOnlyCredentials("AKIAIOSFODNN7EXAMPLE", "secret", None),
        "arn:aws:sts::111122223333:assumed-role/demarc-evidence/demarc-run",
        "111122223333",
        "aws",
        patience=Patience(attempts=attempts, connect=2, read=read),
    )
    return Door(access, collector, "global", clock=lambda: START + timedelta(seconds=next(ticks)))


def users(names: list[str], marker: str = "", truncated: bool = False) -> str:
    listed = "".join(f"<member><UserName>{name}</UserName></member>" for name in names)
    return (
        "<ListUsersResponse><ListUsersResult>"
        f"<Users>{listed}</Users><IsTruncated>{str(truncated).lower()}</IsTruncated>"
        + (f"<Marker>{marker}</Marker>" if marker else "")
        + "</ListUsersResult><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata>"
        "</ListUsersResponse>"
    )


def refusal(code: str) -> str:
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>"


def two_pages(form: Form) -> Answer:
    return (200, users(["nora"]), 0) if "Marker" in form else (200, users(["ben"], "more", True), 0)


def test_every_page_is_read_and_the_call_is_on_record(
    collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(two_pages) as address:
        point_at(address, monkeypatch)
        asking = door(collectors["iam"])
        answer = asking.ask("list_users")

    assert answer == {"Users": [{"UserName": "ben"}, {"UserName": "nora"}]}
    assert asking.calls == [
        {
            "call": "iam.list_users",
            "region": "global",
            "params": {},
            "started_at": "2026-11-22T05:20:00Z",
            "ended_at": "2026-11-22T05:20:01Z",
            "pages": 2,
            "requests": ["request-1", "request-1"],
            "status": 200,
            "retries": 0,
            "code": "",
        }
    ]


def second_page_denied(form: Form) -> Answer:
    return (403, refusal("AccessDenied"), 0) if "Marker" in form else two_pages(form)


def second_page_the_same(form: Form) -> Answer:
    return 200, users(["ben"], "more", True), 0


def more_without_a_mark(form: Form) -> Answer:
    return 200, users(["ben"], truncated=True), 0


def cut_on_the_wire(form: Form) -> Answer:
    return 200, users(["ben"])[:60], 500


def too_slow(form: Form) -> Answer:
    time.sleep(2)
    return two_pages({"Marker": "more"})


def refused(status: int, code: str) -> tuple[int, str, int]:
    return status, refusal(code), 0


@pytest.mark.parametrize(
    ("answer", "reason", "code"),
    [
        (second_page_denied, ErrorReason.ACCESS_DENIED, "AccessDenied"),
        (second_page_the_same, ErrorReason.HALF_READ, "PaginationError"),
        (more_without_a_mark, ErrorReason.HALF_READ, "ListingCut"),
        (cut_on_the_wire, ErrorReason.MALFORMED, "ResponseParserError"),
        (lambda form: refused(400, "OptInRequired"), ErrorReason.REGION_OFF, "OptInRequired"),
        (lambda form: refused(400, "ExpiredToken"), ErrorReason.EXPIRED_TOKEN, "ExpiredToken"),
        (lambda form: refused(429, "SlowThere"), ErrorReason.THROTTLED, "SlowThere"),
        (lambda form: refused(503, "Unheard"), ErrorReason.SERVER_ERROR, "Unheard"),
        (lambda form: refused(501, "Unheard"), ErrorReason.NOT_SUPPORTED, "Unheard"),
        (lambda form: (200, "<html>Bad gateway", 0), ErrorReason.MALFORMED, "ResponseParserError"),
    ],
)
def test_what_goes_wrong_has_its_reason_and_stays_on_record(
    answer: object,
    reason: ErrorReason,
    code: str,
    collectors: dict[str, Collector],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with answering(answer) as address:  # type: ignore[arg-type]
        point_at(address, monkeypatch)
        asking = door(collectors["iam"])
        with pytest.raises(CouldNotLook) as failure:
            asking.ask("list_users")
    assert (failure.value.reason, failure.value.code) == (reason, code)
    assert [call["code"] for call in asking.calls] == [code]
    assert asking.calls[0]["ended_at"]


def test_no_answer_in_time_is_timed_out(collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(too_slow) as address:
        point_at(address, monkeypatch)
        with pytest.raises(CouldNotLook) as failure:
            door(collectors["iam"], read=0.1).ask("list_users")
    assert (failure.value.reason, failure.value.code) == (ErrorReason.TIMED_OUT, "ReadTimeoutError")


def test_pages_that_botocore_cannot_follow_are_half_read(
    collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some operations have pages but no paginator in botocore: one page of them is not the whole."""
    operation = "describe_db_shard_groups"
    call = Call(operation, "rds", operation, "rds:DescribeDBShardGroups")
    page = "<DescribeDBShardGroupsResult><DBShardGroups/><Marker>more</Marker></DescribeDBShardGroupsResult>"
    body = f"<DescribeDBShardGroupsResponse>{page}</DescribeDBShardGroupsResponse>"
    with answering(lambda form: (200, body, 0)) as address:
        point_at(address, monkeypatch)
        with pytest.raises(CouldNotLook) as failure:
            door(replace(collectors["rds"], calls={operation: call})).ask(operation)
    assert (failure.value.reason, failure.value.code) == (ErrorReason.HALF_READ, "ListingCut")


def acls(form: Form) -> Answer:
    """WAF's listing gives a mark with its last filled page too; the page behind it is empty and has none."""
    pages = {"": ("records", "records"), "records": ("website", "website"), "website": ("", "")}
    name, mark = pages[json.loads(next(iter(form))).get("NextMarker", "")]
    listed = [{"Name": name}] if name else []
    return 200, json.dumps({"WebACLs": listed} | ({"NextMarker": mark} if mark else {})), 0


def test_pages_that_botocore_cannot_follow_are_followed_by_their_mark(
    collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    call = Call("list_web_acls", "wafv2", "list_web_acls", "wafv2:ListWebACLs")
    with answering(acls) as address:
        point_at(address, monkeypatch)
        asking = door(replace(collectors["rds"], calls={call.name: call}))
        answer = asking.ask("list_web_acls", Scope="REGIONAL")
    assert answer == {"WebACLs": [{"Name": "records"}, {"Name": "website"}]}
    assert asking.calls[0]["pages"] == 3


@pytest.mark.parametrize("body", ['{"WebACLs": [{"Name": "rec', "<html>Bad gateway"])
def test_json_that_cannot_be_read_is_malformed_and_no_empty_answer(
    body: str, collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    call = Call("list_web_acls", "wafv2", "list_web_acls", "wafv2:ListWebACLs")
    with answering(lambda form: (200, body, 0)) as address:
        point_at(address, monkeypatch)
        with pytest.raises(CouldNotLook) as failure:
            door(replace(collectors["rds"], calls={call.name: call})).ask("list_web_acls", Scope="REGIONAL")
    assert (failure.value.reason, failure.value.code) == (ErrorReason.MALFORMED, "ResponseParserError")


def distributions(marker: str) -> str:
    name, more = ("two", "") if marker else ("one", "<NextMarker>one</NextMarker>")
    return (
        f"<DistributionList><Marker>{marker}</Marker>{more}<MaxItems>1</MaxItems>"
        f"<IsTruncated>{'true' if more else 'false'}</IsTruncated><Quantity>1</Quantity>"
        f"<Items><DistributionSummary><Id>{name}</Id></DistributionSummary></Items></DistributionList>"
    )


@pytest.mark.parametrize(("marked", "found"), [(True, ["one", "two"]), (False, None)])
def test_pages_inside_a_structure_are_all_read_or_half_read(
    marked: bool, found: list[str] | None, collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    """CloudFront's listing, its items and its marks stand inside one member."""
    call = Call("list_distributions", "cloudfront", "list_distributions", "cloudfront:ListDistributions")

    def answer(form: Form) -> Answer:
        page = distributions(form.get("Marker", ""))
        return 200, page if marked else page.replace("<NextMarker>one</NextMarker>", ""), 0

    with answering(answer) as address:
        point_at(address, monkeypatch)
        asking = door(replace(collectors["rds"], calls={call.name: call}))
        if found:
            listed = asking.ask("list_distributions")["DistributionList"]["Items"]
            assert [item["Id"] for item in listed] == found
        else:
            with pytest.raises(CouldNotLook, match="half_read"):
                asking.ask("list_distributions")


def test_nobody_there_is_unreachable(collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(two_pages) as address:
        pass
    point_at(address, monkeypatch)
    with pytest.raises(CouldNotLook) as failure:
        door(collectors["iam"]).ask("list_users")
    assert failure.value.reason is ErrorReason.UNREACHABLE


def test_a_throttled_call_is_tried_again_and_says_so(
    collectors: dict[str, Collector], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = count()

    def busy_once(form: Form) -> Answer:
        return refused(400, "Throttling") if next(tries) == 0 else (200, users(["ben"]), 0)

    with answering(busy_once) as address:
        point_at(address, monkeypatch)
        asking = door(collectors["iam"], attempts=3)
        assert asking.ask("list_users") == {"Users": [{"UserName": "ben"}]}
    assert asking.calls[0]["retries"] == 1


def test_an_undeclared_call_is_the_authors_mistake(collectors: dict[str, Collector]) -> None:
    asking = door(collectors["iam"])
    with pytest.raises(UndeclaredCall, match="declare it in about"):
        asking.ask("list_roles")
    assert asking.calls == []


def test_a_fact_is_text_or_refused() -> None:
    assert plain({"at": START, "report": b"user,arn", "all": (1, None)}) == {
        "at": "2026-11-22T05:20:00Z",
        "report": "user,arn",
        "all": [1, None],
    }
    with pytest.raises(ValueError):
        plain(b"\xff\xfe")
    with pytest.raises(TypeError, match="cannot hold a set"):
        plain({1})
