"""Is a period covered? Which of its days AWS's documents speak for, which a letter bridges, and where the gaps are."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compliance.actions.reading import note_read
from compliance.attested.documents import Against, Held, against, held_by_id
from compliance.inheritance.history import facts_of
from compliance.models import Engagement, Partition
from compliance.web.days import asked_day
from compliance.web.door import Visit
from compliance.web.editions import answered_on, asked_edition
from frameworks.compiled import Catalogue, shipped
from frameworks.inheritance import ProgrammeCoverage, Span, cover
from frameworks.schema import Programme, Rule
from frameworks.web.pages import page

WIDTH: Final = 1000
YEAR: Final = datetime.timedelta(days=365)
ONE_DAY: Final = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days that read alike, as a place in a picture."""

    span: Span
    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class Row:
    """One programme, for one account where it is bound to accounts."""

    programme: Programme
    rule: Rule
    coverage: ProgrammeCoverage
    stretches: tuple[Stretch, ...]
    held: tuple[Held, ...]
    against: tuple[Against, ...]

    @property
    def percent(self) -> int:
        return round(self.coverage.examined_days * 100 / self.coverage.asked_days)

    @property
    def partition(self) -> str:
        """AWS's partition in words, where it is not the usual one."""
        return "" if self.coverage.partition in {"", Partition.AWS} else str(Partition(self.coverage.partition).label)


def coverage(request: Visit) -> HttpResponse:
    system, catalogue = request.system, shipped()
    note_read(viewer=request.viewer, system=system, subject=system, now=request.now, page="coverage")
    today = system.day_of(request.now)
    editions = answered_on(system, catalogue, today)
    edition = asked_edition(request, editions)
    if edition is None:
        return page(request, "compliance/coverage.html", {"editions": [], "on": today})
    audits = Engagement.objects.visible_to(request.viewer).filter(system=system, editions__key=edition.key)
    audit = audits.filter(ended_at=None).first()
    first = asked_day(request, "first") or (audit.period_start if audit else today - YEAR + ONE_DAY)
    last = asked_day(request, "last") or (audit.period_end if audit else today)
    reviewed = asked_day(request, "reviewed")
    context = {
        "edition": edition,
        "editions": editions,
        "audits": audits,
        "first": first,
        "last": last,
        "reviewed": reviewed,
        "on": today,
    }
    if last < first:
        context["refused"] = _("The period ends before it begins: swap or correct its days.")
        return page(request, "compliance/coverage.html", context, status=422)
    found = cover(catalogue, edition.key, facts_of(system), Span(first, last), reviewed)
    held = held_by_id(id_ for each in found for id_ in each.attestations)
    context["rows"] = [_row(each, held, edition.framework, catalogue) for each in found]
    return page(request, "compliance/coverage.html", context)


def _row(each: ProgrammeCoverage, held: dict[str, Held], framework: str, catalogue: Catalogue) -> Row:
    rules = catalogue.rules_for(framework)
    return Row(
        programme=catalogue.programmes[each.programme],
        rule=next(rule for rule in rules if rule.programme == each.programme),
        coverage=each,
        stretches=tuple(_stretches(each)),
        held=tuple(held[id_] for id_ in each.attestations if id_ in held),
        against=tuple(dict.fromkeys(against(each.reasons, catalogue))),
    )


def _stretches(each: ProgrammeCoverage) -> Iterable[Stretch]:
    kinds = [
        *((span, "examined") for span in each.examined),
        *([(each.bridged, "bridged")] if each.bridged else []),
        *((span, "gap") for span in each.gaps),
    ]
    for span, kind in sorted(kinds):
        x, end = _place(span.first, each.period), _place(span.last + ONE_DAY, each.period)
        yield Stretch(span, kind, x, end - x)


def _place(day: datetime.date, period: Span) -> int:
    return round((day - period.first).days * WIDTH / period.days)
