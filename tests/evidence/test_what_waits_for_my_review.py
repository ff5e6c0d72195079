"""Does a reviewer find what waits for them, in every system of theirs, and nobody what is somebody else's?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.assigning import assign
from compliance.actions.granting import revoke
from compliance.models import Membership, User
from evidence.actions.reviewing import accept
from evidence.models import ItemUse
from tests.evidence.exhibits import hand_in
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def waiting(client: Client, person: User) -> list[ItemUse]:
    client.force_login(person)
    return list(client.get(reverse("evidence:to-review")).context["uses"])


def test_the_reviewer_named_finds_it_until_it_is_reviewed(harbour: Harbour, client: Client) -> None:
    use = hand_in(harbour)
    assert waiting(client, harbour.cast.rita) == [use]
    for name in ("olive", "ben", "nora", "ada", "otto", "sam"):
        assert waiting(client, getattr(harbour.cast, name)) == []
    accept(use=use, actor=harbour.cast.rita, comment="", now=harbour.now)
    assert waiting(client, harbour.cast.rita) == []


def test_what_is_reviewed_by_somebody_else_from_tomorrow_still_waits_for_her_today(
    harbour: Harbour, client: Client
) -> None:
    use, tomorrow = hand_in(harbour), harbour.on + datetime.timedelta(days=1)
    assign(
        duty=use.duty,
        owner=harbour.cast.nora,
        reviewer=harbour.cast.olive,
        due_on=None,
        actor=harbour.cast.olive,
        on=tomorrow,
        now=harbour.now,
    )
    assert waiting(client, harbour.cast.rita) == [use] and waiting(client, harbour.cast.olive) == []


def test_who_lost_the_role_finds_nothing(harbour: Harbour, client: Client) -> None:
    hand_in(harbour)
    revoke(membership=Membership.objects.known().get(user=harbour.cast.rita), actor=None, now=harbour.now)
    assert waiting(client, harbour.cast.rita) == []


def test_htmx_gets_the_fragment_alone(harbour: Harbour, client: Client) -> None:
    hand_in(harbour)
    client.force_login(harbour.cast.rita)
    answer = client.get(reverse("evidence:to-review"), headers={"HX-Request": "true", "HX-Target": "to-review"})
    text = answer.content.decode()
    assert text.lstrip().startswith('<div class="card') and "Risk analysis 2026" in text
