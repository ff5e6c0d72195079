"""SARIF 2.1.0 (OASIS): results of static analysis. Code has no account, so these findings have none either.

A result without a kind is a failure (3.27.9); one with a suppression that was not rejected is set aside (3.35).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from evidence.collecting.contract import Outcome
from evidence.importing.findings import Finding, Unread, WhySo, WhyUnread, details, each_of, instant_of, slug, text

VERSION: Final = "2.1.0"
NO_PLACE: Final = "code"
"""Where cloud findings have a region."""
BY_KIND: Final = {
    "pass": (Outcome.PASS, ""),
    "fail": (Outcome.FAIL, ""),
    "notApplicable": (Outcome.NOT_APPLICABLE, ""),
    "informational": (Outcome.MANUAL, WhySo.INFORMATIONAL),
    "review": (Outcome.MANUAL, WhySo.ASKS_FOR_REVIEW),
    "open": (Outcome.ERROR, WhySo.UNDETERMINED),
}


def recognises(document: Any) -> bool:
    return (
        isinstance(document, Mapping) and document.get("version") == VERSION and isinstance(document.get("runs"), list)
    )


def read(document: Any) -> Iterator[Finding | Unread]:
    return each_of(((run, row) for run in document["runs"] for row in run.get("results") or ()), _finding)


def _finding(number: int, told: tuple[Mapping[str, Any], Mapping[str, Any]]) -> Iterator[Finding | Unread]:
    run, row = told
    driver = run["tool"]["driver"]
    rules = driver.get("rules") or []
    place = row.get("ruleIndex", (row.get("rule") or {}).get("index", -1))
    rule = rules[place] if 0 <= place < len(rules) else {}
    check = text(row.get("ruleId")) or text((row.get("rule") or {}).get("id")) or text(rule.get("id"))
    if not check:
        yield Unread(number, WhyUnread.NO_CHECK)
        return
    outcome, reason = _outcome(row)
    ends = [text(each.get("endTimeUtc")) or text(each.get("startTimeUtc")) for each in run.get("invocations") or ()]
    yield Finding(
        number=number,
        tool=slug(text(driver.get("name"))),
        version=text(driver.get("semanticVersion")) or text(driver.get("version")),
        check=check,
        title=text((rule.get("shortDescription") or {}).get("text")) or text(rule.get("name")),
        region=NO_PLACE,
        resource=_place(row),
        outcome=outcome,
        reason=reason,
        observed_at=instant_of(*sorted(filter(None, ends), reverse=True)),
        detail=details(level=text(row.get("level")), kind=text(row.get("kind"))),
    )


def _outcome(row: Mapping[str, Any]) -> tuple[Outcome, str]:
    suppressed = [each for each in row.get("suppressions") or () if each.get("status", "accepted") != "rejected"]
    if suppressed:
        return Outcome.MANUAL, WhySo.SUPPRESSED
    return BY_KIND.get(text(row.get("kind")) or "fail", (Outcome.ERROR, WhySo.UNKNOWN_STATUS))


def _place(row: Mapping[str, Any]) -> str:
    """The first location: the file, and its line."""
    for location in row.get("locations") or ():
        physical = location.get("physicalLocation") or {}
        uri = text((physical.get("artifactLocation") or {}).get("uri"))
        line = text((physical.get("region") or {}).get("startLine"))
        if uri:
            return f"{uri}:{line}" if line else uri
    return ""
