"""What S3's facts say of each access point."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts
from evidence.collecting.public_access import blocks_off


def points(facts: Facts) -> Iterator[Resource]:
    for point in facts.answer("list_access_points")["AccessPointList"]:
        yield Resource(point["AccessPointArn"], point)


def public_access_blocked(point: Resource, facts: Facts) -> Verdict:
    settings = facts.answer("get_access_point", point.arn)["PublicAccessBlockConfiguration"]
    off = blocks_off(settings)
    return failed(off=off) if off else passed()


def policy_not_public(point: Resource, facts: Facts) -> Verdict:
    answer = facts.answer("get_access_point_policy_status", point.arn)
    if answer is None:
        return passed(because="no_policy")
    return failed() if answer["PolicyStatus"]["IsPublic"] is not False else passed()
