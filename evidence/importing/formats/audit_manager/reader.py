"""AWS Audit Manager's evidence: JSON as GetEvidenceByEvidenceFolder answers, or CSV with columns of the same names.

Only evidence of the type "Compliance check" has an outcome, and that is Security Hub's or AWS Config's: so are its
checks. All other evidence (user activity, configuration data, manual) is for a person to judge.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from evidence.collecting.contract import Outcome
from evidence.importing.findings import (
    Finding,
    Table,
    Unread,
    WhySo,
    WhyUnread,
    details,
    each_of,
    instant_of,
    slug,
    text,
)
from evidence.importing.formats.aws_config.reader import check_of

TOOLS: Final = {"awssecurityhub": "security-hub", "securityhub": "security-hub", "awsconfig": "aws-config"}
"""Where the check is another tool's, by its name in small letters."""
BY_WORD: Final = {
    "COMPLIANT": (Outcome.PASS, ""),
    "PASS": (Outcome.PASS, ""),
    "NONCOMPLIANT": (Outcome.FAIL, ""),
    "FAIL": (Outcome.FAIL, ""),
    "INCONCLUSIVE": (Outcome.ERROR, WhySo.UNDETERMINED),
}
NEEDED: Final = {"datasource", "eventname", "compliancecheck"}


def recognises(document: Any) -> bool:
    if isinstance(document, Table):
        return set(document.header) >= NEEDED
    rows = _rows(document)
    return bool(rows) and isinstance(rows[0], Mapping) and {"dataSource", "evidenceByType"} <= rows[0].keys()


def read(document: Any) -> Iterator[Finding | Unread]:
    return each_of(document.rows if isinstance(document, Table) else _rows(document), _finding)


def _rows(document: Any) -> list[Any]:
    """One answer of the call, or several; never a single piece of evidence."""
    pages = document if isinstance(document, list) else [document]
    return [row for page in pages if isinstance(page, Mapping) for row in page.get("evidence") or ()]


def _finding(number: int, said: Mapping[str, Any]) -> Iterator[Finding | Unread]:
    row = {name.lower(): value for name, value in said.items()}
    source, event = text(row.get("datasource")), text(row.get("eventname"))
    if not source or not event:
        yield Unread(number, WhyUnread.NO_CHECK)
        return
    tool = TOOLS.get("".join(source.lower().split()), f"audit-manager-{slug(source)}")
    check = event.rpartition("/")[2] if tool == "security-hub" else check_of(event)
    for resource in row.get("resourcesincluded") or [{"arn": row.get("resourcearn") or row.get("resource")}]:
        word = text(resource.get("complianceCheck")) or text(row.get("compliancecheck"))
        outcome, reason = _outcome(word)
        arn = text(resource.get("arn"))
        yield Finding(
            number=number,
            tool=tool,
            check=check,
            account=text(row.get("evidenceawsaccountid")) or text(row.get("awsaccountid")),
            region=text(row.get("region")) or _region_of(arn),
            resource=arn,
            outcome=outcome,
            reason=reason,
            observed_at=instant_of(row.get("time"), _number(row.get("time"))),
            detail=details(source=source, type=text(row.get("evidencebytype")), status=word),
        )


def _outcome(word: str) -> tuple[Outcome, str]:
    if not word:
        return Outcome.MANUAL, WhySo.NO_STATUS
    letters = "".join(sign for sign in word.upper() if sign.isalpha())
    return BY_WORD.get(letters, (Outcome.ERROR, WhySo.UNKNOWN_STATUS))


def _region_of(arn: str) -> str:
    parts = arn.split(":")
    return parts[3] if parts[0] == "arn" and len(parts) > 3 else ""


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
