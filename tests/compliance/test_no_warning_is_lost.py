"""Does each officer get each warning once, whatever happens to the mail server, the document or the officer?"""

import datetime

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from compliance.actions.granting import revoke
from compliance.actions.notifying import FIRST_PAUSE, announce_lapses, send_due
from compliance.models import JournalEntry, Membership, Notice, System
from evidence import tasks
from tests.compliance.documents import DAY, agreement_ends
from tests.compliance.warnings_in_time import a_minute, another_officer, falls_in, noon
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def a_mail_server(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "demarc@example.org"


@pytest.mark.database
def test_a_second_look_on_the_same_day_says_nothing_twice(harbour: Harbour) -> None:
    falls_in(harbour, 60)
    assert len(a_minute(noon(harbour))) == 1
    assert a_minute(noon(harbour)) == []
    System.objects.update(lapses_read_on=None)
    assert a_minute(noon(harbour)) == []
    assert [entry.verb for entry in JournalEntry.objects.order_by("number")][-2:] == ["notice.entered", "notice.sent"]


def test_two_officers_get_a_mail_each_and_who_is_none_gets_none(harbour: Harbour) -> None:
    nora = another_officer(harbour)
    falls_in(harbour, 60)
    told = {to for each in a_minute(noon(harbour)) for to in each.to}
    assert told == {harbour.cast.olive.email, nora.email}
    entry = JournalEntry.objects.get(verb="notice.entered")
    assert set(entry.after["recipients"]) == {str(harbour.cast.olive.pk), str(nora.pk)}


def test_an_officer_whose_role_has_ended_gets_none(harbour: Harbour) -> None:
    another_officer(harbour, until=harbour.on - DAY)
    falls_in(harbour, 60)
    assert [each.to for each in a_minute(noon(harbour))] == [[harbour.cast.olive.email]]


def test_who_ceases_to_be_an_officer_before_the_mail_goes_gets_none(harbour: Harbour) -> None:
    falls_in(harbour, 60)
    at = max(noon(harbour), harbour.now)  # her membership cannot end before it was recorded
    announce_lapses(at)
    revoke(membership=Membership.objects.known().get(user=harbour.cast.olive), actor=None, now=at)
    assert send_due(at) == 0
    assert Notice.objects.get().withdrawn_at == at


@pytest.mark.database
def test_a_correction_in_time_withdraws_what_was_not_sent(harbour: Harbour) -> None:
    falls_in(harbour, 60)
    announce_lapses(noon(harbour))
    agreement_ends(harbour, None, since=10 * datetime.timedelta(minutes=1))
    assert send_due(noon(harbour)) == 0
    assert Notice.objects.get().withdrawn_at
    assert JournalEntry.objects.filter(verb="notice.withdrawn").count() == 1
    agreement_ends(harbour, harbour.on + 59 * DAY, since=20 * datetime.timedelta(minutes=1))
    assert len(a_minute(noon(harbour, 1))) == 1, "what holds again is told again"


def test_a_mail_server_that_is_away_is_asked_again_and_nothing_is_lost(harbour: Harbour, settings: Settings) -> None:
    another_officer(harbour)
    falls_in(harbour, 60)
    now = noon(harbour)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    assert a_minute(now) == []
    asked = Notice.objects.get(attempts=1)
    assert (asked.sent_at, asked.last_error) == (None, "ConnectionRefusedError")
    assert asked.due_at == now + FIRST_PAUSE
    assert Notice.objects.filter(attempts=0).count() == 1, "one failure is enough for a minute"
    send_due(now + FIRST_PAUSE)
    send_due(now + FIRST_PAUSE)
    asked.refresh_from_db()
    assert asked.due_at == now + 3 * FIRST_PAUSE, "the pause grows"
    settings.EMAIL_BACKEND = LOCMEM
    assert send_due(now + 2 * FIRST_PAUSE) == 1
    assert send_due(now + 3 * FIRST_PAUSE) == 1
    assert len(mail.outbox) == 2
    assert set(Notice.objects.values_list("last_error", flat=True)) == {""}
    assert a_minute(now + DAY) == []


class ASecondSender(EmailBackend):
    """While a mail is on its way another process looks for what is due."""

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        now = Notice.objects.get().created_at
        assert send_due(now) == 0
        return super().send_messages(messages)


def test_two_senders_at_once_send_it_once(harbour: Harbour, settings: Settings) -> None:
    falls_in(harbour, 60)
    settings.EMAIL_BACKEND = f"{__name__}.ASecondSender"
    assert len(a_minute(noon(harbour))) == 1


class DiesAfterMailing(EmailBackend):
    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        super().send_messages(messages)
        raise SystemExit


def test_who_dies_between_mailing_and_noting_it_lets_it_go_twice_under_one_id(
    harbour: Harbour, settings: Settings
) -> None:
    falls_in(harbour, 60)
    settings.EMAIL_BACKEND = f"{__name__}.DiesAfterMailing"
    with pytest.raises(SystemExit):
        a_minute(noon(harbour))
    settings.EMAIL_BACKEND = LOCMEM
    assert a_minute(noon(harbour)) == []
    send_due(noon(harbour) + FIRST_PAUSE)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_minute_in_which_nothing_is_to_be_done_asks_seven_questions(
    harbour: Harbour, django_assert_num_queries
) -> None:
    falls_in(harbour, 60)
    a_minute(noon(harbour))
    with django_assert_num_queries(7):
        a_minute(noon(harbour))


def test_the_minutes_tick_does_both(harbour: Harbour) -> None:
    assert {announce_lapses, send_due} < set(tasks.EACH_MINUTE)
