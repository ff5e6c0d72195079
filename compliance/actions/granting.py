"""Let people in and out of a system: memberships for the team, engagement grants for auditors."""

import datetime

from django.db import transaction

from compliance import journal
from compliance.actions.auditing import Examined, judge
from compliance.actions.superseding import ONE_DAY, supersede, withdraw
from compliance.actions.vetting import vet
from compliance.models import AuditedEdition, AuditorGrant, Engagement, Invitation, Membership, Role, System, User
from frameworks.errors import Refused

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
        match={"system": system, "user": user, "role": role, "through": None},
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
    if membership.through is not None:
        raise Refused(
            f"This role is held through the group “{membership.through}”: take the person out of the group, "
            "or end the group's role."
        )
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
    examined: Examined,
    title: str,
    period_start: datetime.date,
    period_end: datetime.date,
    actor: User | None,
    now: datetime.datetime,
) -> Engagement:
    """Begin one audit of one system over a period, both days inclusive. It examines what the system answers to."""
    judge(system, examined, period_start, period_end, now)
    engagement = Engagement(
        system=system,
        title=title,
        period_start=period_start,
        period_end=period_end,
        created_at=now,
    )
    vet(engagement)
    engagement.save(force_insert=True)
    for edition, assessment in examined.items():
        row = AuditedEdition(system=system, engagement=engagement, edition=edition, assessment=assessment)
        row.save(force_insert=True)
    journal.record(
        verb="engagement.opened",
        subject=engagement,
        system=system,
        actor=actor,
        now=now,
        after={
            "examined": {edition.key: assessment or None for edition, assessment in examined.items()},
            "from": period_start.isoformat(),
            "until": period_end.isoformat(),
        },
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
def extend(*, granted: AuditorGrant, until: datetime.date, actor: User | None, now: datetime.datetime) -> AuditorGrant:
    """The auditor may look until `until` instead: again at most 90 days, counted from today or the first day."""
    today = granted.system.day_of(now)
    if not AuditorGrant.objects.beyond(today).filter(pk=granted.pk, engagement__ended_at=None).exists():
        raise Refused("This access has ended already, or was changed since: look at the list again.")
    return let_in(
        engagement=granted.engagement,
        auditor=granted.user,
        since=max(today, granted.valid_from),
        until=until,
        actor=actor,
        now=now,
    )


@transaction.atomic
def shut_out(*, granted: AuditorGrant, actor: User | None, now: datetime.datetime) -> None:
    """The auditor's access ends at once: today is no day of it any more. An invitation that waits opens nothing."""
    if not AuditorGrant.objects.known().select_for_update().filter(pk=granted.pk).exists():
        raise Refused("This access has ended already, or was changed since: look at the list again.")
    withdraw(granted, since=granted.system.day_of(now), now=now)
    waiting = Invitation.objects.filter(engagement=granted.engagement_id, accepted_at=None, withdrawn_at=None)
    waiting.filter(mail=granted.user.email).update(withdrawn_at=now)
    journal.record(
        verb="auditor.shut-out",
        subject=granted.engagement,
        system=granted.system,
        actor=actor,
        now=now,
        before={"auditor": str(granted.user_id)},
    )
