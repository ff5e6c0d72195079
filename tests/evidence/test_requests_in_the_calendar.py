"""Does a person's calendar on the floor below show the requests that wait for them?"""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from compliance.actions.choosing import renew_feed
from compliance.models import User
from evidence.actions.asking import raise_request
from evidence.actions.expecting import expect_occurrences
from evidence.models import Request
from tests.evidence.covering import DAY, an_audit, kept_since
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def an_empty_cache() -> None:
    cache.clear()


def events(harbour: Harbour, client: Client, person: User) -> dict[str, Any]:
    address = reverse("compliance:calendar", args=[renew_feed(person=person, now=harbour.now)])
    found = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    return {str(event["uid"]).partition("@")[0]: event for event in found if str(event["uid"]).startswith("request-")}


def an_ask(harbour: Harbour, title: str, **said: Any) -> Request:
    return raise_request(
        system=harbour.system,
        origin="officer",
        title=title,
        due_on=harbour.on + 9 * DAY,
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
        **said,
    )


def test_what_is_asked_of_me_by_name_or_as_owner_is_in_my_calendar(harbour: Harbour, client: Client) -> None:
    named = an_ask(harbour, "The list of suppliers", owner=harbour.cast.ben)
    owned = an_ask(harbour, "Patches of May", duty=harbour.duty("patching"))
    an_ask(harbour, "Keys", duty=harbour.duty("encryption-at-rest"))
    found = events(harbour, client, harbour.cast.ben)
    assert found.keys() == {f"request-{named.pk}", f"request-{owned.pk}"}
    event = found[f"request-{named.pk}"]
    assert str(event["summary"]) == "Asked for: The list of suppliers"
    assert event["dtstart"].dt == harbour.on + 9 * DAY
    assert str(event["url"]).endswith(reverse("evidence:request", args=[harbour.system.pk, named.pk]))
    assert len(events(harbour, client, harbour.cast.nora)) == 1


def test_occurrences_are_there_until_they_are_withdrawn(harbour: Harbour, client: Client) -> None:
    kept_since(harbour)
    audit = an_audit(harbour)
    expect_occurrences(engagement=audit, now=harbour.now)
    mine = Request.objects.filter(engagement=audit, duty__control__key__in=("log-review", "patching"))
    found = events(harbour, client, harbour.cast.ben)
    assert found.keys() == {f"request-{row.pk}" for row in mine} and len(found) > 10
    assert {event["dtstart"].dt for event in found.values()} == {harbour.on + datetime.timedelta(days=14)}
    mine.update(withdrawn_at=harbour.now)
    assert events(harbour, client, harbour.cast.ben) == {}
