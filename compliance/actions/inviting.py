"""Invite an auditor by mail, take that back, and let in whoever accepts."""

import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from compliance import journal
from compliance.actions.choosing import digest_of
from compliance.actions.enrolling import enrol
from compliance.actions.granting import LONGEST_WINDOW, let_in
from compliance.actions.superseding import ONE_DAY, lock
from compliance.actions.vetting import vet
from compliance.audits.invitations import token_of
from compliance.models import AuditorGrant, Engagement, Invitation, InvitationState, Membership, System, User
from frameworks.errors import Refused

EXPIRES_AFTER: Final = datetime.timedelta(days=14)


@transaction.atomic
def invite(
    *, engagement: Engagement, mail: str, until: datetime.date, actor: User, now: datetime.datetime
) -> Invitation:
    """Ask somebody in by mail, to look until a day; an invitation to the same address that waits is withdrawn.

    Where no mail goes out, in a demonstration or without a mail server, the officer passes the link on.
    """
    lock(engagement)
    system, today = engagement.system, engagement.system.day_of(now)
    if Engagement.objects.filter(pk=engagement.pk).exclude(ended_at=None).exists():
        raise Refused("This audit has ended: nobody is invited to it any more.")
    if until < today:
        raise Refused(f"The last day {until} has passed: choose today or a later day.")
    last = today + LONGEST_WINDOW - ONE_DAY
    if until > last:
        raise Refused(f"An access window has at most {LONGEST_WINDOW.days} days: end it by {last}.")
    address = mail.strip().lower()
    _refuse_the_team(system, User.objects.filter(email=address).first(), today)
    waiting = Invitation.objects.filter(engagement=engagement, mail=address, accepted_at=None, withdrawn_at=None)
    waiting.update(withdrawn_at=now)
    invitation = Invitation(
        system=system,
        engagement=engagement,
        mail=address,
        until=until,
        invited_by=actor,
        invited_at=now,
        expires_at=now + EXPIRES_AFTER,
        due_at=now if settings.SENDS_MAIL and not system.is_demonstration else None,
    )
    invitation.digest = digest_of(token_of(invitation))
    vet(invitation)
    invitation.save(force_insert=True)
    _record("auditor.invited", invitation, actor, now, until=until.isoformat())
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: User, now: datetime.datetime) -> None:
    """Its link opens nothing any more."""
    row = _locked(invitation)
    if row.state_at(now) != InvitationState.OPEN:
        raise Refused(f"There is nothing to withdraw: it is {row.state_at(now).label.lower()}.")
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    _record("invitation.withdrawn", row, actor, now)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, auditor: User, now: datetime.datetime) -> AuditorGrant:
    """`auditor`, whose address was invited, is let in from today on. The link is used up."""
    row = _locked(invitation)
    today = row.system.day_of(now)
    if not Invitation.objects.open_at(now).filter(pk=row.pk).exists() or row.until < today:
        raise Refused("This invitation cannot be used any more: ask whoever sent it for a new one.")
    if auditor.email != row.mail:
        raise Refused("This invitation is for another mail address: log in with that one.")
    _refuse_the_team(row.system, auditor, today)
    row.accepted_at, row.accepted_by = now, auditor
    row.save(update_fields=["accepted_at", "accepted_by"])
    _record("invitation.accepted", row, auditor, now)
    return let_in(engagement=row.engagement, auditor=auditor, since=today, until=row.until, actor=auditor, now=now)


@transaction.atomic
def join(*, invitation: Invitation, name: str, password: str, now: datetime.datetime) -> AuditorGrant:
    """The same for somebody new here, who then logs in by the address that was invited and this password."""
    invitation = _locked(invitation)  # of two who accept at once the second is told
    if User.objects.filter(email=invitation.mail).exists():
        raise Refused("There is an account under this mail address by now: log in with it, and accept.")
    person = User(email=invitation.mail, name=name)
    person.set_password(password)
    vet(person)
    enrol(person=person, actor=person, now=now)
    return accept_invitation(invitation=invitation, auditor=person, now=now)


def _refuse_the_team(system: System, person: User | None, on: datetime.date) -> None:
    """Who does the work does not audit it."""
    if person is not None and Membership.objects.on(on).filter(system=system, user=person).exists():
        raise Refused(f"{person} holds a role in {system} today: an auditor is nobody of its team.")


def _locked(invitation: Invitation) -> Invitation:
    lock(invitation)
    return Invitation.objects.select_related("system", "engagement__system").get(pk=invitation.pk)


def _record(verb: str, row: Invitation, actor: User, now: datetime.datetime, **after: str) -> None:
    journal.record(
        verb=verb,
        subject=row,
        system=row.system,
        actor=actor,
        now=now,
        after={"engagement": str(row.engagement_id), **after},
    )
