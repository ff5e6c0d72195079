"""Forget who a person was, once they have left. What they did stays, under their id."""

import datetime
from collections.abc import Sequence
from typing import Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from knox.models import AuthToken

from compliance import journal
from compliance.actions.choosing import switch_feed_off
from compliance.actions.granting import revoke, shut_out
from compliance.actions.grouping import leave
from compliance.models import Assignment, AuditorGrant, GroupMember, Invitation, Membership, User
from frameworks.errors import Refused

NOWHERE: Final = "anonymised.invalid"
"""A domain that leads nowhere (RFC 2606)."""


@transaction.atomic
def anonymise(*, person: User, actor: User, now: datetime.datetime) -> User:
    """Replace name and mail address by codes; end every role, group, access and token. It cannot be taken back.

    Refused while they own or review an open duty. Sealed evidence that names them is not touched: it is kept for as
    long as it has to be (`evidence/README.md`).
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person == actor:
        raise Refused("You cannot make yourself anonymous: ask another administrator.")
    if person.email.endswith(f"@{NOWHERE}"):
        raise Refused("This person is anonymous already.")
    _refuse_while_duties_are_theirs(person, now)
    _end_everything(person, actor, now)
    invited = list(Invitation.objects.filter(Q(mail=person.email) | Q(accepted_by=person)))
    person.name, person.email = f"Former member {str(person.pk)[-6:]}", f"{person.pk}@{NOWHERE}"
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    _forget_elsewhere(person, invited, now)
    journal.record(verb="person.anonymised", subject=person, actor=actor, now=now)
    return person


def _refuse_while_duties_are_theirs(person: User, now: datetime.datetime) -> None:
    theirs = Assignment.objects.known().filter(Q(owner=person) | Q(reviewer=person), duty__ended_on=None)
    waiting = {
        row.system.name
        for row in theirs.select_related("system")
        if row.valid_until is None or row.valid_until >= row.system.day_of(now)
    }
    if waiting:
        named = ", ".join(sorted(waiting))
        raise Refused(f"{person} still owns or reviews open duties of {named}: hand them over first.")


def _end_everything(person: User, actor: User, now: datetime.datetime) -> None:
    """By the verbs, each with its own entry in the journal."""
    for member in person.group_members.filter(left_at=None).select_related("group", "user"):
        leave(member=member, actor=actor, now=now)
    for membership in Membership.objects.known().filter(user=person, through=None).select_related("system", "user"):
        if membership.valid_until is None or membership.valid_until >= membership.system.day_of(now):
            revoke(membership=membership, actor=actor, now=now)
    for granted in AuditorGrant.objects.known().filter(user=person).select_related("system", "engagement"):
        if granted.valid_until is None or granted.valid_until >= granted.system.day_of(now):
            shut_out(granted=granted, actor=actor, now=now)
    switch_feed_off(person=person, now=now)
    AuthToken.objects.filter(user=person).delete()


def _forget_elsewhere(person: User, invited: Sequence[Invitation], now: datetime.datetime) -> None:
    """Their address on invitations, which open nothing any more, and their name in the list of the admin's changes."""
    Invitation.objects.filter(pk__in=[each.pk for each in invited]).update(mail=person.email)
    Invitation.objects.filter(mail=person.email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    for model, rows in (
        (User, User.objects.filter(pk=person.pk)),
        (Membership, person.memberships.all()),
        (GroupMember, person.group_members.all()),
    ):
        told = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
        told.filter(object_id__in=[str(pk) for pk in rows.values_list("pk", flat=True)]).update(object_repr=person.name)
