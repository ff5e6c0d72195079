"""What S3's facts say of the account and of its multi-Region access points."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts
from evidence.collecting.public_access import blocks_off

GONE = "DELETING"


def account(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("s3"))


def multi_region_points(facts: Facts) -> Iterator[Resource]:
    if facts.partition != "aws":
        return
    for point in facts.answer("list_multi_region_access_points")["AccessPoints"]:
        if point["Status"] != GONE:
            yield Resource(facts.arn("s3", f"accesspoint/{point['Alias']}"), point)


def public_access_blocked(account: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_public_access_block")
    if answer is None:
        return failed(because="no_public_access_block")
    off = blocks_off(answer["PublicAccessBlockConfiguration"])
    return failed(off=off) if off else passed()


def multi_region_points_blocked(point: Resource, facts: Facts) -> Verdict:
    off = blocks_off(point.said["PublicAccessBlock"])
    return failed(off=off) if off else passed()
