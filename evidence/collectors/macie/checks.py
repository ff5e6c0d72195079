"""What Macie's facts say of the account in the region."""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("macie2"))


def sessions(facts: Facts) -> Iterator[Resource]:
    """The region's one session, where it runs."""
    if facts.answer("get_macie_session")["status"] == "ENABLED":
        yield Resource(facts.cell_arn("macie2"))


def macie_on(cell: Resource, facts: Facts) -> Verdict:
    status = facts.answer("get_macie_session")["status"]
    return (passed if status == "ENABLED" else failed)(status=status)


def discovery_on(cell: Resource, facts: Facts) -> Verdict:
    status = facts.answer("get_automated_discovery_configuration")["status"]
    return (passed if status == "ENABLED" else failed)(status=status)


def no_high_finding_open(cell: Resource, facts: Facts) -> Verdict:
    count = sum(group["count"] for group in facts.answer("get_finding_statistics")["countsByGroup"])
    return (failed if count else passed)(open=count)
