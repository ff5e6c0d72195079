"""Read a document of findings as a whole: which format, what each finding says once the gaps are filled, what cannot be
taken and why. Nothing is recorded here."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from evidence.importing.findings import (
    ACCOUNT,
    LONGEST_CHECK,
    LONGEST_RESOURCE,
    REGION,
    Finding,
    Format,
    Unread,
    WhyUnread,
)
from evidence.importing.shipped import formats
from frameworks.errors import Refused

CLOCKS_DIFFER: Final = datetime.timedelta(minutes=10)
SEVERAL: Final = "several"


@dataclass(frozen=True)
class Said:
    """What whoever hands a file in says of it: whose findings they are, and of when, where the file does not."""

    account: str = ""
    region: str = ""
    as_of: datetime.datetime | None = None


@dataclass(frozen=True)
class Reading:
    format: Format
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]

    @property
    def tool(self) -> str:
        """Whose findings most of them are; `several` where no tool has nine in ten."""
        if not self.findings:
            return "unknown"
        (tool, count), *_ = Counter(each.tool for each in self.findings).most_common(1)
        return tool if count * 10 >= len(self.findings) * 9 else SEVERAL

    @property
    def version(self) -> str:
        versions = {each.version for each in self.findings if each.tool == self.tool and each.version}
        return versions.pop()[:40] if len(versions) == 1 else ""


def recognise(document: Any, wanted: str = "") -> Format:
    """The one format that knows the document; `wanted` by its key. Refused where none does."""
    if wanted and wanted not in formats():
        raise Refused(f"There is no format “{wanted}”. There are: {', '.join(formats())}.")
    for each in [formats()[wanted]] if wanted else formats().values():
        if each.recognises(document):
            return each
    if wanted:
        raise Refused(f"The file is no {formats()[wanted].title} that can be read: choose another format, or none.")
    titles = ", ".join(each.title for each in formats().values())
    raise Refused(f"The file holds no findings in a format that is known here ({titles}): export it as one of them.")


def read(document: Any, chosen: Format, said: Said, now: datetime.datetime) -> Reading:
    """Every finding with its account and time, or why it cannot be taken."""
    findings: list[Finding] = []
    unread: list[Unread] = []
    for told in chosen.read(document):
        judged = _filled(told, chosen, said, now) if isinstance(told, Finding) else told
        if isinstance(judged, Finding):
            findings.append(judged)
        else:
            unread.append(judged)
    return Reading(chosen, tuple(findings), tuple(unread))


def _filled(told: Finding, chosen: Format, said: Said, now: datetime.datetime) -> Finding | Unread:
    observed_at = told.observed_at
    if said.as_of and (observed_at is None or (chosen.tells == "state" and observed_at < said.as_of)):
        observed_at = said.as_of
    account, region = told.account, told.region
    if chosen.accounts == "said" and not account:
        account, region = said.account, region or said.region
    if why := _why_not(told, chosen, account, region, observed_at, now):
        return Unread(told.number, why)
    resource = told.resource or (f"AWS::::Account:{account}" if account else "")
    return replace(told, account=account, region=region, resource=resource, observed_at=observed_at)


def _why_not(
    told: Finding,
    chosen: Format,
    account: str,
    region: str,
    observed_at: datetime.datetime | None,
    now: datetime.datetime,
) -> WhyUnread | None:
    if chosen.accounts != "none" and not ACCOUNT.fullmatch(account):
        return WhyUnread.NO_ACCOUNT
    if observed_at is None:
        return WhyUnread.NO_TIME
    if observed_at > now + CLOCKS_DIFFER:
        return WhyUnread.IN_THE_FUTURE
    if len(told.key) > LONGEST_CHECK or len(told.resource) > LONGEST_RESOURCE:
        return WhyUnread.TOO_LONG
    return None if REGION.fullmatch(region) else WhyUnread.SHAPE


def refuse_what_says_nothing(reading: Reading) -> None:
    """Refused, with what to do, where not one finding could be taken."""
    if reading.findings:
        return
    if not reading.unread:
        raise Refused("The file holds no finding: export it again after the tool has looked at something.")
    why = Counter(each.why for each in reading.unread).most_common(1)[0][0]
    raise Refused(f"None of its {len(reading.unread)} findings can be taken. {WHAT_TO_DO[why]}")


WHAT_TO_DO: Final = {
    WhyUnread.SHAPE: "They are not of the shape that the format promises: export the file again, unchanged.",
    WhyUnread.NO_CHECK: "They do not say which check found them: export them with the ids of the checks.",
    WhyUnread.NO_ACCOUNT: "They name no AWS account: say whose account and which region they are of.",
    WhyUnread.NO_TIME: "They do not say when they were found: say of which day they are.",
    WhyUnread.IN_THE_FUTURE: "They were found at an instant that has not come yet: correct the clock, and scan again.",
    WhyUnread.TOO_LONG: "The ids of their checks or resources are too long to be kept.",
}


def days_of(findings: Iterable[Finding]) -> tuple[datetime.datetime, datetime.datetime]:
    """The first and the last instant at which one of them was found."""
    instants = [each.observed_at for each in findings if each.observed_at]
    return min(instants), max(instants)
