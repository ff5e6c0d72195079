"""Let people in and out of a system: memberships for the team, engagement grants for auditors."""

import datetime

from django.db import transaction

from compliance import journal
from compliance.actions.superseding import ONE_DAY, supersede, withdraw
from compliance.actions.vetting import vet
from compliance.models import AuditorGrant, Engagement, Membership, Role, System, User
from frameworks.errors import Refused
from frameworks.models import Edition

LONGEST_WINDOW = datetime.timedelta(days=90)


@transaction.atomic
def grant(
    *,
    system: System,
    user: User,
    role: str,
    since: datetime.date,
    actor: User | None,
    now: datetime.datetime,
    until: datetime.date | None = None,
) -> Membership:
    """`user` holds `role` in `system` from `since` to `until`, both inclusive."""
    if role == Role.AUDITOR:
        raise Refused("Auditors are let in by an engagement, not by a role in the system.")
    if role not in Role.values:
        raise Refused(f"There is no role “{role}”: choose officer, owner or reviewer.")
    before, membership = supersede(
        Membership,
        within=user,
        now=now,
        match={"system": system, "user": user, "role": role},
        valid_from=since,
        valid_until=until,
    )
    if before != membership:
        journal.record(
            verb="role.granted",
            subject=user,
            system=system,
            actor=actor,
            now=now,
            after={"role": role, "from": since.isoformat(), "until": until.isoformat() if until else None},
        )
    return membership


@transaction.atomic
def revoke(*, membership: Membership, actor: User | None, now: datetime.datetime) -> None:
    """The role ends at once: today is no day of it any more, the days before stay what they were."""
    if not Membership.objects.known().select_for_update().filter(pk=membership.pk).exists():
        raise Refused("This role has ended already, or was changed since: look at the list again.")
    withdraw(membership, since=membership.system.day_of(now), now=now)
    journal.record(
        verb="role.revoked",
        subject=membership.user,
        system=membership.system,
        actor=actor,
        now=now,
        before={"role": membership.role},
    )


@transaction.atomic
def open_engagement(
    *,
    system: System,
    edition: Edition,
    title: str,
    period_start: datetime.date,
    period_end: datetime.date,
    actor: User | None,
    now: datetime.datetime,
) -> Engagement:
    """Begin one audit of one system over a period, both days inclusive."""
    if period_end < period_start:
        raise Refused(f"The period ends on {period_end}, before it starts on {period_start}.")
    engagement = Engagement(
        system=system,
        edition=edition,
        title=title,
        period_start=period_start,
        period_end=period_end,
        created_at=now,
    )
    vet(engagement)
    engagement.save(force_insert=True)
    journal.record(
        verb="engagement.opened",
        subject=engagement,
        system=system,
        actor=actor,
        now=now,
        after={"edition": edition.key, "from": period_start.isoformat(), "until": period_end.isoformat()},
    )
    return engagement


@transaction.atomic
def let_in(
    *,
    engagement: Engagement,
    auditor: User,
    since: datetime.date,
    until: datetime.date,
    actor: User | None,
    now: datetime.datetime,
) -> AuditorGrant:
    """`auditor` may read the engagement's evidence from `since` to `until`, at most 90 days."""
    last = since + LONGEST_WINDOW - ONE_DAY
    if until > last:
        raise Refused(f"An access window has at most {LONGEST_WINDOW.days} days: end it by {last}.")
    before, granted = supersede(
        AuditorGrant,
        within=engagement,
        now=now,
        match={"system": engagement.system, "engagement": engagement, "user": auditor},
        valid_from=since,
        valid_until=until,
    )
    if before != granted:
        journal.record(
            verb="auditor.let-in",
            subject=engagement,
            system=engagement.system,
            actor=actor,
            now=now,
            after={"auditor": str(auditor.pk), "from": since.isoformat(), "until": until.isoformat()},
        )
    return granted


@transaction.atomic
def shut_out(*, granted: AuditorGrant, actor: User | None, now: datetime.datetime) -> None:
    """The auditor's access ends at once: today is no day of it any more."""
    if not AuditorGrant.objects.known().select_for_update().filter(pk=granted.pk).exists():
        raise Refused("This access has ended already, or was changed since: look at the list again.")
    withdraw(granted, since=granted.system.day_of(now), now=now)
    journal.record(
        verb="auditor.shut-out",
        subject=granted.engagement,
        system=granted.system,
        actor=actor,
        now=now,
        before={"auditor": str(granted.user_id)},
    )
