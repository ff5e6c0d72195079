"""Is somebody who has left forgotten by name, and nothing that they did lost?"""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from compliance.actions.anonymising import anonymise
from compliance.actions.choosing import renew_feed
from compliance.actions.grouping import grant_to_group, join, keep_group
from compliance.actions.handing_over import hand_over
from compliance.actions.inviting import accept_invitation
from compliance.models import (
    AuditorGrant,
    Invitation,
    InvitationState,
    JournalEntry,
    Membership,
    PeopleGroup,
    Role,
    User,
)
from frameworks.errors import Refused
from tests.cast import PASSWORD
from tests.compliance.audited import an_invitation
from tests.factories import Harbour

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def forgotten(harbour: Harbour, person: User) -> User:
    return anonymise(person=person, actor=harbour.cast.sam, now=harbour.now)


def handed_over(harbour: Harbour, leaver: User) -> None:
    hand_over(
        system=harbour.system,
        person=leaver,
        to=harbour.cast.nora,
        parts=["owner"],
        duties=None,
        actor=harbour.cast.olive,
        on=harbour.on,
        since=harbour.on,
        now=harbour.now,
    )


def test_whoever_has_duties_hands_them_over_first(harbour: Harbour) -> None:
    for person in (harbour.cast.ben, harbour.cast.rita):
        with pytest.raises(Refused, match="Harbour Clinic patient records: hand them over first"):
            forgotten(harbour, person)
    assert User.objects.get(pk=harbour.cast.ben.pk).name == "Ben Ortiz"


def test_name_and_address_are_gone_and_what_they_did_stays(harbour: Harbour, client: Client) -> None:
    ben = harbour.cast.ben
    client.force_login(ben)
    AuthToken.objects.create(user=ben)
    renew_feed(person=ben, now=harbour.now)
    done = JournalEntry.objects.filter(actor=ben).count()
    handed_over(harbour, ben)
    forgotten(harbour, ben)

    now_called = User.objects.get(pk=ben.pk)
    assert "Ben" not in now_called.name and now_called.email == f"{ben.pk}@anonymised.invalid"
    assert not (now_called.is_active or now_called.is_staff or now_called.has_usable_password())
    assert not AuthToken.objects.filter(user=ben).exists()
    assert JournalEntry.objects.filter(actor=ben).count() >= done > 0
    entry = JournalEntry.objects.filter(verb="person.anonymised").get()
    assert (entry.subject_id, entry.actor) == (str(ben.pk), harbour.cast.sam)
    assert client.get(reverse("compliance:duties", args=[harbour.system.pk])).status_code == 302
    assert not Client().login(email="ben@example.org", password=PASSWORD)
    assert not Membership.objects.on(harbour.on).filter(user=ben).exists()


def test_an_auditor_and_a_member_of_a_group_lose_every_way_in(harbour: Harbour) -> None:
    ada, sam = harbour.cast.ada, harbour.cast.sam
    group = keep_group(group=PeopleGroup(name="Guests"), actor=sam, now=harbour.now)
    grant_to_group(system=harbour.system, group=group, role=Role.REVIEWER, since=harbour.on, actor=sam, now=harbour.now)
    join(group=group, user=ada, actor=sam, now=harbour.now)
    forgotten(harbour, ada)
    assert not AuditorGrant.objects.on(harbour.on).filter(user=ada).exists()
    assert not Membership.objects.on(harbour.on).filter(user=ada).exists()
    assert not group.members.filter(left_at=None).exists()
    with pytest.raises(Refused, match="anonymous already"):
        forgotten(harbour, ada)


def test_nobody_forgets_themselves(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="another administrator"):
        forgotten(harbour, harbour.cast.sam)


def test_the_administrator_does_it_from_the_list(harbour: Harbour, client: Client) -> None:
    User.objects.filter(pk=harbour.cast.sam.pk).update(is_superuser=True)
    client.force_login(User.objects.get(pk=harbour.cast.sam.pk))
    chosen = {"action": "make_anonymous", "_selected_action": [str(harbour.cast.otto.pk), str(harbour.cast.nora.pk)]}
    page = client.post(reverse("admin:compliance_user_changelist"), chosen, follow=True).content.decode()
    assert "One person is anonymous from now on." in page and "Otto Kern" not in page
    assert "Nora Lind still owns or reviews open duties" in page


def test_no_invitation_and_no_list_of_the_admins_names_them_any_more(harbour: Harbour, client: Client) -> None:
    ada, sam = harbour.cast.ada, harbour.cast.sam
    accepted = an_invitation(harbour, ada.email)
    accept_invitation(invitation=accepted, auditor=ada, now=harbour.now)
    waiting = an_invitation(harbour, ada.email)
    User.objects.filter(pk=sam.pk).update(is_superuser=True)
    client.force_login(sam)
    client.post(reverse("admin:compliance_user_change", args=[ada.pk]), {"name": ada.name, "email": ada.email})
    assert LogEntry.objects.filter(object_repr="Ada Moreau").exists()

    forgotten(harbour, ada)
    assert not Invitation.objects.filter(mail__startswith="ada@").exists()
    assert Invitation.objects.get(pk=waiting.pk).state_at(harbour.now) == InvitationState.WITHDRAWN
    assert Invitation.objects.get(pk=accepted.pk).accepted_by == ada
    assert not LogEntry.objects.filter(object_repr__contains="Moreau").exists()
