"""Does a person's own calendar show what is due, falls and ends, and open to nobody without the address?"""

import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from compliance.actions.choosing import digest_of, renew_feed, switch_feed_off
from compliance.actions.granting import revoke
from compliance.models import JournalEntry, Membership, NoticeSettings, System, User
from compliance.web.tokened import PER_HOUR
from tests.compliance.deciding import approved
from tests.compliance.warnings_in_time import falls_in
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def an_empty_cache() -> None:
    cache.clear()


def feed(harbour: Harbour, person: User) -> str:
    return reverse("compliance:calendar", args=[renew_feed(person=person, now=harbour.now)])


def events(content: bytes) -> dict[str, Any]:
    return {str(event["summary"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def test_an_owner_finds_the_days_of_their_own_duties(harbour: Harbour, client: Client) -> None:
    answer = client.get(feed(harbour, harbour.cast.ben))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(answer.content)
    assert {title: event["dtstart"].dt for title, event in found.items()} == {
        "Due: Patch management": harbour.on + 3 * DAY,
        "Due: Review of logs": harbour.on + 14 * DAY,
    }
    duty = harbour.duty("patching").pk
    due = found["Due: Patch management"]
    assert due["dtend"].dt == harbour.on + 4 * DAY
    assert str(due["uid"]) == f"duty-{duty}@127.0.0.1"
    assert str(due["url"]) == f"http://127.0.0.1:8000/systems/{harbour.system.pk}/duties/{duty}/"


def test_an_officer_finds_what_falls_and_what_ends(harbour: Harbour, client: Client) -> None:
    falls_in(harbour, 30)
    decision = approved(harbour, valid_until=harbour.on + 29 * DAY)
    found = events(client.get(feed(harbour, harbour.cast.olive)).content)
    (falls,) = (event for title, event in found.items() if "loses support" in title)
    (ends,) = (event for title, event in found.items() if title.startswith("The decision about"))
    assert falls["dtstart"].dt == harbour.on + 30 * DAY
    assert (ends["dtstart"].dt, str(ends["uid"])) == (harbour.on + 29 * DAY, f"decision-{decision.pk}@127.0.0.1")


def test_ids_stay_the_same_and_lines_are_folded_and_escaped(harbour: Harbour, client: Client) -> None:
    System.objects.update(name="Harbour; clinic, and a name so long that its line has to be folded — twice, at that")
    address = feed(harbour, harbour.cast.ben)
    first, second = client.get(address).content, client.get(address).content
    uids = [{str(event["uid"]) for event in events(each).values()} for each in (first, second)]
    assert uids[0] == uids[1] and len(uids[0]) == 2
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))
    assert b"Harbour\\; clinic\\, and" in first
    described = str(events(first)["Due: Review of logs"]["description"])
    assert described.splitlines()[0] == System.objects.get(pk=harbour.system.pk).name


def test_a_wrong_an_old_and_a_switched_off_address_show_nothing(harbour: Harbour, client: Client) -> None:
    old = feed(harbour, harbour.cast.ben)
    new = feed(harbour, harbour.cast.ben)
    assert client.get(new).status_code == 200
    assert [client.get(each).status_code for each in (old, new.replace(".ics", "x.ics"))] == [404, 404]
    switch_feed_off(person=harbour.cast.ben, now=harbour.now)
    assert client.get(new).status_code == 404
    assert client.get(reverse("compliance:calendar", args=["-"])).status_code == 404


def test_only_a_digest_of_the_token_is_kept(harbour: Harbour) -> None:
    token = renew_feed(person=harbour.cast.ben, now=harbour.now)
    assert NoticeSettings.objects.get(user=harbour.cast.ben).feed_digest == digest_of(token)
    assert token not in str(JournalEntry.objects.get(verb="calendar.renewed").__dict__)


def test_who_may_not_log_in_any_more_or_left_finds_nothing(harbour: Harbour, client: Client) -> None:
    address = feed(harbour, harbour.cast.ben)
    revoke(membership=Membership.objects.known().get(user=harbour.cast.ben), actor=None, now=harbour.now)
    assert events(client.get(address).content) == {}
    User.objects.filter(pk=harbour.cast.ben.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_who_asks_without_end_is_put_off(harbour: Harbour, client: Client) -> None:
    address = feed(harbour, harbour.cast.ben)
    cache.set(f"calendar-feed:{NoticeSettings.objects.get(user=harbour.cast.ben).feed_digest}", PER_HOUR - 1)
    assert [client.get(address).status_code for _ in range(2)] == [200, 429]


def test_nothing_but_reading_is_offered(harbour: Harbour, client: Client) -> None:
    address = feed(harbour, harbour.cast.ben)
    assert [getattr(client, verb)(address).status_code for verb in ("post", "put", "delete")] == [403, 403, 403]


def test_the_page_shows_the_address_once(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ben)
    answer = client.post(reverse("compliance:renew-calendar"))
    (address,) = (part for part in answer.content.decode().split('"digest">')[1:])
    address = address.partition("<")[0]
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert answer["Cache-Control"] == "no-store"
    page = client.get(reverse("compliance:notice-settings")).content.decode()
    assert ".ics" not in page and "The feed is on." in page
    assert client.post(reverse("compliance:switch-calendar-off")).status_code == 302
    assert "The feed is on." not in client.get(reverse("compliance:notice-settings")).content.decode()
