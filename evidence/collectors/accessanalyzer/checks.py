"""What Access Analyzer's facts say of the region, and of each analyzer for external access."""

from collections import Counter
from collections.abc import Iterator

from evidence.collecting.contract import CouldNotLook, ErrorReason, Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts
from evidence.collectors.accessanalyzer.gather import EXTERNAL


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("accessanalyzer"))


def analyzers(facts: Facts) -> Iterator[Resource]:
    """The active ones for external access; only they have findings of it."""
    for analyzer in facts.answer("list_analyzers")["analyzers"]:
        if analyzer["type"] in EXTERNAL and analyzer["status"] == "ACTIVE":
            yield Resource(analyzer["arn"], analyzer)


def analyzer_active(cell: Resource, facts: Facts) -> Verdict:
    types = sorted(analyzer.said["type"] for analyzer in analyzers(facts))
    return passed(types=types) if types else failed(because="no_active_analyzer")


def nothing_public(analyzer: Resource, facts: Facts) -> Verdict:
    found = facts.answer("list_findings", analyzer.arn)["findings"]
    public = Counter(each["resourceType"] for each in found if each.get("isPublic") is True)
    if not public and any("isPublic" not in each for each in found):  # the analyzer itself met an error
        raise CouldNotLook(ErrorReason.HALF_READ, "list_findings", "NotAnalysed")
    return _none_of(public)


def no_outside_access_open(analyzer: Resource, facts: Facts) -> Verdict:
    found = facts.answer("list_findings", analyzer.arn)["findings"]
    return _none_of(Counter(each["resourceType"] for each in found))


def _none_of(counted: Counter[str]) -> Verdict:
    return failed(open=dict(counted)) if counted else passed()
