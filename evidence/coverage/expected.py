"""What an audit expects: for each duty behind what it examines, the occurrences of its cadence in the audit's period.

The cadence is the stricter of the control's own and of what the examined requirements set for it (their links'
`frequency`), among those of a week or more: what happens daily is collected, and nobody is asked for it day by day. A
requirement that does not bind the system, or that was decided not to apply, sets nothing and is behind nothing. A
decision does not reach back: where it leaves a control without any requirement, what was over before is expected still.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from compliance.models import Decision, Duty, Engagement, FrameworkScope
from compliance.posture import Asked
from frameworks.cadences import occurrences, requested
from frameworks.compiled import Catalogue
from frameworks.inheritance import ScopeFact, Span
from frameworks.inheritance.binding import unbound
from frameworks.schema import DecisionKind

ONE_DAY: Final = datetime.timedelta(days=1)

Frequencies = Mapping[Asked, str]
"""The examined requirements that a control serves, each with the frequency that it sets, or ""."""


@dataclass(frozen=True)
class Expected:
    """What a duty has to show in an audit's period.

    `asked` are the examined requirements that its control serves; `set_by` the one whose frequency is stricter than the
    control's cadence, None where the control's own counts. Parts of the period in which the duty was not open are among
    the `spans`: whoever reads a coverage has to see them. `until`: the last day on which anything asked it, where all
    that did was decided not to apply since.
    """

    duty: Duty
    cadence: str
    set_by: Asked | None
    asked: tuple[Asked, ...]
    spans: tuple[Span, ...]
    until: datetime.date | None = None

    def is_asked_in(self, span: Span) -> bool:
        """Whether the duty was open on a day of it, and it was over while something asked it."""
        if self.until is not None and span.last > self.until:
            return False
        return self.duty.opened_on <= span.last and (self.duty.ended_on is None or self.duty.ended_on > span.first)


def expected_of(engagement: Engagement, catalogue: Catalogue, on: datetime.date) -> tuple[Expected, ...]:
    """By control and service; duties for AWS's documents apart, which know no cadence. Four queries.

    What binds and what was decided is asked of the period's last day, or of `on` before it.
    """
    day = min(on, engagement.period_end)
    decided = _not_applicable(engagement, day)
    controls, before = _controls(engagement, catalogue, day, decided)
    controls |= {key: asked for key, asked in before.items() if key not in controls}
    duties = Duty.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=engagement.period_start),
        system=engagement.system_id,
        programme=None,
        opened_on__lte=max(on, engagement.period_end),
        control__key__in=controls,
    )
    return tuple(
        _expected(duty, controls[duty.control.key], catalogue.controls[duty.control.key].cadence, engagement, decided)
        for duty in duties.select_related("control", "service", "programme")
    )


def _expected(
    duty: Duty, asked: Frequencies, own: str, engagement: Engagement, decided: Mapping[Asked, datetime.date]
) -> Expected:
    cadence = requested([own, *filter(None, asked.values())])
    set_by = None if cadence == own else next(each for each, frequency in asked.items() if frequency == cadence)
    spans = occurrences(cadence, engagement.period_start, engagement.period_end) if cadence else ()
    until = max(decided[each] for each in asked) - ONE_DAY if decided.keys() >= set(asked) else None
    return Expected(duty, cadence, set_by, tuple(asked), spans, until)


def _controls(
    engagement: Engagement, catalogue: Catalogue, on: datetime.date, decided: Mapping[Asked, datetime.date]
) -> tuple[dict[str, dict[Asked, str]], dict[str, dict[Asked, str]]]:
    """By control, what it serves in this audit, and what it served until it was decided within the period."""
    keys = [edition.key for edition in engagement.editions.all()]
    scopes = _scopes(engagement, keys, on)
    found: dict[str, dict[Asked, str]] = {}
    before: dict[str, dict[Asked, str]] = {}
    for edition in (catalogue.edition(key) for key in keys if key in catalogue.editions):
        for requirement in edition.requirements:
            asked = edition.key, requirement.ref
            if unbound(requirement, scopes.get(edition.key), on) is not None:
                continue
            if asked in decided and decided[asked] <= engagement.period_start:
                continue
            for link in requirement.controls:
                (before if asked in decided else found).setdefault(link.control, {})[asked] = link.frequency
    return found, before


def _scopes(engagement: Engagement, keys: Iterable[str], on: datetime.date) -> dict[str, ScopeFact]:
    rows = FrameworkScope.objects.on(on).filter(system=engagement.system_id, edition__key__in=keys)
    return {
        row.edition.key: ScopeFact(edition=row.edition.key, role=row.role, left_out=frozenset(row.left_out))
        for row in rows.select_related("edition")
    }


def _not_applicable(engagement: Engagement, on: datetime.date) -> dict[Asked, datetime.date]:
    """What was decided not to apply, each with the first day since when without a break."""
    rows = Decision.objects.approved().filter(
        system=engagement.system_id, kind=DecisionKind.NOT_APPLICABLE, changes_status=True
    )
    found: dict[Asked, datetime.date] = {}
    for row in sorted(rows.select_related("requirement__edition"), key=lambda row: row.valid_from, reverse=True):
        if row.holds_on(found[row.asked] - ONE_DAY if row.asked in found else on):
            found[row.asked] = row.valid_from
    return found
