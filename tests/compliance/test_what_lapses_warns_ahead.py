"""Is an officer told in time which requirements will fall, when, why and what to do?"""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from compliance.actions.attesting import accept, record_attestation
from compliance.actions.ending import end_framework
from compliance.actions.notifying import send_due
from compliance.actions.scoping import answer_to
from compliance.inheritance.lapsing import THRESHOLDS, coming_lapses
from compliance.models import Notice, System
from frameworks.models import Edition
from tests.compliance.documents import DAY, current
from tests.compliance.warnings_in_time import a_minute, coming, falls_in, noon
from tests.factories import SERVICES, Harbour, a_system, an_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_mail_server(settings: Settings) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "demarc@example.org"


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
        "Get the one that followed it, record it and accept it.",
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
    dashboard = client.get(reverse("compliance:dashboard")).content.decode()
    assert f"{reverse('compliance:system', args=[harbour.system.pk])}#lapses" in dashboard
    assert f"{len(lapse.refs)} requirements fall on" in dashboard


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
        with django_assert_num_queries(6):
            found = coming_lapses(some, harbour.catalogue)
        assert all(len(lapses) == 1 for lapses in found.values())
    assert len(days) == 5
    assert sorted(to for each in a_minute(noon(harbour)) for to in each.to) == [harbour.cast.olive.email] + 4 * [
        harbour.cast.otto.email
    ]


@pytest.mark.parametrize(("ended", "warned"), [(336, True), (265, False)])
def test_an_examination_that_no_longer_corroborates_is_told_apart_from_a_fall(
    harbour: Harbour, ended: int, warned: bool
) -> None:
    """The report counts for 365 days from the end of its period: so many of them are over."""
    report = current("aws-soc2")
    older = record_attestation(
        programme=report.programme,
        identity=report.identity,
        issuer=report.issuer,
        variant="type-2",
        valid_from=report.valid_from,
        period_start=harbour.on - (ended + 364) * DAY,
        period_end=harbour.on - ended * DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    accept(
        attestation=older,
        in_scope=dict.fromkeys(SERVICES, True),
        memo="Read.",
        actor=harbour.cast.olive,
        on=harbour.on,
        now=harbour.now,
    )
    lapses = coming(harbour)
    assert [lapse.corroboration for lapse in lapses] == ([True] if warned else [])
    mails = a_minute(noon(harbour))
    assert len(mails) == warned
    for lapse, warning in zip(lapses, mails, strict=True):
        assert lapse.day == harbour.on + (366 - ended) * DAY and lapse.documents == ("AWS-DEMO-SOC2",)
        assert "is not corroborated from" in warning.subject
        assert f"no current examination corroborates AWS’s part of {len(lapse.refs)} requirements" in warning.body
        assert "AWS stays bound by its contract" in warning.body and "no longer\nsupported" not in warning.body
