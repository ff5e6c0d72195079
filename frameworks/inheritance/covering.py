"""Is a period covered? Another question than whether AWS may be leaned on on a day, with rules of its own.

It asks about time only: which of the period's days the documents that we hold speak for, and which a letter bridges.
What a document says of services, accounts and requirements is asked of a day (`inherit`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from frameworks.compiled import Catalogue
from frameworks.inheritance.answer import Reason, ReasonCode
from frameworks.inheritance.documents import is_type_1_only
from frameworks.inheritance.facts import AccountFact, AttestationFact, SystemFacts, UseFact
from frameworks.schema import Currency, Edition, Programme, ProgrammeKind, Rule, RuleRole

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

    `asked` are the days that it is asked about: the whole period, or of an account those on which it was the system's
    and held data that the rule asks about. `examined` are those of them that a document speaks for, `bridged` those at
    the end that rest on a letter alone, which is management's word; `gaps` are the rest. `partition` is that of AWS's
    which it is said of; empty while the system has no account. `covered` exactly when there is no reason against it.
    """

    programme: str
    kind: ProgrammeKind
    role: RuleRole
    account_id: str
    partition: str
    period: Span
    asked: tuple[Span, ...]
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

    @property
    def asked_days(self) -> int:
        return sum(span.days for span in self.asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whom a programme's documents have to speak for, and on which days."""

    account_id: str
    partition: str
    days: tuple[Span, ...]

    def within(self, span: Span) -> Iterator[Span]:
        return (found for each in self.days if (found := span.within(each)))


def cover(
    catalogue: Catalogue, edition_key: str, facts: SystemFacts, period: Span, reviewed_on: date | None = None
) -> tuple[ProgrammeCoverage, ...]:
    """For each programme that the edition leans on, whether its accepted documents cover the period.

    Programmes that bind accounts answer once for each account that held data which the rule asks about, the others once
    for each of AWS's partitions: a report on one says nothing of another. `reviewed_on` is the day on which an assessor
    looks at a document that counts from a date (PCI SSC FAQ 1601); without it the period's last day. The form in which
    the system is assessed changes nothing here: one that judges a single day asks `inherit` about it.
    """
    edition = catalogue.edition(edition_key)
    return tuple(
        _coverage(programme, rule, edition.key, held, asked, period, reviewed_on)
        for rule in catalogue.rules_for(edition.framework)
        for programme in [catalogue.programmes[rule.programme]]
        for held in [[each for each in facts.attestations if each.programme == rule.programme]]
        for asked in _asked(programme, rule, edition, facts, period)
    )


def _asked(programme: Programme, rule: Rule, edition: Edition, facts: SystemFacts, period: Span) -> Iterator[_Asked]:
    """Where no use is tested by the rule, all accounts are asked about: support is never assumed."""
    terms = [(term, days) for term in facts.accounts if (days := _span_of(term).within(period))]
    tested = [
        (term, days)
        for term, belongs in terms
        for use in facts.uses
        if use.account_id == term.account_id and use.touch(edition.data_class) in rule.tests
        if (days := _span_of(use).within(belongs))
    ]
    found = tested or terms
    if not programme.per_account:
        for partition in sorted({term.partition for term, _ in found}) or [""]:
            yield _Asked("", partition, (period,))
        return
    for account_id, partition in sorted({(term.account_id, term.partition) for term, _ in found}):
        yield _Asked(account_id, partition, _united(days for term, days in found if term.account_id == account_id))


def _span_of(fact: AccountFact | UseFact) -> Span:
    return Span(fact.valid_from or date.min, fact.valid_until or date.max)


def _coverage(
    programme: Programme,
    rule: Rule,
    edition: str,
    held: Iterable[AttestationFact],
    asked: _Asked,
    period: Span,
    reviewed_on: date | None,
) -> ProgrammeCoverage:
    counting = sorted(
        (each for each in held if _counts(rule, edition, each, asked)),
        key=lambda each: (each.period_end or each.valid_from or date.min, each.id),
    )
    spans = [(each, span) for each in counting if (span := _span(programme, rule, each))]
    examined = _united(found for _, span in spans for found in asked.within(span))
    bridged = _bridge(rule, spans, examined, period)
    spoken_for = _united((*examined, bridged) if bridged else examined)
    gaps = tuple(gap for days in asked.days for gap in _gaps([each for each in spoken_for if each.within(days)], days))
    if programme.currency is Currency.FROM_DATE and any(
        span.first <= (reviewed_on or period.last) <= span.last for _, span in spans
    ):
        gaps = ()
    reasons = tuple(_reasons(programme, rule, examined, bridged, gaps, spans, asked.account_id, period))
    relied_on = tuple(each.id for each, span in spans if span.within(period))
    return ProgrammeCoverage(
        programme=programme.key,
        kind=programme.kind,
        role=rule.role,
        account_id=asked.account_id,
        partition=asked.partition,
        period=period,
        asked=asked.days,
        examined=examined,
        bridged=bridged,
        gaps=gaps,
        covered=not reasons,
        reasons=reasons,
        attestations=relied_on,
        source=rule.source,
    )


def _counts(rule: Rule, edition: str, document: AttestationFact, asked: _Asked) -> bool:
    return (
        document.accepted_on is not None
        and (not asked.account_id or document.accounts is None or asked.account_id in document.accounts)
        and (not asked.partition or document.partition == asked.partition)
        and not is_type_1_only(rule, document)
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
        if united and (span.first - united[-1].last).days <= 1:
            united[-1] = Span(united[-1].first, max(united[-1].last, span.last))
        else:
            united.append(span)
    return tuple(united)


def _gaps(spans: Iterable[Span], period: Span) -> tuple[Span, ...]:
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
    for document, span in spans:
        if document.is_opposed and span.within(period):
            yield Reason(code=ReasonCode.EXCEPTION_OPEN, account_id=account_id, attestation_id=document.id)
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
