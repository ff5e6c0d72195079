"""What AWS Artifact's lists say of an account: is AWS bound by an addendum, and what is there to be read?"""

from collections.abc import Iterator

from evidence.collecting.contract import Resource, Verdict, failed, manual, passed
from evidence.collecting.facts import Facts
from evidence.collectors.artifact.documents import agreements, reports
from frameworks.compiled import shipped

BAA = "aws-hipaa-baa"  # the catalogue's programme, which knows under which titles AWS Artifact lists it


def account(facts: Facts) -> Iterator[Resource]:
    yield Resource(facts.cell_arn("artifact"))


def baa_is_active(cell: Resource, facts: Facts) -> Verdict:
    active = list(agreements(facts))
    named = [each.id for each in active if shipped().programmes[BAA].is_named_by(each.title)]
    return passed(agreements=named) if named else failed(because="none_active", other_agreements=len(active))


def reports_are_reviewed(cell: Resource, facts: Facts) -> Verdict:
    """Never a pass: that a report is on offer shows nobody's oversight."""
    programmes = shipped().programmes.values()
    listed = [each for each in reports(facts) if each.is_awss]
    known = [each.identity for each in listed if any(programme.is_named_by(each.title) for programme in programmes)]
    return manual(reports=known) if known else failed(because="none_listed", other_reports=len(listed))
