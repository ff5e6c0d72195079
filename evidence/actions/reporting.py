"""Make a report that somebody asks for: freeze what it is of, set it once outside any transaction, keep the bytes."""

import datetime
import logging

from django.db import transaction
from django.utils import timezone

from compliance import journal
from compliance.models import FrameworkScope, System, User
from evidence import blobs
from evidence.asked import Asked
from evidence.jobs import engine
from evidence.jobs.engine import Claim
from evidence.jobs.working import Kind, TryLater
from evidence.models import Job, JobState, Report
from evidence.reporting.discovery import reports, reports_of_systems
from evidence.reporting.making import make
from evidence.reporting.signing import NotSigned
from evidence.wording import NOT_SIGNED
from frameworks.errors import Refused
from frameworks.models import CatalogueRelease, Edition

REPORT = "report"
log = logging.getLogger(__name__)


@transaction.atomic
def request_report(
    *, system: System, kind: str, edition: Edition, on: datetime.date, actor: User, now: datetime.datetime
) -> Report:
    """Ask for a report of the system under the edition on `on`, a day that has come. A job makes it."""
    offered = reports_of_systems()
    if kind not in offered:
        raise Refused(f"There is no report “{kind}” of a system. There are: {', '.join(offered)}.")
    today = system.day_of(now)
    if on > today:
        raise Refused(f"{on} has not come yet in {system.time_zone}: choose {today} or an earlier day.")
    if not FrameworkScope.objects.on(on, now).filter(system=system, edition=edition).exists():
        raise Refused(f"{system} does not answer to {edition.title} on {on}: choose another day or another edition.")
    release = CatalogueRelease.objects.latest("loaded_at")
    report = Report.objects.create(
        system=system, kind=kind, edition=edition, on=on, as_of=now, catalogue=release, requested_by=actor
    )
    works = {str(report.pk): {"report": str(report.pk)}}
    (report.job,) = engine.publish(kind=REPORT, works=works, system=system, now=now)
    report.save(update_fields=["job"])
    journal.record(
        verb="report.requested",
        subject=report,
        system=system,
        actor=actor,
        now=now,
        after={"kind": kind, "edition": edition.key, "on": on.isoformat(), "catalogue": release.digest},
    )
    return report


def work_report(held: Claim) -> None:
    """Make the report that the job names."""
    rows = Report.objects.select_related("system", "edition", "catalogue", "requested_by")
    report = rows.get(pk=held.job.args["report"])
    try:
        blob = blobs.put(make(reports()[report.kind], Asked(report)))
    except NotSigned as failure:
        log.warning("Report %s is not signed: %s", report.pk, failure)
        raise TryLater(NOT_SIGNED) from failure
    now = timezone.now()
    with transaction.atomic():
        engine.finish(held, JobState.DONE, now)
        report.digest, report.size, report.made_at = blob.digest, blob.size, now
        report.save(update_fields=["digest", "size", "made_at"])
        journal.record(
            verb="report.made",
            subject=report,
            system=report.system,
            actor=None,
            now=now,
            after={"sha256": blob.digest, "size": blob.size},
        )


def give_up_report(job: Job, reason: str, now: datetime.datetime) -> None:
    """The job's state says that the report was not made, and why."""
    report = Report.objects.select_related("system").get(pk=job.args["report"])
    after = {"reason": reason}
    journal.record(verb="report.failed", subject=report, system=report.system, actor=None, now=now, after=after)


REPORT_KIND = Kind(work=work_report, give_up=give_up_report)
