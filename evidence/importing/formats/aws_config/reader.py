"""AWS Config's evaluation results, as the command line gives them for a rule or for an aggregator.

Config names a rule as its owner did. What Security Hub, conformance packs and organisations add to the name of a
managed rule is taken off, so that one rule is one check. A rule of somebody's own that has a managed rule's name cannot
be told apart from it; the name as it stood is kept. The output for a rule names no account and no region: who hands it
in does.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from evidence.collecting.contract import Outcome
from evidence.importing.findings import Finding, Unread, WhySo, WhyUnread, details, each_of, instant_of, text

RESULTS: Final = ("EvaluationResults", "AggregateEvaluationResults")
BY_TYPE: Final = {
    "COMPLIANT": (Outcome.PASS, ""),
    "NON_COMPLIANT": (Outcome.FAIL, ""),
    "NOT_APPLICABLE": (Outcome.NOT_APPLICABLE, ""),
    "INSUFFICIENT_DATA": (Outcome.ERROR, WhySo.INSUFFICIENT_DATA),
}
_DECORATED = re.compile(
    r"(?:securityhub-(?P<hub>[a-z0-9-]+)-[0-9a-z]{6,8}"
    r"|OrgConfigRule-(?P<org>[A-Za-z0-9-]+)-[0-9a-z]{8}"
    r"|(?P<pack>[A-Za-z0-9-]+)-conformance-pack-[0-9a-z]{6,12})"
)


def recognises(document: Any) -> bool:
    return any(isinstance(page, Mapping) and any(name in page for name in RESULTS) for page in _pages(document))


def read(document: Any) -> Iterator[Finding | Unread]:
    pages = (page for page in _pages(document) if isinstance(page, Mapping))
    return each_of((row for page in pages for name in RESULTS for row in page.get(name, ())), _finding)


def check_of(rule: str) -> str:
    """The managed rule's name behind the name that a rule has in an account."""
    found = _DECORATED.fullmatch(rule)
    return next((each for each in found.groups() if each), rule) if found else rule


def _pages(document: Any) -> list[Any]:
    return document if isinstance(document, list) else [document]


def _finding(number: int, row: Mapping[str, Any]) -> Iterator[Finding | Unread]:
    about = row["EvaluationResultIdentifier"]["EvaluationResultQualifier"]
    rule = text(about.get("ConfigRuleName"))
    if not rule:
        yield Unread(number, WhyUnread.NO_CHECK)
        return
    said = text(row.get("ComplianceType"))
    outcome, reason = BY_TYPE.get(said, (Outcome.ERROR, WhySo.UNKNOWN_STATUS))
    yield Finding(
        number=number,
        tool="aws-config",
        check=check_of(rule),
        account=text(row.get("AccountId")),
        region=text(row.get("AwsRegion")),
        resource=f"{text(about.get('ResourceType'))}/{text(about.get('ResourceId'))}",
        outcome=outcome,
        reason=reason,
        observed_at=instant_of(row.get("ResultRecordedTime"), row.get("ConfigRuleInvokedTime")),
        detail=details(rule=rule, status=said),
    )
