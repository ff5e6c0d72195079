"""Put on record what an audit found wanting. What follows is in `following_up.py`."""

import datetime
import hashlib
from typing import Final

from django.db import transaction
from django.db.models import Max

from compliance import journal
from compliance.actions.auditing import refuse_ended
from compliance.actions.superseding import lock
from compliance.models import Engagement, Finding, Role, Severity, User
from compliance.permissions import viewer_of
from frameworks.errors import Refused
from frameworks.models import Requirement

LONGEST_TEXT: Final = 10_000
LONGEST_TITLE: Final = 160


@transaction.atomic
def raise_finding(
    *,
    engagement: Engagement,
    requirement: Requirement,
    severity: str,
    title: str,
    found: str,
    first_day: datetime.date | None,
    last_day: datetime.date | None,
    actor: User,
    now: datetime.datetime,
) -> Finding:
    """Put on record that a requirement was found wanting in an audit, by an auditor of it or an officer.

    `first_day`..`last_day`: the days it is about, both inclusive, and neither in the future; None for no days.
    """
    lock(engagement)
    on = engagement.system.day_of(now)
    refuse_ended(engagement)
    viewer = viewer_of(actor, now)
    is_auditors = engagement.pk in viewer.engagement_ids
    if not is_auditors and Role.OFFICER not in viewer.roles_in(engagement.system):
        raise Refused("An auditor of this audit or a compliance officer raises findings: ask one.")
    if not engagement.audited.filter(edition=requirement.edition_id).exists():
        raise Refused(f"This audit does not examine {requirement.ref}: name a requirement of what it examines.")
    if severity not in Severity.values:
        raise Refused(f"There is no severity “{severity}”: choose one of {', '.join(Severity.values)}.")
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE or not title.isprintable():
        raise Refused(f"Give the finding a title of one line, of at most {LONGEST_TITLE} characters.")
    _refuse_days(first_day, last_day, on)
    latest = engagement.findings.aggregate(latest=Max("number"))["latest"] or 0
    finding = Finding.objects.create(
        system=engagement.system,
        engagement=engagement,
        number=latest + 1,
        requirement=requirement,
        severity=severity,
        title=title,
        found=written(found, "Say what was found: who has to answer was not there."),
        first_day=first_day,
        last_day=last_day,
        is_auditors=is_auditors,
        raised_by=actor,
        raised_at=now,
    )
    journal.record(
        verb="finding.raised",
        subject=finding,
        system=engagement.system,
        actor=actor,
        now=now,
        after={
            "engagement": str(engagement.pk),
            "number": finding.number,
            "edition": requirement.edition.key,
            "requirement": "_".join(requirement.ref.split()),  # “Art. 32(1)” would pass for a sentence
            "severity": severity,
            "from": first_day.isoformat() if first_day else None,
            "until": last_day.isoformat() if last_day else None,
            "text_sha256": digest_of(title, finding.found),
        },
    )
    return finding


def _refuse_days(first: datetime.date | None, last: datetime.date | None, on: datetime.date) -> None:
    if (first is None) != (last is None):
        raise Refused("Name both the first and the last day that the finding is about, or neither.")
    if first is None or last is None:
        return
    if last < first:
        raise Refused(f"The last day {last} lies before the first day {first}: swap or correct them.")
    if last > on:
        raise Refused(f"The last day {last} has not come yet: a finding is about days that have been.")


def written(text: str, empty: str) -> str:
    """What goes on record; Refused with `empty` where nothing was written, and where it is too long."""
    if not text.strip():
        raise Refused(empty)
    if len(text) > LONGEST_TEXT:
        raise Refused(f"A text has at most {LONGEST_TEXT} characters: say it more briefly.")
    return text.strip()


def digest_of(*texts: str) -> str:
    """Of what was written, so that a later change of the row shows."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
