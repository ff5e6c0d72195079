"""OCSF findings (schema.ocsf.io, category 2): compliance findings (2003) and detection findings (2004), as Prowler and
Security Hub write them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from evidence.collecting.contract import Outcome
from evidence.importing.findings import Finding, Unread, WhySo, WhyUnread, details, each_of, instant_of, slug, text

CLASSES: Final = {2003, 2004}
SUPPRESSED, ARCHIVED = 3, 5  # status_id of a finding
BY_CODE: Final = {"PASS": Outcome.PASS, "FAIL": Outcome.FAIL, "MANUAL": Outcome.MANUAL}
BY_COMPLIANCE: Final = {1: Outcome.PASS, 3: Outcome.FAIL}
WARNING = 2  # compliance.status_id


def recognises(document: Any) -> bool:
    rows = _rows(document)
    return bool(rows) and isinstance(rows[0], Mapping) and rows[0].get("class_uid") in CLASSES


def read(document: Any) -> Iterator[Finding | Unread]:
    return each_of(_rows(document), _finding)


def _rows(document: Any) -> list[Any]:
    return document if isinstance(document, list) else [document]


def _finding(number: int, row: Mapping[str, Any]) -> Iterator[Finding | Unread]:
    if row["class_uid"] not in CLASSES:
        yield Unread(number, WhyUnread.SHAPE)
        return
    about, info, cloud = row["metadata"], row.get("finding_info") or {}, row.get("cloud") or {}
    compliance = row.get("compliance") or {}
    product = about.get("product") or {}
    check = text(about.get("event_code")) or text(compliance.get("control"))
    check = check or text((info.get("analytic") or {}).get("uid"))
    if not check:
        yield Unread(number, WhyUnread.NO_CHECK)
        return
    outcome, reason = _outcome(row, compliance)
    for resource in row.get("resources") or [{}]:
        yield Finding(
            number=number,
            tool=slug(text(product.get("name"))),
            version=text(product.get("version")),
            check=check,
            title=text(info.get("title")),
            account=text((cloud.get("account") or {}).get("uid")),
            region=text(cloud.get("region")) or text(resource.get("region")),
            resource=text(resource.get("uid")),
            outcome=outcome,
            reason=reason,
            observed_at=instant_of(row.get("time"), row.get("time_dt"), info.get("created_time")),
            detail=details(severity=text(row.get("severity")), status=text(row.get("status_code"))),
        )


def _outcome(row: Mapping[str, Any], compliance: Mapping[str, Any]) -> tuple[Outcome, str]:
    """A finding that was set aside is for a person to judge, whatever it says besides."""
    if row.get("status_id") == SUPPRESSED or row.get("status") == "Suppressed" or row.get("is_suppressed") is True:
        return Outcome.MANUAL, WhySo.SUPPRESSED
    if row.get("status_id") == ARCHIVED:
        return Outcome.MANUAL, WhySo.ARCHIVED
    if "status_id" in compliance:
        said = compliance["status_id"]
        if said == WARNING:
            return Outcome.MANUAL, WhySo.ASKS_FOR_REVIEW
        known = BY_COMPLIANCE.get(said)
    else:
        said = text(row.get("status_code")).upper()
        known = BY_CODE.get(said)
    if known:
        return known, ""
    return (Outcome.ERROR, WhySo.UNKNOWN_STATUS) if said else (Outcome.MANUAL, WhySo.NO_STATUS)
