"""Does each person find in the application what they were told, and how much of it is new?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.granting import revoke
from compliance.models import Membership, Notice
from tests.compliance.telling import at, chooses, tick
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def seen(client: Client, person: object) -> str:
    client.force_login(person)  # type: ignore[arg-type]
    return client.get(reverse("compliance:news")).content.decode()


def test_a_duty_given_to_me_stands_there_a_minute_later(harbour: Harbour, client: Client) -> None:
    assert "Nothing was to be said" in seen(client, harbour.cast.ben)
    tick(harbour.now)
    page = seen(client, harbour.cast.ben)
    assert "“Patch management” was given to you, due on" in page
    assert "What is new: 3 notices" in page and 'class="bell-count"' in page
    assert "“Risk analysis”" not in page, "that is Nora's"


def test_what_i_say_i_have_seen_is_not_new_any_more(harbour: Harbour, client: Client) -> None:
    tick(harbour.now)
    client.force_login(harbour.cast.ben)
    assert client.post(reverse("compliance:news")).status_code == 302
    page = seen(client, harbour.cast.ben)
    assert "“Patch management” was given to you" in page and "bell-count" not in page


def test_what_i_want_no_mail_of_stands_there_all_the_same(harbour: Harbour, client: Client) -> None:
    chooses(harbour, harbour.cast.ben, muted=["assigned", "due"])
    tick(harbour.now)
    assert "“Patch management” was given to you" in seen(client, harbour.cast.ben)
    assert not Notice.objects.filter(recipient=harbour.cast.ben, due_at__isnull=False).exists()


def test_who_left_the_system_finds_nothing_of_it(harbour: Harbour, client: Client) -> None:
    tick(harbour.now)
    revoke(membership=Membership.objects.known().get(user=harbour.cast.ben), actor=None, now=harbour.now)
    assert "Patch management" not in seen(client, harbour.cast.ben)


def test_after_thirty_days_it_is_gone(harbour: Harbour, client: Client) -> None:
    tick(harbour.now)
    Notice.objects.update(created_at=harbour.now - datetime.timedelta(days=31))
    assert "Patch management" not in seen(client, harbour.cast.ben)


def test_the_count_costs_one_query_and_the_page_the_same_for_two_lines_and_for_more(
    harbour: Harbour, client: Client, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    tick(harbour.now)
    client.force_login(harbour.cast.ben)
    with django_assert_max_num_queries(12) as asked:
        client.get(reverse("compliance:news"))
    tick(at(harbour, 12, days=2))
    Notice.objects.update(recipient=harbour.cast.ben, created_at=harbour.now)
    with django_assert_num_queries(len(asked)):
        client.get(reverse("compliance:news"))
