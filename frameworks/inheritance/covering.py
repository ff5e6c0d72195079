"""Is a period covered? Another question than whether AWS may be leaned on on a day, with rules of its own.

It asks about time only: which of the period's days the documents that we hold speak for, and which a letter bridges.
What a document says of services, accounts and requirements is asked of a day (`inherit`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from frameworks.compiled import Catalogue
from frameworks.inheritance.answer import Reason, ReasonCode
from frameworks.inheritance.facts import AttestationFact, SystemFacts
from frameworks.schema import Currency, Programme, ProgrammeKind, Rule, RuleRole

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days, both ends inclusive."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def within(self, other: "Span") -> "Span | None":
        """The days that both have, None when there is none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeCoverage:
    """What one programme's documents say for a period, for one account where the programme is bound to accounts.

    `examined` are the days that a document speaks for, `bridged` those at the end that rest on a letter alone, which is
    management's word; `gaps` are the rest. `covered` exactly when there is no reason against it.
    """

    programme: str
    kind: ProgrammeKind
    role: RuleRole
    account_id: str
    period: Span
    examined: tuple[Span, ...]
    bridged: Span | None
    gaps: tuple[Span, ...]
    covered: bool
    reasons: tuple[Reason, ...]
    attestations: tuple[str, ...]
    source: str

    @property
    def examined_days(self) -> int:
        return sum(span.days for span in self.examined)


def cover(
    catalogue: Catalogue, edition_key: str, facts: SystemFacts, period: Span, reviewed_on: date | None = None
) -> tuple[ProgrammeCoverage, ...]:
    """For each programme that the edition leans on, whether its accepted documents cover the period.

    Programmes that bind accounts answer once for each account of the system in that time. `reviewed_on` is the day on
    which an assessor looks at a document that counts from a date (PCI SSC FAQ 1601); without it the period's last day.
    """
    edition = catalogue.edition(edition_key)
    always = Span(date.min, date.max)
    accounts = sorted(
        each.account_id
        for each in facts.accounts
        if Span(each.valid_from or always.first, each.valid_until or always.last).within(period)
    )
    return tuple(
        _coverage(catalogue.programmes[rule.programme], rule, edition.key, held, account_id, period, reviewed_on)
        for rule in catalogue.rules_for(edition.framework)
        for held in [[each for each in facts.attestations if each.programme == rule.programme]]
        for account_id in (accounts if catalogue.programmes[rule.programme].per_account else [""])
    )


def _coverage(
    programme: Programme,
    rule: Rule,
    edition: str,
    held: Iterable[AttestationFact],
    account_id: str,
    period: Span,
    reviewed_on: date | None,
) -> ProgrammeCoverage:
    counting = sorted(
        (each for each in held if _counts(rule, edition, each, account_id)),
        key=lambda each: (each.period_end or each.valid_from or date.min, each.id),
    )
    spans = [(each, span) for each in counting if (span := _span(programme, rule, each))]
    examined = _united(found for _, span in spans if (found := span.within(period)))
    bridged = _bridge(rule, spans, examined, period)
    gaps = _gaps(_united((*examined, bridged) if bridged else examined), period)
    if programme.currency is Currency.FROM_DATE and any(
        span.first <= (reviewed_on or period.last) <= span.last for _, span in spans
    ):
        gaps = ()
    reasons = tuple(_reasons(programme, rule, examined, bridged, gaps, spans, account_id, period))
    relied_on = tuple(each.id for each, span in spans if span.within(period))
    return ProgrammeCoverage(
        programme=programme.key,
        kind=programme.kind,
        role=rule.role,
        account_id=account_id,
        period=period,
        examined=examined,
        bridged=bridged,
        gaps=gaps,
        covered=not reasons,
        reasons=reasons,
        attestations=relied_on,
        source=rule.source,
    )


def _counts(rule: Rule, edition: str, document: AttestationFact, account_id: str) -> bool:
    return (
        document.accepted_on is not None
        and (not account_id or document.accounts is None or account_id in document.accounts)
        and not (rule.variant and document.variant == "type-1")
        and not (rule.same_edition and document.edition != edition)
    )


def _span(programme: Programme, rule: Rule, document: AttestationFact) -> Span | None:
    """The days that a document speaks for; none when its dates do not say."""
    match programme.currency:
        case Currency.PERIOD:
            first, last = document.period_start, document.period_end
        case Currency.FROM_DATE:
            first = document.valid_from
            last = first + timedelta(days=rule.current_days) if first and rule.current_days is not None else date.max
        case Currency.DATES:
            first, last = document.valid_from, date.max
    if first is None or last is None:
        return None
    last = min(last, document.valid_until or date.max)
    return Span(first, last) if first <= last else None


def _bridge(
    rule: Rule, spans: Iterable[tuple[AttestationFact, Span]], examined: tuple[Span, ...], period: Span
) -> Span | None:
    """The tail that the newest report's letter reaches: never past its own day, never longer than the rule allows."""
    if rule.bridge_days is None or not examined or examined[-1].last >= period.last:
        return None
    end = examined[-1].last
    letters = [each.letter_until for each, span in spans if span.last == end and each.letter_until]
    if not letters:
        return None
    until = min(max(letters), end + timedelta(days=rule.bridge_days), period.last)
    return Span(end + ONE_DAY, until) if end < until else None


def _united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days in as few spans as may be, in order."""
    united: list[Span] = []
    for span in sorted(spans):
        if united and span.first <= united[-1].last + ONE_DAY:
            united[-1] = Span(united[-1].first, max(united[-1].last, span.last))
        else:
            united.append(span)
    return tuple(united)


def _gaps(spans: tuple[Span, ...], period: Span) -> tuple[Span, ...]:
    """The days of the period that no span has."""
    gaps, begin = [], period.first
    for span in spans:
        if begin < span.first:
            gaps.append(Span(begin, span.first - ONE_DAY))
        begin = span.last + ONE_DAY
    if begin <= period.last:
        gaps.append(Span(begin, period.last))
    return tuple(gaps)


def _reasons(
    programme: Programme,
    rule: Rule,
    examined: tuple[Span, ...],
    bridged: Span | None,
    gaps: tuple[Span, ...],
    spans: list[tuple[AttestationFact, Span]],
    account_id: str,
    period: Span,
) -> Iterator[Reason]:
    if not spans:
        yield Reason(code=ReasonCode(programme.missing), account_id=account_id)
        return
    for gap in gaps:
        yield Reason(code=_why(rule, examined, bridged, gap, period), account_id=account_id, day=gap.first)
    days = sum(span.days for span in examined)
    percent = round(days * 100 / period.days)  # whole, so that nine months of a year are three quarters of it
    short = rule.examined_percent is not None and percent < rule.examined_percent
    few = rule.examined_months is not None and days * 12 < rule.examined_months * period.days
    if not gaps and (short or few):
        yield Reason(code=ReasonCode.PERIOD_GAP, account_id=account_id, day=bridged.first if bridged else None)


def _why(rule: Rule, examined: tuple[Span, ...], bridged: Span | None, gap: Span, period: Span) -> ReasonCode:
    """A gap at the end of a report's period waits for the next report; any other is a gap."""
    is_tail = bool(examined) and gap.last == period.last and gap.first > examined[-1].last
    if not is_tail or rule.bridge_days is None:
        return ReasonCode.PERIOD_GAP
    used_up = bridged is not None and bridged.days >= rule.bridge_days
    return ReasonCode.BRIDGE_TOO_LONG if used_up else ReasonCode.AWAITING_REPORT
