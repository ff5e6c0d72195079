"""Is an officer told in time which requirements will fall, once, and whatever the mail server does?"""

import datetime
import zoneinfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from compliance.actions.attesting import accept, record_attestation
from compliance.actions.ending import end_framework
from compliance.actions.granting import grant, revoke
from compliance.actions.notifying import FIRST_PAUSE, announce_lapses, send_due
from compliance.actions.scoping import answer_to
from compliance.lapsing import AHEAD, THRESHOLDS, Lapse, coming_lapses
from compliance.models import JournalEntry, Membership, Notice, Role, System, User
from evidence import tasks
from frameworks.models import Edition
from tests.compliance.documents import agreement_ends, current
from tests.factories import SERVICES, Harbour, a_system, an_account

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def a_mail_server(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "demarc@example.org"


def noon(harbour: Harbour, days: int = 0) -> datetime.datetime:
    """So many days after the story's day, at noon where the system lives."""
    zone = zoneinfo.ZoneInfo(harbour.system.time_zone)
    return datetime.datetime.combine(harbour.on + days * DAY, datetime.time(12), zone)


def coming(harbour: Harbour) -> tuple[Lapse, ...]:
    return coming_lapses({harbour.system: harbour.on}, harbour.catalogue)[harbour.system]


def falls_in(harbour: Harbour, days: int) -> None:
    """The agreement's last day is the one before."""
    agreement_ends(harbour, harbour.on + (days - 1) * DAY)


def a_minute(now: datetime.datetime) -> list[mail.EmailMessage]:
    """What a minute's tick mails."""
    before = len(mail.outbox)
    announce_lapses(now)
    send_due(now)
    return mail.outbox[before:]


def another_officer(harbour: Harbour, until: datetime.date | None = None) -> User:
    grant(
        system=harbour.system,
        user=harbour.cast.nora,
        role=Role.OFFICER,
        since=harbour.on - 30 * DAY,
        until=until,
        actor=harbour.cast.sam,
        now=harbour.now,
    )
    return harbour.cast.nora


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_each_threshold_is_warned_of_on_its_day_and_on_no_day_beside_it(harbour: Harbour, threshold: int) -> None:
    falls_in(harbour, threshold + 1)
    told_before = [] if threshold == max(THRESHOLDS) else [harbour.cast.olive.email]
    assert [to for each in a_minute(noon(harbour)) for to in each.to] == told_before
    (warning,) = a_minute(noon(harbour, 1))
    assert warning.to == [harbour.cast.olive.email]
    assert f"in {threshold} days" in warning.body
    assert a_minute(noon(harbour, 2)) == []


def test_from_first_to_last_there_are_four_mails(harbour: Harbour) -> None:
    falls_in(harbour, 100)
    mailed = [day for day in range(105) for _ in a_minute(noon(harbour, day))]
    assert mailed == [10, 40, 70, 93]


@pytest.mark.parametrize(("days", "threshold"), [(89, 90), (61, 90), (59, 60), (8, 30), (6, 7), (1, 7)])
def test_of_thresholds_passed_unseen_only_the_nearest_is_announced(harbour: Harbour, days: int, threshold: int) -> None:
    falls_in(harbour, days)
    assert len(a_minute(noon(harbour))) == 1
    assert [notice.parameters["threshold"] for notice in Notice.objects.all()] == [threshold]


def test_the_mail_says_what_falls_when_why_and_what_to_do(harbour: Harbour) -> None:
    falls_in(harbour, 30)
    (warning,) = a_minute(noon(harbour))
    (lapse,) = coming(harbour)
    last = harbour.on + 29 * DAY
    assert f"{len(lapse.refs)} requirements of HIPAA" in warning.subject
    assert "\n" not in warning.subject
    for said in (
        "Hello Olive Park",
        "“Harbour Clinic patient records”",
        "AWS-DEMO-HIPAA-BAA",
        f"could be relied on until {last.day} ",
        "Get the one that followed it from AWS Artifact and accept it.",
        lapse.refs[0],
        f"and {len(lapse.refs) - 12} more",
        f"http://127.0.0.1:8000/systems/{harbour.system.pk}/changes/?edition=hipaa-2013&one={last}&other={last + DAY}",
    ):
        assert said in warning.body, warning.body
    assert "&#x27;" not in warning.body and "&amp;" not in warning.body


def test_nothing_is_said_where_nothing_falls(harbour: Harbour) -> None:
    assert a_minute(noon(harbour)) == []
    falls_in(harbour, 91)
    assert coming(harbour) == ()


@pytest.mark.parametrize("letter", [6, 29, 80])
def test_a_letter_that_ends_takes_soc_2_with_it(harbour: Harbour, letter: int) -> None:
    """The report ended sixty days ago; AWS's letter speaks for so many days from now on, and counts for 92 at most."""
    held = current("aws-soc2")
    answer_to(
        system=harbour.system,
        edition=Edition.objects.by_key("soc2"),
        role="service-organisation",
        since=harbour.on - 30 * DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    bridged = record_attestation(
        programme=held.programme,
        identity=held.identity,
        issuer=held.issuer,
        variant=held.variant,
        valid_from=held.valid_from,
        period_start=held.period_start,
        period_end=held.period_end,
        letter_until=harbour.on + letter * DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    named = dict.fromkeys(SERVICES, True)
    accept(attestation=bridged, in_scope=named, memo="Read.", actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
    (lapse,) = coming(harbour)
    assert held.period_end
    assert lapse.day == min(harbour.on + letter * DAY, held.period_end + 92 * DAY) + DAY
    assert (lapse.edition, lapse.documents) == ("soc2-2017", (held.identity,))
    (warning,) = a_minute(noon(harbour))
    assert "from AWS Artifact" in warning.body
    assert warning.body.count("What to do:") == 1


def test_what_leaves_with_its_framework_does_not_fall(harbour: Harbour) -> None:
    """The system answers to HIPAA for twenty days more: after them nothing is lost that anybody asks for."""
    falls_in(harbour, 60)
    hipaa = Edition.objects.by_key("hipaa")
    end_framework(system=harbour.system, edition=hipaa, after=harbour.on + 20 * DAY, actor=None, now=harbour.now)
    assert coming(harbour) == ()


@pytest.mark.database
def test_a_second_look_on_the_same_day_says_nothing_twice(harbour: Harbour) -> None:
    falls_in(harbour, 60)
    assert len(a_minute(noon(harbour))) == 1
    assert a_minute(noon(harbour)) == []
    System.objects.update(lapses_read_on=None)
    assert a_minute(noon(harbour)) == []
    assert [entry.verb for entry in JournalEntry.objects.order_by("number")][-2:] == ["lapse.announced", "notice.sent"]


def test_two_officers_get_a_mail_each_and_who_is_none_gets_none(harbour: Harbour) -> None:
    nora = another_officer(harbour)
    falls_in(harbour, 60)
    told = {to for each in a_minute(noon(harbour)) for to in each.to}
    assert told == {harbour.cast.olive.email, nora.email}
    entry = JournalEntry.objects.get(verb="lapse.announced")
    assert set(entry.after["recipients"]) == {str(harbour.cast.olive.pk), str(nora.pk)}


def test_an_officer_whose_role_has_ended_gets_none(harbour: Harbour) -> None:
    another_officer(harbour, until=harbour.on - DAY)
    falls_in(harbour, 60)
    assert [each.to for each in a_minute(noon(harbour))] == [[harbour.cast.olive.email]]


def test_who_ceases_to_be_an_officer_before_the_mail_goes_gets_none(harbour: Harbour) -> None:
    falls_in(harbour, 60)
    announce_lapses(noon(harbour))
    revoke(membership=Membership.objects.known().get(user=harbour.cast.olive), actor=None, now=noon(harbour))
    assert send_due(noon(harbour)) == 0
    assert Notice.objects.get().withdrawn_at == noon(harbour)


@pytest.mark.database
def test_a_correction_in_time_withdraws_what_was_not_sent(harbour: Harbour) -> None:
    falls_in(harbour, 60)
    announce_lapses(noon(harbour))
    agreement_ends(harbour, None, since=10 * datetime.timedelta(minutes=1))
    assert send_due(noon(harbour)) == 0
    assert Notice.objects.get().withdrawn_at
    assert JournalEntry.objects.filter(verb="lapse.withdrawn").count() == 1
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


@pytest.mark.database
def test_without_a_mail_server_warnings_wait_and_the_page_says_so(
    harbour: Harbour, settings: Settings, client: Client
) -> None:
    settings.SENDS_MAIL = False
    falls_in(harbour, 60)
    assert a_minute(noon(harbour)) == []
    assert Notice.objects.unsent().count() == 1
    assert "no mail server is set up" in overview(client, harbour)
    settings.SENDS_MAIL = True
    assert send_due(noon(harbour)) == 1
    assert "The compliance officers were mailed on" in overview(client, harbour)


def overview(client: Client, harbour: Harbour) -> str:
    client.force_login(harbour.cast.olive)
    return client.get(reverse("compliance:system", args=[harbour.system.pk])).content.decode()


def test_the_overview_and_the_dashboard_show_it(harbour: Harbour, client: Client) -> None:
    assert "Will lapse" not in overview(client, harbour)
    falls_in(harbour, 60)
    (lapse,) = coming(harbour)
    page = overview(client, harbour)
    assert "Will lapse" in page
    assert f"{len(lapse.refs)} requirements fall" in page
    assert f"one={lapse.day - DAY}&amp;other={lapse.day}" in page
    assert "#lapses" in client.get(reverse("compliance:dashboard")).content.decode()


def test_an_auditor_sees_what_will_lapse_but_not_who_was_told(harbour: Harbour, client: Client) -> None:
    falls_in(harbour, 60)
    client.force_login(harbour.cast.ada)
    page = client.get(reverse("compliance:system", args=[harbour.system.pk])).content.decode()
    assert "Will lapse" in page
    assert "mailed" not in page


def test_a_demonstration_shows_it_and_mails_nobody(harbour: Harbour, client: Client) -> None:
    System.objects.update(is_demonstration=True)
    falls_in(harbour, 60)
    assert a_minute(noon(harbour)) == []
    assert not Notice.objects.exists()
    assert "A demonstration mails nobody." in overview(client, harbour)


@pytest.mark.database
def test_five_systems_are_read_in_as_many_queries_as_one(harbour: Harbour, django_assert_num_queries) -> None:
    falls_in(harbour, 60)
    for number in range(4):
        system = a_system(f"quay-{number}", f"Quay {number}", officer=harbour.cast.otto, now=harbour.now)
        an_account(system, f"{number:012}", "Quay", actor=harbour.cast.otto, now=harbour.now)
    days = {system: harbour.on for system in System.objects.all()}
    for some in ({harbour.system: harbour.on}, days):
        with django_assert_num_queries(5):
            found = coming_lapses(some, harbour.catalogue)
        assert all(len(lapses) == 1 for lapses in found.values())
    assert len(days) == 5
    assert sorted(to for each in a_minute(noon(harbour)) for to in each.to) == [harbour.cast.olive.email] + 4 * [
        harbour.cast.otto.email
    ]


def test_a_minute_in_which_nothing_is_to_be_done_asks_three_questions(
    harbour: Harbour, django_assert_num_queries
) -> None:
    falls_in(harbour, 60)
    a_minute(noon(harbour))
    with django_assert_num_queries(3):
        a_minute(noon(harbour))


def test_the_minutes_tick_does_both(harbour: Harbour) -> None:
    assert {announce_lapses, send_due} < set(tasks.EACH_MINUTE)
    assert AHEAD == 90 * DAY
