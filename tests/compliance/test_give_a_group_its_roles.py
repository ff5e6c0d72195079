"""Does a group's role reach each of its members, and nobody once they have left?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.granting import grant, revoke
from compliance.actions.grouping import grant_to_group, join, keep_group, leave, revoke_from_group
from compliance.models import GroupGrant, GroupMember, JournalEntry, Membership, PeopleGroup, Role, System, User
from compliance.notices.news import people_of
from compliance.team import team_of
from frameworks.errors import Refused
from tests.factories import Harbour, a_system

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ONE_DAY = datetime.timedelta(days=1)


def nurses(harbour: Harbour) -> PeopleGroup:
    return keep_group(group=PeopleGroup(name="Nurses"), actor=harbour.cast.sam, now=harbour.now)


def given(harbour: Harbour, group: PeopleGroup, role: str = Role.OWNER, **days: datetime.date) -> GroupGrant:
    since = days.pop("since", harbour.on)
    sam = harbour.cast.sam
    return grant_to_group(
        system=harbour.system, group=group, role=role, since=since, actor=sam, now=harbour.now, **days
    )


def joined(harbour: Harbour, group: PeopleGroup, user: User) -> GroupMember:
    return join(group=group, user=user, actor=harbour.cast.sam, now=harbour.now)


def opens(client: Client, user: User, system: System) -> int:
    client.force_login(user)
    return client.get(reverse("compliance:duties", args=[system.pk])).status_code


def test_whoever_joins_sees_the_system_and_learns_nothing_once_they_have_left(harbour: Harbour, client: Client) -> None:
    otto, group = harbour.cast.otto, nurses(harbour)
    given(harbour, group)
    assert opens(client, otto, harbour.system) == 404
    member = joined(harbour, group, otto)
    assert opens(client, otto, harbour.system) == 200
    leave(member=member, actor=harbour.cast.sam, now=harbour.now)
    assert opens(client, otto, harbour.system) == 404


def test_whoever_is_in_it_already_gets_a_role_that_the_group_is_given(harbour: Harbour, client: Client) -> None:
    otto, group = harbour.cast.otto, nurses(harbour)
    joined(harbour, group, otto)
    granted = given(harbour, group, Role.REVIEWER)
    assert opens(client, otto, harbour.system) == 200
    assert otto in team_of(harbour.system, harbour.on).reviewers.values()
    assert Role.REVIEWER in people_of({harbour.system: harbour.on})[harbour.system.pk][otto]
    revoke_from_group(granted=granted, actor=harbour.cast.sam, now=harbour.now)
    assert opens(client, otto, harbour.system) == 404


def test_the_days_before_somebody_joined_are_none_of_theirs(harbour: Harbour) -> None:
    group = nurses(harbour)
    joined(harbour, group, harbour.cast.otto)
    given(harbour, group, since=harbour.on - 30 * ONE_DAY, until=harbour.on + ONE_DAY)
    held = Membership.objects.known().get(user=harbour.cast.otto)
    assert (held.valid_from, held.valid_until) == (harbour.on, harbour.on + ONE_DAY)


def test_a_grant_that_has_ended_gives_nothing_to_who_joins_after_it(harbour: Harbour) -> None:
    group = nurses(harbour)
    given(harbour, group, since=harbour.on - 30 * ONE_DAY, until=harbour.on - ONE_DAY)
    joined(harbour, group, harbour.cast.otto)
    assert not Membership.objects.filter(user=harbour.cast.otto).exists()


def test_a_new_end_is_the_end_for_every_member(harbour: Harbour) -> None:
    group = nurses(harbour)
    given(harbour, group)
    joined(harbour, group, harbour.cast.otto)
    given(harbour, group, until=harbour.on + ONE_DAY)
    held = Membership.objects.known().get(user=harbour.cast.otto)
    assert held.valid_until == harbour.on + ONE_DAY


def test_what_somebody_holds_themselves_stays_whatever_their_group_loses(harbour: Harbour) -> None:
    ben, group = harbour.cast.ben, nurses(harbour)
    granted, member = given(harbour, group), joined(harbour, group, ben)
    assert Membership.objects.on(harbour.on).filter(user=ben, role=Role.OWNER).count() == 2
    revoke_from_group(granted=granted, actor=harbour.cast.sam, now=harbour.now)
    leave(member=member, actor=harbour.cast.sam, now=harbour.now)
    held = Membership.objects.on(harbour.on).get(user=ben)
    assert (held.role, held.through) == (Role.OWNER, None)


def test_what_a_group_gives_stays_when_the_person_loses_their_own(harbour: Harbour) -> None:
    ben, group = harbour.cast.ben, nurses(harbour)
    given(harbour, group)
    joined(harbour, group, ben)
    own = Membership.objects.known().get(user=ben, through=None)
    revoke(membership=own, actor=harbour.cast.sam, now=harbour.now)
    assert Membership.objects.on(harbour.on).get(user=ben).through == group
    since = harbour.on
    grant(system=harbour.system, user=ben, role=Role.OWNER, since=since, actor=harbour.cast.sam, now=harbour.now)
    assert Membership.objects.on(harbour.on).filter(user=ben).count() == 2


def test_two_groups_with_one_role_are_two_reasons_to_hold_it(harbour: Harbour, client: Client) -> None:
    otto, group = harbour.cast.otto, nurses(harbour)
    night = keep_group(group=PeopleGroup(name="Night shift"), actor=None, now=harbour.now)
    for each in (group, night):
        given(harbour, each)
    first, _ = (joined(harbour, each, otto) for each in (group, night))
    leave(member=first, actor=harbour.cast.sam, now=harbour.now)
    assert opens(client, otto, harbour.system) == 200


def test_a_group_reaches_every_system_in_which_it_holds_a_role(harbour: Harbour, client: Client) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    nobody, group = User.objects.create_user("pia@example.org", name="Pia"), nurses(harbour)
    given(harbour, group)
    grant_to_group(system=quay, group=group, role=Role.OWNER, since=harbour.on, actor=harbour.cast.sam, now=harbour.now)
    member = joined(harbour, group, nobody)
    assert [opens(client, nobody, each) for each in (harbour.system, quay)] == [200, 200]
    leave(member=member, actor=harbour.cast.sam, now=harbour.now)
    assert [opens(client, nobody, each) for each in (harbour.system, quay)] == [404, 404]


def test_leaving_takes_nothing_from_those_who_stay(harbour: Harbour, client: Client) -> None:
    group = nurses(harbour)
    given(harbour, group)
    pia = User.objects.create_user("pia@example.org", name="Pia")
    member, _ = joined(harbour, group, harbour.cast.otto), joined(harbour, group, pia)
    leave(member=member, actor=harbour.cast.sam, now=harbour.now)
    assert [opens(client, each, harbour.system) for each in (harbour.cast.otto, pia)] == [404, 200]


def test_what_cannot_be_is_refused(harbour: Harbour) -> None:
    group = nurses(harbour)
    member = joined(harbour, group, harbour.cast.otto)
    with pytest.raises(Refused, match="already"):
        joined(harbour, group, harbour.cast.otto)
    with pytest.raises(Refused, match="engagement"):
        given(harbour, group, Role.AUDITOR)
    with pytest.raises(Refused, match="no role"):
        given(harbour, group, "king")
    granted = given(harbour, group)
    held = Membership.objects.known().get(user=harbour.cast.otto)
    with pytest.raises(Refused, match="through the group “Nurses”"):
        revoke(membership=held, actor=harbour.cast.sam, now=harbour.now)
    leave(member=member, actor=None, now=harbour.now)
    with pytest.raises(Refused, match="left"):
        leave(member=member, actor=None, now=harbour.now)
    revoke_from_group(granted=granted, actor=None, now=harbour.now)
    with pytest.raises(Refused, match="ended already"):
        revoke_from_group(granted=granted, actor=None, now=harbour.now)


def test_the_journal_tells_of_the_group_and_of_each_role_that_follows(harbour: Harbour) -> None:
    last = JournalEntry.objects.count()
    group = nurses(harbour)
    granted, member = given(harbour, group), joined(harbour, group, harbour.cast.otto)
    leave(member=member, actor=harbour.cast.sam, now=harbour.now)
    revoke_from_group(granted=granted, actor=harbour.cast.sam, now=harbour.now)
    told = JournalEntry.objects.filter(number__gt=last).order_by("number")
    assert [(each.verb, each.system) for each in told] == [
        ("group.made", None),
        ("group.granted", harbour.system),
        ("group.joined", None),
        ("role.granted", harbour.system),
        ("group.left", None),
        ("role.revoked", harbour.system),
        ("group.revoked", harbour.system),
    ]
    assert told[3].after is not None and told[3].after["through"] == str(group.pk)
    assert "Nurses" not in str([(each.before, each.after) for each in told])
