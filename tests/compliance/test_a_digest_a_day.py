"""Is everybody told once a day what concerns them, at their hour, and nobody what does not?"""

import datetime

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from compliance.actions.assigning import assign
from compliance.actions.commenting import comment, withdraw_comment
from compliance.actions.escalating import escalate
from compliance.actions.granting import revoke
from compliance.actions.notifying import FIRST_PAUSE, send_due
from compliance.models import Digest, JournalEntry, Membership, Notice, NoticeKind, System, User
from tests.compliance.deciding import proposed
from tests.compliance.telling import at, chooses, tick, tick_for
from tests.compliance.warnings_in_time import falls_in
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def a_mail_server(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "demarc@example.org"


def mention(harbour: Harbour, text: str = "@ben, is this the newest?", author: User | None = None) -> object:
    return comment(
        system=harbour.system,
        kind="duty",
        subject=harbour.duty("risk-analysis"),
        text=text,
        author=author or harbour.cast.olive,
        now=harbour.now,
    )


def kinds_for(person: User) -> set[str]:
    return set(Notice.objects.filter(recipient=person, withdrawn_at=None).values_list("kind", flat=True))


@pytest.mark.database
def test_a_day_has_one_mail_at_the_persons_hour(harbour: Harbour) -> None:
    chooses(harbour, harbour.cast.ben, digest_hour=8, time_zone="Europe/Berlin")
    ben, mailed = harbour.cast.ben, []
    for hour in range(0, 49):
        now = at(harbour, 0, days=1, zone="Europe/Berlin") + datetime.timedelta(hours=hour)
        mailed += [hour for _ in tick_for(ben, now)]
    assert mailed == [8, 32], "two duties assigned and due on the first day, one due tomorrow on the second"


def test_the_mail_says_what_it_is_about_and_where_to_go(harbour: Harbour) -> None:
    mention(harbour)
    tick(at(harbour, 0, days=1))
    (digest,) = tick_for(harbour.cast.ben, at(harbour, 7, days=1))
    assert digest.subject == "Demarc: 4 things to know today"
    for said in (
        "Hello Ben Ortiz",
        "HARBOUR CLINIC PATIENT RECORDS",
        "A duty of yours is due soon:",
        "A duty was given to you:",
        "Olive Park mentions you: “Risk analysis”",
        f"http://127.0.0.1:8000/systems/{harbour.system.pk}/duties/{harbour.duty('risk-analysis').pk}/#comments",
    ):
        assert said in digest.body, digest.body
    assert "is this the newest" not in digest.body, "what was said is read behind the door"
    assert "&#x27;" not in digest.body


def test_who_has_nothing_to_hear_gets_no_mail(harbour: Harbour) -> None:
    tick(at(harbour, 0, days=1))
    told = {to for message in tick(at(harbour, 7, days=1)) for to in message.to}
    assert told == {harbour.cast.ben.email, harbour.cast.nora.email}
    assert tick(at(harbour, 9, days=1)) == []


def test_quiet_hours_put_a_mail_off_until_their_end(harbour: Harbour, settings: Settings) -> None:
    """The server did not take the digest of nine in the evening; by its next attempts the quiet hours have begun."""
    ben = harbour.cast.ben
    chooses(harbour, harbour.cast.nora, muted=NoticeKind.values)
    chooses(harbour, ben, digest_hour=21, quiet_from=22, quiet_until=6)
    tick(at(harbour, 0, days=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    for minute in (0, 6, 20, 50):
        tick(at(harbour, 21, days=1, minute=minute))
    assert Digest.objects.get(recipient=ben).attempts == 4
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tick_for(ben, at(harbour, 23, days=1)) == []
    assert tick_for(ben, at(harbour, 5, days=2)) == []
    assert len(tick_for(ben, at(harbour, 6, days=2))) == 1


def test_a_warning_that_has_a_mail_of_its_own_keeps_quiet_hours_too(harbour: Harbour) -> None:
    chooses(harbour, harbour.cast.olive, quiet_from=22, quiet_until=6)
    falls_in(harbour, 60)
    assert tick_for(harbour.cast.olive, at(harbour, 23, days=1)) == []
    assert len(tick_for(harbour.cast.olive, at(harbour, 6, days=2))) == 1


class ASecondTick(EmailBackend):
    """While a mail is on its way another process does the same minute."""

    now = datetime.datetime.min

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        send_due(ASecondTick.now)
        return super().send_messages(messages)


def test_two_ticks_at_once_send_a_digest_once(harbour: Harbour, settings: Settings) -> None:
    tick(at(harbour, 0, days=1))
    ASecondTick.now = at(harbour, 7, days=1)
    settings.EMAIL_BACKEND = f"{__name__}.ASecondTick"
    tick(ASecondTick.now)
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(ids) == len(set(ids)) == 2


class DiesAfterMailing(EmailBackend):
    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        super().send_messages(messages)
        raise SystemExit


def test_who_dies_after_mailing_lets_it_go_twice_under_one_id(harbour: Harbour, settings: Settings) -> None:
    chooses(harbour, harbour.cast.nora, muted=NoticeKind.values)
    tick(at(harbour, 0, days=1))
    settings.EMAIL_BACKEND = f"{__name__}.DiesAfterMailing"
    with pytest.raises(SystemExit):
        send_due(at(harbour, 7, days=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tick(at(harbour, 7, days=1)) == []
    send_due(at(harbour, 7, days=1) + FIRST_PAUSE)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_who_left_since_is_told_nothing_about_the_system(harbour: Harbour) -> None:
    tick(at(harbour, 0, days=1))
    held = Membership.objects.known().get(user=harbour.cast.ben)
    revoke(membership=held, actor=harbour.cast.sam, now=at(harbour, 6, days=1))
    assert [message.to for message in tick(at(harbour, 7, days=1))] == [[harbour.cast.nora.email]]
    assert not Notice.objects.filter(recipient=harbour.cast.ben, withdrawn_at=None).exists()


def test_what_is_no_longer_so_is_not_said(harbour: Harbour) -> None:
    said = mention(harbour, "@rita, look.")
    tick(at(harbour, 0, days=1))
    assert kinds_for(harbour.cast.rita) == {"mentioned"}
    withdraw_comment(comment=said, actor=harbour.cast.olive, now=harbour.now)  # type: ignore[arg-type]
    assert tick_for(harbour.cast.rita, at(harbour, 7, days=1)) == []
    assert Notice.objects.get(recipient=harbour.cast.rita).withdrawn_at


def test_a_duty_warns_seven_days_and_one_day_ahead_and_once_when_it_is_overdue(harbour: Harbour) -> None:
    """Nora's encryption at rest is due in thirty days."""
    said: dict[int, list[str]] = {}
    for day in range(20, 36):
        for message in tick_for(harbour.cast.nora, at(harbour, 7, days=day)) + tick_for(
            harbour.cast.nora, at(harbour, 12, days=day)
        ):
            said[day] = [line for line in message.body.splitlines() if "Encryption at rest" in line]
        tick(at(harbour, 13, days=day))
    due = f"{harbour.on + 30 * DAY:%-d %b %Y}"
    assert {day: line for day, lines in said.items() for line in lines} == {
        20: f"  - “Encryption at rest” was given to you, due on {due}",
        23: f"  - “Encryption at rest” is due on {due}",
        29: f"  - “Encryption at rest” is due on {due}",
        31: f"  - “Encryption at rest” was due on {due}",
    }


def test_who_is_given_a_duty_is_told_once_whoever_reviews_it_later(harbour: Harbour) -> None:
    tick(at(harbour, 12))
    duty, people = harbour.duty("risk-analysis"), harbour.cast
    own = Notice.objects.filter(recipient=people.nora, kind=NoticeKind.ASSIGNED)
    before = own.count()
    assign(
        duty=duty,
        owner=people.nora,
        reviewer=people.olive,
        due_on=harbour.on + 60 * DAY,
        actor=people.olive,
        on=harbour.on + DAY,
        now=at(harbour, 12, days=1),
    )
    tick(at(harbour, 12, days=1, minute=1))
    assert own.count() == before == 2


def test_a_decision_waits_for_all_who_may_approve_it_but_its_author(harbour: Harbour) -> None:
    proposed(harbour)
    tick(at(harbour, 12))
    waiting = Notice.objects.filter(kind=NoticeKind.APPROVAL).values_list("recipient__name", flat=True)
    assert sorted(waiting) == ["Olive Park", "Rita Shah"]


def test_an_overdue_duty_is_told_to_the_officers_after_the_days_they_chose(harbour: Harbour) -> None:
    """Ben's patching is due in three days."""
    escalate(system=harbour.system, after=5, actor=harbour.cast.olive, now=harbour.now)
    told = [
        day
        for day in range(12)
        for message in tick_for(harbour.cast.olive, at(harbour, 7, days=day)) + tick(at(harbour, 12, days=day))
        if message.to == [harbour.cast.olive.email]
    ]
    assert told == [8]
    assert any("“Patch management” was due on" in each.body and "is still open" in each.body for each in mail.outbox)


def test_a_demonstration_shows_and_mails_nobody(harbour: Harbour) -> None:
    System.objects.update(is_demonstration=True)
    mention(harbour)
    tick(at(harbour, 0, days=1))
    assert tick(at(harbour, 7, days=1)) == []
    assert "mentioned" in kinds_for(harbour.cast.ben)
    assert not Notice.objects.filter(due_at__isnull=False).exists()


def test_what_was_told_is_in_the_journal_by_ids(harbour: Harbour) -> None:
    tick(at(harbour, 0, days=1))
    tick(at(harbour, 7, days=1))
    entry = JournalEntry.objects.filter(verb="digest.sent").first()
    assert entry is not None and entry.after is not None
    assert set(entry.after) == {"recipient", "notices"}


def test_a_quiet_minute_asks_few_questions(harbour: Harbour, django_assert_max_num_queries) -> None:
    tick(at(harbour, 12))
    with django_assert_max_num_queries(30):
        tick(at(harbour, 12, minute=1))
