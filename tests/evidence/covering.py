"""Audits of a year's evidence at Harbour, by the real verbs: for tests of what was expected and what came in."""

import datetime
import io
from collections.abc import Sequence
from uuid import UUID

from compliance.actions.assessing import Answer, record_assessments
from compliance.actions.granting import open_engagement
from compliance.actions.scoping import answer_to
from compliance.actions.settling import settle_duties
from compliance.models import Duty, Engagement
from evidence.actions.reviewing import accept, give_back
from evidence.actions.uploading import upload
from evidence.coverage.occurrences import Coverage, DutyCoverage, coverage_of
from evidence.models import ItemUse
from frameworks.ids import new_id
from frameworks.inheritance import Span
from frameworks.models import Edition
from tests.evidence.exhibits import POLICY, has_a_signing_key
from tests.factories import Harbour

DAY = datetime.timedelta(days=1)
FORMS = {"pci-dss": "roc", "soc2": "type-2"}


def takes_cards(harbour: Harbour, role: str = "merchant") -> None:
    """It answers to PCI DSS as well."""
    edition, now = Edition.objects.by_key("pci-dss"), harbour.now
    since, olive = harbour.on - 400 * DAY, harbour.cast.olive
    answer_to(system=harbour.system, edition=edition, role=role, assessment="roc", since=since, actor=olive, now=now)
    settle_duties(system=harbour.system, catalogue=harbour.catalogue, on=harbour.on, actor=olive, now=now)


def an_audit(
    harbour: Harbour, *editions: str, days: int = 365, ends: datetime.date | None = None, title: str = "A year"
) -> Engagement:
    """It looks back over so many days up to today, or to the day on which it `ends`."""
    last = ends or harbour.on
    return open_engagement(
        system=harbour.system,
        examined={Edition.objects.by_key(key): FORMS.get(key, "") for key in editions or ("hipaa",)},
        title=title,
        period_start=last - (days - 1) * DAY,
        period_end=last,
        actor=harbour.cast.olive,
        now=harbour.now,
    )


def kept_since(harbour: Harbour, days: int = 800) -> None:
    """As if Demarc had been in use for so long."""
    Duty.objects.filter(system=harbour.system).update(opened_on=harbour.on - days * DAY)


def covered(harbour: Harbour, audit: Engagement, control: str, later: int = 0) -> DutyCoverage:
    """The coverage of one control's duty, read so many days later."""
    return of_control(coverage(harbour, audit, later), control)


def coverage(harbour: Harbour, audit: Engagement, later: int = 0) -> Coverage:
    return coverage_of(Engagement.objects.get(pk=audit.pk), harbour.catalogue, harbour.now + later * DAY)


def of_control(coverage: Coverage, control: str) -> DutyCoverage:
    (found,) = (
        each
        for each in coverage.duties
        if each.expected.duty.control.key == control and not each.expected.duty.service_id
    )
    return found


def states(covered: DutyCoverage) -> list[str]:
    return [each.state.value for each in covered.occurrences]


def hand_over(harbour: Harbour, control: str, span: Span, later: int = 0) -> ItemUse:
    """Olive hands in what speaks for these days, or for those of them that have been."""
    has_a_signing_key()
    now = harbour.now + later * DAY
    return upload(
        duty=harbour.duty(control),
        content=io.BytesIO(POLICY),
        title=f"Evidence for {span.first}",
        media_type="application/pdf",
        observed_from=span.first,
        observed_until=min(span.last, harbour.system.day_of(now)),
        actor=harbour.cast.olive,
        now=now,
    )


def accepted(harbour: Harbour, use: ItemUse, later: int = 0) -> ItemUse:
    return accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now + later * DAY)


def returned(harbour: Harbour, use: ItemUse) -> ItemUse:
    return give_back(use=use, actor=harbour.cast.rita, comment="The last page is missing.", now=harbour.now)


def observed(
    harbour: Harbour, control: str, outcomes: Sequence[tuple[datetime.date, str]], source: str = "checks.any@1/eu"
) -> None:
    """What one check saw on these days, at noon."""
    for day, outcome in outcomes:
        at = datetime.datetime.combine(day, datetime.time(17), datetime.UTC)
        answer = Answer(
            control=control,
            service="",
            source=source,
            outcome=outcome,
            observed_from=at,
            observed_until=at,
            fresh_until=at + DAY,
            ref=new_id(),
        )
        record_assessments(system=harbour.system, answers=[answer], now=at)


def rows_of_a_period(harbour: Harbour) -> dict[str, UUID]:
    """A row for each address about what an audit's period expects."""
    routes = ("audit-coverage", "import-requests", "confirm-requests", "request-template")
    return dict.fromkeys(routes, harbour.engagement.pk)
