"""What may an administrator change in the admin, and what do they never get to read there?"""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from compliance.models import GroupGrant, GroupMember, JournalEntry, Membership, PeopleGroup, Role, User
from evidence.actions.connecting import connect
from evidence.models import Connection
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

KEPT_HERE = {User, Membership, PeopleGroup, GroupMember, GroupGrant}
EDITED = {User, PeopleGroup}
NEVER_SHOWN = {"nonce", "leaf", "leaf_hash", "root", "frontier", "detail", "comment", "rows", "text"}
OURS = [model for app in ("compliance", "evidence") for model in apps.get_app_config(app).get_models()]
REGISTERED = [model for model in OURS if admin.site.is_registered(model)]


@pytest.fixture
def sam(harbour: Harbour, client: Client) -> Client:
    User.objects.filter(pk=harbour.cast.sam.pk).update(is_superuser=True)
    client.force_login(User.objects.get(pk=harbour.cast.sam.pk))
    return client


def address(model: type, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_table_that_tells_something_can_be_looked_at() -> None:
    assert {model.__name__ for model in set(OURS) - set(REGISTERED)} == {"JournalHead", "LedgerHead"}


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_lists_open_and_only_people_and_roles_are_added(sam: Client, harbour: Harbour, model: type) -> None:
    connect(account=harbour.accounts[0], actor=None, now=harbour.now)
    assert sam.get(address(model, "changelist"), {"q": "harbour"}).status_code == 200
    assert sam.get(address(model, "add")).status_code == (200 if model in KEPT_HERE else 403)
    row = model._default_manager.first()
    if row is not None:
        page = sam.get(address(model, "change", row.pk))
        assert page.status_code == 200
        shown = {name for fieldset in page.context["adminform"] for line in fieldset for name in line.fields}
        assert not shown & NEVER_SHOWN
        assert sam.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        changed = sam.post(address(model, "change", row.pk), {})
        assert changed.status_code == (200 if model in EDITED else 403)


@pytest.mark.parametrize("name", ["olive", "ada", "otto"])
def test_nobody_else_gets_in(harbour: Harbour, client: Client, name: str) -> None:
    client.force_login(getattr(harbour.cast, name))
    assert client.get(reverse("admin:index")).status_code == 302


def test_an_administrator_without_a_role_reads_no_evidence(sam: Client, harbour: Harbour) -> None:
    assert sam.get(reverse("compliance:system", args=[harbour.system.pk])).status_code == 404
    assert sam.get(reverse("evidence:packs", args=[harbour.system.pk])).status_code == 404


def test_the_external_id_is_in_no_list(sam: Client, harbour: Harbour) -> None:
    connection = connect(account=harbour.accounts[0], actor=None, now=harbour.now)
    assert connection.external_id not in sam.get(address(Connection, "changelist")).content.decode()


def test_a_person_is_added_with_a_password_and_the_journal_knows_no_name(sam: Client, harbour: Harbour) -> None:
    word = "a quiet evening on the quay"
    facts = {"name": "Pia Lund", "email": "Pia@Example.org", "password1": word, "password2": word}
    assert sam.post(address(User, "add"), facts).status_code == 302
    pia = User.objects.get(email="pia@example.org")
    assert pia.check_password(word) and not pia.is_staff
    entry = JournalEntry.objects.first()
    assert entry is not None and (entry.verb, entry.subject_id) == ("person.enrolled", str(pia.pk))
    assert entry.actor == harbour.cast.sam and "Pia" not in str(entry.after)


def test_a_role_is_granted_and_revoked_through_the_verbs(sam: Client, harbour: Harbour) -> None:
    facts = {
        "system": harbour.system.pk,
        "user": harbour.cast.otto.pk,
        "role": Role.REVIEWER,
        "valid_from": harbour.on,
        "valid_until": "",
    }
    assert sam.post(address(Membership, "add"), facts).status_code == 302
    held = Membership.objects.known().get(user=harbour.cast.otto, role=Role.REVIEWER)
    action = {"action": "revoke_roles", "_selected_action": [str(held.pk)]}
    assert sam.post(address(Membership, "changelist"), action).status_code == 302
    assert not Membership.objects.known().filter(pk=held.pk).exists()
    told = JournalEntry.objects.filter(subject_id=str(harbour.cast.otto.pk), actor=harbour.cast.sam)
    assert list(told.values_list("verb", flat=True)) == ["role.revoked", "role.granted"]


def test_a_role_that_is_held_already_gets_its_end(sam: Client, harbour: Harbour) -> None:
    facts = {
        "system": harbour.system.pk,
        "user": harbour.cast.ben.pk,
        "role": Role.OWNER,
        "valid_from": harbour.on,
        "valid_until": harbour.on,
    }
    assert sam.post(address(Membership, "add"), facts).status_code == 302
    bens = Membership.objects.filter(user=harbour.cast.ben)
    days = [harbour.on + datetime.timedelta(days=n) for n in (-1, 0, 1)]
    assert [bens.on(day).count() for day in days] == [1, 1, 0]


def test_a_role_that_ends_before_it_starts_is_refused_with_a_sentence(sam: Client, harbour: Harbour) -> None:
    facts = {
        "system": harbour.system.pk,
        "user": harbour.cast.otto.pk,
        "role": Role.OWNER,
        "valid_from": harbour.on,
        "valid_until": harbour.on - datetime.timedelta(days=1),
    }
    answer = sam.post(address(Membership, "add"), facts)
    assert "would end before it begins" in answer.content.decode()
    assert not Membership.objects.filter(user=harbour.cast.otto).exists()


def test_a_group_is_made_filled_and_given_a_role(sam: Client, harbour: Harbour) -> None:
    assert sam.post(address(PeopleGroup, "add"), {"name": "Nurses"}).status_code == 302
    group, otto = PeopleGroup.objects.get(), harbour.cast.otto
    assert sam.post(address(GroupMember, "add"), {"group": group.pk, "user": otto.pk}).status_code == 302
    again = sam.post(address(GroupMember, "add"), {"group": group.pk, "user": otto.pk})
    assert "in this group already" in again.content.decode()
    facts = {
        "system": harbour.system.pk,
        "group": group.pk,
        "role": Role.OWNER,
        "valid_from": harbour.on,
        "valid_until": "",
    }
    assert sam.post(address(GroupGrant, "add"), facts).status_code == 302
    held = Membership.objects.known().get(user=otto)
    assert (held.role, held.through) == (Role.OWNER, group)

    alone = sam.post(
        address(Membership, "changelist"), {"action": "revoke_roles", "_selected_action": [str(held.pk)]}, follow=True
    )
    assert "take the person out of the group" in alone.content.decode()
    assert Membership.objects.known().filter(pk=held.pk).exists()

    for model, action in ((GroupMember, "take_out"), (GroupGrant, "revoke_roles")):
        row = model._default_manager.get()
        chosen = {"action": action, "_selected_action": [str(row.pk)]}
        assert sam.post(address(model, "changelist"), chosen).status_code == 302
    assert not Membership.objects.known().filter(user=otto).exclude(valid_until__lt=harbour.on).exists()
    assert GroupMember.objects.get().left_at is not None
