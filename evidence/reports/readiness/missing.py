"""What is not as it should be, could not be looked at, or is missing: each with its reason and what to do."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.inheritance.support import Support
from compliance.models import Outcome
from compliance.posture import Standing
from compliance.wording import REMEDIES, reason_sentence
from evidence.collecting.contract import Check
from evidence.collecting.shipped import checks
from evidence.importing.findings import is_of_a_tool
from evidence.importing.wording import WHY_SO
from evidence.models import Observation
from evidence.packs.packed import ERASED, Packed
from evidence.reports.readiness.duties import DutyRow
from evidence.wording import ERROR_REASONS, ERROR_REMEDIES
from frameworks.schema import RuleRole

MOST_RESOURCES = 12
"""Resources named in the report; the pack's observations.json holds them all."""

DUTY_REMEDIES = {
    Standing.NOT_STARTED: _("Name an owner and a reviewer, then hand in what shows it."),
    Standing.IN_PROGRESS: _("Hand in what shows it, and have it reviewed."),
    Standing.STALE: _("Collect again, or hand in what shows it today."),
}


@dataclass(frozen=True)
class Finding:
    """A check that found resources not as they should be."""

    check: str
    severity: str
    count: int
    resources: tuple[str, ...]
    more: int
    remedy: str
    duties: str


@dataclass(frozen=True)
class Blind:
    """What could not be looked at in one account and region for one reason."""

    account: str
    region: str
    checks: tuple[str, ...]
    reason: str
    code: str
    remedy: str
    duties: str


@dataclass(frozen=True)
class Unsupported:
    """A reason that stands against AWS's part, and the requirements that it touches."""

    programme: str
    effect: str
    reason: str
    remedy: str
    refs: str


@dataclass(frozen=True)
class Lacking:
    """The duties of one standing, and what to do about each."""

    standing: str
    remedy: str
    duties: tuple[DutyRow, ...]


@dataclass(frozen=True)
class Limit:
    check: str
    cannot_see: str


@dataclass(frozen=True)
class Missing:
    findings: tuple[Finding, ...]
    blind: tuple[Blind, ...]
    unsupported: tuple[Unsupported, ...]
    lacking: tuple[Lacking, ...]
    limits: tuple[Limit, ...]
    withheld: int
    erased: int


def missing_of(packed: Packed, duties: Iterable[DutyRow]) -> Missing:
    rows = list(duties)
    current = list(_current(packed))
    known = checks()
    numbers: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for key in sorted(row.check_keys):
            numbers[key].append(row.number)
    seen = sorted({each.check_key for each in current if each.check_key in known})
    erased = sum(packed.why_withheld(item) == ERASED for item in packed.withheld)
    return Missing(
        findings=tuple(_findings(current, known, numbers)),
        blind=tuple(_blind(current, known, numbers, packed)),
        unsupported=tuple(_unsupported(packed)),
        lacking=tuple(_lacking(rows)),
        limits=tuple(Limit(known[key].title, known[key].cannot_see) for key in seen),
        withheld=len(packed.withheld) - erased,
        erased=erased,
    )


def _lacking(rows: Sequence[DutyRow]) -> Iterator[Lacking]:
    for standing, remedy in DUTY_REMEDIES.items():
        if duties := tuple(row for row in rows if row.code is standing):
            yield Lacking(str(standing.label), str(remedy), duties)


def _current(packed: Packed) -> Iterator[Observation]:
    """The observations behind the answers known at the pack's instant; what a later look replaced is left out."""
    latest: dict[tuple[str, str], UUID] = {}
    for row in packed.posture.duties:
        for answer in row.assessments:
            key, _, place = answer.source.partition("@")
            if place:
                latest[key, place] = answer.ref
    refs = set(latest.values())
    in_items, in_runs = Q(item__in=refs), Q(item=None, run__in=refs)
    observed = Observation.objects.known(packed.as_of).filter(in_items | in_runs, system=packed.pack.system_id)
    observed = observed.exclude(item__in=list(packed.reasons))  # what is left out of the pack is told in no part of it
    for each in observed.order_by("check_key", "account", "region", "resource", "pk"):
        if latest.get((each.check_key, f"{each.account}/{each.region}")) == (each.item_id or each.run_id):
            yield each


def _findings(
    current: Iterable[Observation], known: Mapping[str, Check], numbers: Mapping[str, list[str]]
) -> Iterator[Finding]:
    """The most severe first."""
    resources: dict[str, list[str]] = defaultdict(list)
    for each in current:
        if each.outcome == Outcome.FAIL:
            resources[each.check_key].append(each.resource)
    order = ["critical", "high", "medium", "low"]
    found = sorted(resources, key=lambda key: (order.index(known[key].severity) if key in known else len(order), key))
    for key in found:
        named = resources[key]
        yield Finding(
            check=known[key].title if key in known else key,
            severity=str(known[key].severity) if key in known else "",
            count=len(named),
            resources=tuple(named[:MOST_RESOURCES]),
            more=max(0, len(named) - MOST_RESOURCES),
            remedy=known[key].remedy if key in known else "",
            duties=", ".join(numbers[key]),
        )


def _blind(
    current: Iterable[Observation], known: Mapping[str, Check], numbers: Mapping[str, list[str]], packed: Packed
) -> Iterator[Blind]:
    groups: dict[tuple[str, str, str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in current:
        if each.outcome == Outcome.ERROR:
            collector = each.check_key if is_of_a_tool(each.check_key) else each.check_key.partition(".")[0]
            code = " · ".join(filter(None, (each.detail.get("call"), each.detail.get("code"))))
            groups[each.account, each.region, collector, each.reason, code][each.check_key] += 1
    names = {row.account_id: row.name for row in packed.pack.system.accounts.all()}
    for (account, region, _collector, reason, code), counts in sorted(groups.items()):
        yield Blind(
            account=f"{names[account]} ({account})" if account in names else account,
            region=region,
            checks=tuple(f"{known[key].title if key in known else key} ({count})" for key, count in counts.items()),
            reason=str(ERROR_REASONS.get(reason) or WHY_SO.get(reason) or reason),
            code=code,
            remedy=str(ERROR_REMEDIES.get(reason, "")),
            duties=", ".join(sorted({number for key in counts for number in numbers[key]})),
        )


def _unsupported(packed: Packed) -> Iterator[Unsupported]:
    """Each reason once. What fails to corroborate counts only where nothing else corroborates."""
    refs: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for row in packed.posture.editions.get(packed.pack.edition.key, ()):
        aws = row.inheritance.aws
        if aws is None or row.support is Support.SUPPORTED:
            continue
        for programme in (*aws.commitment, *aws.assurance):
            necessary = programme.role is RuleRole.NECESSARY
            if necessary or row.support is Support.COMMITTED:
                effect = gettext("AWS’s part is unsupported") if necessary else gettext("not corroborated")
                for reason in programme.reasons:
                    name = packed.catalogue.programmes[programme.programme].name
                    sentence = reason_sentence(reason, packed.catalogue)
                    refs[name, effect, sentence, str(REMEDIES[reason.code])].append(row.requirement.ref)
    for (name, effect, sentence, remedy), named in refs.items():
        yield Unsupported(name, effect, sentence, remedy, ", ".join(dict.fromkeys(named)))
