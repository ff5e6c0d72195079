"""AWS lists an organisation's members to two kinds of account: is any other told apart from a denial?"""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from evidence.collecting.contract import Collector, CouldNotLook, ErrorReason
from evidence.collecting.errors import could_not_look
from evidence.collecting.gathering import gather
from evidence.collecting.judging import judge
from evidence.collecting.recording import Recorded
from evidence.collecting.shipped import collectors
from evidence.organisation import MEMBERS

MANAGER, MEMBER = "999988887777", "111122223333"
NOT_ITS_ADMINISTRATOR = "You don't have permissions to access this resource."
BY_A_POLICY = (
    f"User: arn:aws:sts::{MEMBER}:assumed-role/DemarcEvidence/run is not authorized to perform: "
    "organizations:ListAccounts on resource: * because no identity-based policy allows the action"
)


def refused(message: str) -> CouldNotLook:
    told = {"Error": {"Code": "AccessDeniedException", "Message": message}}
    return could_not_look("list_accounts", ClientError(told, "ListAccounts"))  # type: ignore[arg-type]


class Member(Recorded):
    """Answers in a member account; the list of accounts is refused as AWS words it."""

    refusal: CouldNotLook

    def ask(self, name: str, /, *, region: str = "", **params: Any) -> dict[str, Any]:
        if name == "list_accounts":
            raise self.refusal
        return super().ask(name, region=region, **params)


def seen_by_a_member(message: str) -> list[tuple[str, str]]:
    collector: Collector = collectors()["organizations"]
    organisation = {
        "Id": "o-lakeside",
        "Arn": f"arn:aws:organizations::{MANAGER}:organization/o-lakeside",
        "FeatureSet": "ALL",
        "MasterAccountId": MANAGER,
    }
    door = Member(
        collector,
        {
            "account": MEMBER,
            "partition": "aws",
            "region": "global",
            "at": "2026-11-22T09:00:00+00:00",
            "answers": [{"call": "describe_organization", "params": {}, "answer": {"Organization": organisation}}],
        },
    )
    door.refusal = refused(message)
    said = judge(collector, gather(collector, door))
    return [(each.outcome.value, each.reason) for each in said if each.check == MEMBERS]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (NOT_ITS_ADMINISTRATOR, ErrorReason.REJECTED),
        (BY_A_POLICY, ErrorReason.ACCESS_DENIED),
        ("", ErrorReason.ACCESS_DENIED),
    ],
)
def test_the_two_refusals_are_told_apart_and_an_unknown_one_is_a_denial(message: str, reason: ErrorReason) -> None:
    assert refused(message).reason is reason


def test_an_ordinary_member_is_no_gap_and_a_role_that_may_not_ask_is_one() -> None:
    assert seen_by_a_member(NOT_ITS_ADMINISTRATOR) == [("not_applicable", "")]
    assert seen_by_a_member(BY_A_POLICY) == [("error", "access_denied")]
