"""What Security Hub's facts say of the region's hub."""

from collections import Counter
from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, passed
from evidence.collecting.facts import Facts


def region(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("securityhub"))


def hubs(facts: Facts) -> Iterator[Resource]:
    """The region's one hub, where it is on."""
    hub = facts.answer("describe_hub")
    if hub is not None:
        yield Resource(hub["HubArn"], hub)


def hub_on(cell: Resource, facts: Facts) -> Verdict:
    hub = facts.answer("describe_hub")
    return failed(because="not_subscribed") if hub is None else passed(since=hub["SubscribedAt"])


def standards_ready(hub: Resource, facts: Facts) -> Verdict:
    standards = facts.answer("get_enabled_standards")["StandardsSubscriptions"]
    states = Counter(standard["StandardsStatus"] for standard in standards)
    if not standards:
        return failed(because="no_standard")
    return (passed if set(states) == {"READY"} else failed)(states=dict(states))


def new_controls_join(hub: Resource, facts: Facts) -> Verdict:
    return passed() if hub.said["AutoEnableControls"] is True else failed()


def no_critical_finding_open(hub: Resource, facts: Facts) -> Verdict:
    count = len(facts.answer("get_findings")["Findings"])
    return (failed if count else passed)(open=count)
