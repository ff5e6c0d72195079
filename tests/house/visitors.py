"""Everybody who may knock at Harbour's door, from nobody at all to its officer, with the roles they hold today."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from django.conf import settings
from django.test import Client

from compliance.actions.auditing import end_audit
from compliance.actions.granting import grant, let_in, open_engagement, revoke, shut_out
from compliance.actions.grouping import grant_to_group, join, keep_group, leave, revoke_from_group
from compliance.actions.superseding import ONE_DAY
from compliance.models import (
    AuditorGrant,
    Engagement,
    GroupGrant,
    GroupMember,
    Membership,
    PeopleGroup,
    Role,
    User,
)
from frameworks.ids import new_id
from tests.factories import Harbour, a_system


@dataclass(frozen=True)
class Visitor:
    user: User | None
    roles: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    """What they hold in another system."""

    @cached_property
    def session(self) -> str:
        """The key of a session in which this person has logged in."""
        client = Client()
        client.force_login(cast(User, self.user))
        return client.cookies[settings.SESSION_COOKIE_NAME].value


def visitors_of(harbour: Harbour) -> dict[str, Visitor]:
    """Who meets something of their own: each is tried at every door."""
    people, now = harbour.cast, harbour.now
    a_system("quay", "Quay", officer=people.otto, now=now)
    return {
        "anonymous": Visitor(None),
        "stranger": Visitor(_person()),
        "officer": Visitor(people.olive, frozenset({Role.OFFICER})),
        "owner through a group": Visitor(_owner_through_a_group(harbour), frozenset({Role.OWNER})),
        "reviewer": Visitor(people.rita, frozenset({Role.REVIEWER})),
        "auditor": Visitor(people.ada, frozenset({Role.AUDITOR})),
        "officer of another system": Visitor(people.otto, elsewhere=frozenset({Role.OFFICER})),
        "administrator": Visitor(people.sam),
    }


def former_visitors_of(harbour: Harbour) -> dict[str, Visitor]:
    """Who held something that is over: they meet exactly what a stranger meets."""
    return {
        "officer until yesterday": Visitor(_officer_until_yesterday(harbour)),
        "officer until a minute ago": Visitor(_dismissed(harbour)),
        "officer through a group they left": Visitor(_left_the_group(harbour)),
        "officer through a group that lost its role": Visitor(_in_a_group_without_its_role(harbour)),
        "auditor whose window has ended": Visitor(_auditor(harbour, harbour.engagement, until=-1)),
        "auditor shut out a minute ago": Visitor(_auditor_shut_out(harbour)),
        "auditor of an audit that has ended": Visitor(_auditor_of_an_ended_audit(harbour)),
    }


def inactive(harbour: Harbour) -> Visitor:
    """Nora, whose session is of yesterday and whose roles nobody has ended: they meet what nobody meets."""
    visitor = Visitor(harbour.cast.nora)
    assert visitor.session
    User.objects.filter(pk=harbour.cast.nora.pk).update(is_active=False)
    return visitor


def _person() -> User:
    """One like another: they share a name, so that what they are shown can be compared."""
    return User.objects.create_user(f"{new_id()}@example.org", name="Somebody")


def _officer(harbour: Harbour, **days: datetime.date) -> Membership:
    since = harbour.on - 6 * ONE_DAY
    return grant(
        system=harbour.system,
        user=_person(),
        role=Role.OFFICER,
        since=since,
        actor=harbour.cast.sam,
        now=harbour.now,
        **days,
    )


def _officer_until_yesterday(harbour: Harbour) -> User:
    return _officer(harbour, until=harbour.on - ONE_DAY).user


def _dismissed(harbour: Harbour) -> User:
    held = _officer(harbour)
    revoke(membership=held, actor=harbour.cast.sam, now=harbour.now)
    return held.user


def _in_a_group(harbour: Harbour, name: str, role: str) -> tuple[GroupMember, GroupGrant]:
    sam, now = harbour.cast.sam, harbour.now
    group = keep_group(group=PeopleGroup(name=name), actor=sam, now=now)
    granted = grant_to_group(system=harbour.system, group=group, role=role, since=harbour.on, actor=sam, now=now)
    return join(group=group, user=_person(), actor=sam, now=now), granted


def _owner_through_a_group(harbour: Harbour) -> User:
    member, _ = _in_a_group(harbour, "Owners", Role.OWNER)
    return member.user


def _left_the_group(harbour: Harbour) -> User:
    member, _ = _in_a_group(harbour, "Officers", Role.OFFICER)
    leave(member=member, actor=harbour.cast.sam, now=harbour.now)
    return member.user


def _in_a_group_without_its_role(harbour: Harbour) -> User:
    member, granted = _in_a_group(harbour, "Former officers", Role.OFFICER)
    revoke_from_group(granted=granted, actor=harbour.cast.sam, now=harbour.now)
    return member.user


def _grant_of_audit(harbour: Harbour, engagement: Engagement, until: int) -> AuditorGrant:
    return let_in(
        engagement=engagement,
        auditor=_person(),
        since=harbour.on - 6 * ONE_DAY,
        until=harbour.on + until * ONE_DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )


def _auditor(harbour: Harbour, engagement: Engagement, until: int) -> User:
    return _grant_of_audit(harbour, engagement, until).user


def _auditor_shut_out(harbour: Harbour) -> User:
    granted = _grant_of_audit(harbour, harbour.engagement, until=30)
    shut_out(granted=granted, actor=harbour.cast.olive, now=harbour.now)
    return granted.user


def _auditor_of_an_ended_audit(harbour: Harbour) -> User:
    ended = open_engagement(
        system=harbour.system,
        examined={harbour.engagement.editions.get(): ""},
        title="HIPAA readiness, last year",
        period_start=harbour.on - 90 * ONE_DAY,
        period_end=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    person = _auditor(harbour, ended, until=30)
    end_audit(engagement=ended, actor=harbour.cast.olive, now=harbour.now)
    return person
