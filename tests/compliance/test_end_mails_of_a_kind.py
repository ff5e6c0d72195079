"""Does every mail say how to end its kind, without logging in, and does that end it?"""

import re

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from compliance.models import JournalEntry, Notice, NoticeKind, NoticeSettings
from tests.compliance.telling import at, chooses, tick, tick_for
from tests.compliance.warnings_in_time import falls_in
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

LINK = re.compile(r"http://127\.0\.0\.1:8000(/unsubscribe/\S+)")


@pytest.fixture(autouse=True)
def a_mail_server(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "demarc@example.org"


def a_digest(harbour: Harbour) -> mail.EmailMessage:
    tick(at(harbour, 0, days=1))
    (digest,) = tick_for(harbour.cast.ben, at(harbour, 7, days=1))
    return digest


def test_a_digest_has_a_link_for_each_of_its_kinds_and_a_button_for_all(harbour: Harbour) -> None:
    digest = a_digest(harbour)
    assert len(LINK.findall(digest.body)) == 2
    assert digest.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert LINK.search(digest.extra_headers["List-Unsubscribe"])


def test_a_warning_has_them_too(harbour: Harbour) -> None:
    falls_in(harbour, 60)
    (warning,) = tick_for(harbour.cast.olive, at(harbour, 7, days=1))
    assert len(LINK.findall(warning.body)) == 1
    assert LINK.search(warning.extra_headers["List-Unsubscribe"])


def test_a_link_asks_first_because_programs_follow_every_link(harbour: Harbour, client: Client) -> None:
    due, _ = LINK.findall(a_digest(harbour).body)
    answer = client.get(due)
    assert answer.status_code == 200 and "A duty of yours is due soon" in answer.content.decode()
    assert not NoticeSettings.objects.exists()


def test_one_click_ends_the_kind_and_no_other(harbour: Harbour) -> None:
    """A mail program has neither a session nor a token against forged requests (RFC 8058)."""
    due, _ = LINK.findall(a_digest(harbour).body)
    answer = Client(enforce_csrf_checks=True).post(due, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert NoticeSettings.objects.get(user=harbour.cast.ben).muted == [NoticeKind.DUE]
    assert JournalEntry.objects.filter(verb="notices.muted").count() == 1
    later = [message for day in range(2, 8) for message in tick_for(harbour.cast.ben, at(harbour, 7, days=day))]
    assert ["was due on" in message.body for message in later] == [True], "overdue is told, due tomorrow is not"
    assert Notice.objects.filter(recipient=harbour.cast.ben, kind=NoticeKind.DUE, due_at=None).exists()


def test_it_holds_for_whoever_it_was_sent_to_and_nobody_else(harbour: Harbour, client: Client) -> None:
    link = LINK.findall(a_digest(harbour).body)[0]
    assert client.post(f"{link[:-4]}AAA/").status_code == 404
    other = signing.dumps([harbour.cast.nora.pk.hex, ["due"]], salt="another")
    assert client.post(reverse("compliance:unsubscribe", args=[other])).status_code == 404
    client.force_login(harbour.cast.nora)
    client.post(link)
    assert [row.user for row in NoticeSettings.objects.all()] == [harbour.cast.ben]


def test_what_is_muted_between_gathering_and_sending_is_left_out(harbour: Harbour) -> None:
    tick(at(harbour, 0, days=1))
    chooses(harbour, harbour.cast.ben, muted=[NoticeKind.DUE, NoticeKind.ASSIGNED])
    assert tick_for(harbour.cast.ben, at(harbour, 7, days=1)) == []


def test_the_page_keeps_what_one_chooses_and_says_what_is_wrong(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ben)
    address = reverse("compliance:notice-settings")
    assert "No mail server" not in client.get(address).content.decode()
    said = {"digest_hour": 9, "time_zone": "Asia/Kolkata", "quiet_from": 20, "quiet_until": 8, "mailed": ["overdue"]}
    assert client.post(address, said).status_code == 302
    row = NoticeSettings.objects.get(user=harbour.cast.ben)
    assert (row.digest_hour, row.time_zone, row.quiet_from, row.quiet_until) == (9, "Asia/Kolkata", 20, 8)
    assert "overdue" not in row.muted and "due" in row.muted
    entry = JournalEntry.objects.get(verb="notices.chosen")
    assert entry.actor == harbour.cast.ben and entry.after is not None and entry.after["time_zone"] == "Asia/Kolkata"
    assert client.post(address, said).status_code == 302
    assert JournalEntry.objects.filter(verb="notices.chosen").count() == 1, "nothing was changed"
    for wrong, sentence in (
        ({"digest_hour": 7}, "lies in the quiet hours"),
        ({"quiet_until": ""}, "need a beginning and an end"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
    ):
        answer = client.post(address, said | wrong)
        assert answer.status_code == 422 and sentence in answer.content.decode()
