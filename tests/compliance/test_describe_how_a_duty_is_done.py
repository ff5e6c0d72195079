"""Who may say in words how a duty is fulfilled, and what is kept of it?"""

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import Duty, JournalEntry, User
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

WORDS = "Ben reads the weekly sample on Mondays; Nora reads it when Ben is away."


def describe(harbour: Harbour, client: Client, person: User) -> int:
    client.force_login(person)
    duty = harbour.duty("log-review")
    answer = client.post(reverse("compliance:narrate", args=[harbour.system.pk, duty.pk]), {"narrative": WORDS})
    return answer.status_code


@pytest.mark.parametrize("name", ["ben", "olive"])
def test_the_owner_and_the_officer_describe_it(harbour: Harbour, client: Client, name: str) -> None:
    assert describe(harbour, client, getattr(harbour.cast, name)) == 302
    assert Duty.objects.get(pk=harbour.duty("log-review").pk).narrative == WORDS
    page = client.get(reverse("compliance:duty", args=[harbour.system.pk, harbour.duty("log-review").pk]))
    assert WORDS in page.content.decode()


def test_the_owner_of_another_duty_is_refused_and_loses_nothing_typed(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.nora)
    duty = harbour.duty("log-review")
    answer = client.post(reverse("compliance:narrate", args=[harbour.system.pk, duty.pk]), {"narrative": WORDS})
    assert answer.status_code == 422
    assert "Only the owner of this duty" in answer.content.decode()
    assert Duty.objects.get(pk=duty.pk).narrative == ""


@pytest.mark.parametrize(("name", "status"), [("rita", 403), ("ada", 403), ("otto", 404)])
def test_nobody_else_may(harbour: Harbour, client: Client, name: str, status: int) -> None:
    assert describe(harbour, client, getattr(harbour.cast, name)) == status


def test_the_journal_keeps_digests_and_no_words(harbour: Harbour, client: Client) -> None:
    describe(harbour, client, harbour.cast.ben)
    entry = JournalEntry.objects.latest("number")
    assert (entry.verb, entry.actor) == ("duty.narrated", harbour.cast.ben)
    assert "Ben" not in str(entry.after)
