"""Over a period the worst result counts: what failed within it stays an exception after it is mended.

Support-rules, section 3. It holds where an audit speaks of a period, not of a day. It changes nothing of where a
requirement stands: an auditor reads the two side by side. This floor knows findings and what evidence has said; what
was never handed in the floor above adds (`evidence/coverage/exceptions.py`).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from compliance.audits.findings import FindingState, posture_of_finding
from compliance.models import Assessment, Duty, Engagement, Finding, Outcome
from compliance.posture import Asked
from frameworks.compiled import Catalogue

ONE_DAY: Final = datetime.timedelta(days=1)

Days = tuple[datetime.date, datetime.date]


class ExceptionKind(TextChoices):
    FINDING = "finding", _("Found in the audit")
    FAILED = "failed", _("A check failed")
    LATE = "late", _("Handed in late")
    MISSED = "missed", _("Not handed in, or returned")


@dataclass(frozen=True)
class PeriodException:
    """Something that was not as it should be on days of the period, both inclusive. `subject` is a finding or a duty.

    `is_fixed`: it has been mended since, which takes nothing away.
    """

    kind: ExceptionKind
    first: datetime.date
    last: datetime.date
    is_fixed: bool
    what: str
    subject: UUID

    @property
    def when(self) -> tuple[datetime.date, datetime.date, bool]:
        """What several say alike where they are told briefly: their days, and whether they are fixed."""
        return self.first, self.last, self.is_fixed


Exceptions = Mapping[Asked, tuple[PeriodException, ...]]
"""By examined requirement, the earliest first; a requirement without any is left out."""


def exceptions_of(
    engagement: Engagement, catalogue: Catalogue, known_at: datetime.datetime | None = None
) -> Exceptions:
    """Findings and failed checks about days of the audit's period, as known now or then. Six queries."""
    if not is_over_time(engagement):
        return {}
    keys = {edition.key for edition in engagement.editions.all()}
    editions = [catalogue.editions[key] for key in keys & catalogue.editions.keys()]
    asked = {(edition.key, each.ref): each for edition in editions for each in edition.requirements}
    failed = _failed(engagement, known_at)
    found: dict[Asked, list[PeriodException]] = {}
    for each in _found(engagement, known_at):
        found.setdefault(each[0], []).append(each[1])
    for name, requirement in asked.items():
        for link in requirement.controls:
            if link.control in failed:
                found.setdefault(name, []).extend(failed[link.control])
    return in_order({name: each for name, each in found.items() if name in asked})


def is_over_time(engagement: Engagement) -> bool:
    """Whether the audit speaks of a period; one in a form that speaks of a day, such as SOC 2 Type 1, has one day."""
    return engagement.period_start < engagement.period_end


def in_order(found: Mapping[Asked, Iterable[PeriodException]]) -> Exceptions:
    return {name: tuple(sorted(each, key=lambda one: (one.first, one.last, one.kind))) for name, each in found.items()}


def _found(engagement: Engagement, known_at: datetime.datetime | None) -> Iterable[tuple[Asked, PeriodException]]:
    """What was taken back before management agreed is none."""
    rows = Finding.objects.filter(
        engagement=engagement, first_day__lte=engagement.period_end, last_day__gte=engagement.period_start
    )
    for posture in (posture_of_finding(row) for row in rows.with_steps(known_at)):
        row = posture.finding
        if posture.is_taken_back or row.first_day is None or row.last_day is None:
            continue
        yield (
            (row.requirement.edition.key, row.requirement.ref),
            PeriodException(
                kind=ExceptionKind.FINDING,
                first=max(row.first_day, engagement.period_start),
                last=min(row.last_day, engagement.period_end),
                is_fixed=posture.state in {FindingState.RETESTED, FindingState.CLOSED},
                what=str(row),
                subject=row.pk,
            ),
        )


def _failed(engagement: Engagement, known_at: datetime.datetime | None) -> dict[str, list[PeriodException]]:
    """By control, the stretches of days on which some check said of its duty that it fails."""
    system, period = engagement.system, (engagement.period_start, engagement.period_end)
    duties = {
        (duty.control_id, duty.service_id): duty
        for duty in Duty.objects.filter(system=system, programme=None).select_related("control", "service", "programme")
    }
    started, ended = system.instants_of(*period)
    fails = Assessment.objects.filter(system=system, programme=None, outcome=Outcome.FAIL)
    if known_at is not None:
        fails = fails.filter(recorded_at__lte=known_at)
    within = fails.filter(observed_from__lte=ended, observed_until__gte=started)
    stretches: dict[Duty, list[Days]] = {}
    for control, service, seen_from, seen_until in within.values_list(
        "control", "service", "observed_from", "observed_until"
    ):
        if duty := duties.get((control, service)) or duties.get((control, None)):
            days = (max(system.day_of(seen_from), period[0]), min(system.day_of(seen_until), period[1]))
            stretches.setdefault(duty, []).append(days)
    still = {
        duties.get(place) or duties.get((place[0], None))
        for place in fails.known(known_at).values_list("control", "service")
    }
    found: dict[str, list[PeriodException]] = {}
    for duty, seen in stretches.items():
        joined = _joined(seen)
        found.setdefault(duty.control.key, []).extend(
            PeriodException(
                kind=ExceptionKind.FAILED,
                first=first,
                last=last,
                is_fixed=duty not in still or (first, last) != joined[-1],
                what=str(duty),
                subject=duty.pk,
            )
            for first, last in joined
        )
    return found


def _joined(days: Iterable[Days]) -> list[Days]:
    """Stretches that touch or meet, as one."""
    found: list[Days] = []
    for first, last in sorted(days):
        if found and first <= found[-1][1] + ONE_DAY:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found
