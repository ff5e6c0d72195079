"""When AWS's part does not hold, who has to do something about it, what, and until when?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.assessing import Answer, record_assessments
from compliance.actions.assigning import assign, split_off
from compliance.actions.scoping import answer_to
from compliance.actions.settling import settle_duties, settle_each_day
from compliance.models import Assessment, Duty, JournalEntry, System
from compliance.posture import Standing, posture_of
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.inheritance.dividing import OVERSIGHT
from frameworks.models import Control, Edition, Service
from tests.compliance.documents import agreement_ends
from tests.factories import Harbour, a_system, an_account

pytestmark = pytest.mark.django_db

DAY, SECOND = datetime.timedelta(days=1), datetime.timedelta(seconds=1)


@pytest.fixture
def lapsed(harbour: Harbour) -> Harbour:
    """The addendum with AWS ended yesterday; duties are settled."""
    agreement_ends(harbour, harbour.on - DAY)
    settle_each_day(harbour.now + SECOND)
    return harbour


def of_the_addendum(system: System) -> Duty:
    return Duty.objects.select_related("control", "programme", "service", "system").get(
        system=system, programme__key="aws-hipaa-baa"
    )


def test_while_awss_part_holds_there_is_no_such_duty(harbour: Harbour) -> None:
    assert not Duty.objects.filter(system=harbour.system).exclude(programme=None).exists()


def test_one_duty_opens_for_the_document_however_many_requirements_wait_for_it(lapsed: Harbour) -> None:
    duty = of_the_addendum(lapsed.system)
    assert duty.control.key == OVERSIGHT and duty.opened_on == lapsed.on and duty.ended_on is None
    posture = posture_of(lapsed.system, lapsed.catalogue, lapsed.on, lapsed.now)
    for row in posture.requirements:
        waits = bool(row.inheritance.aws and not row.inheritance.aws.supported)
        assert (duty.pk in {each.duty.pk for each in row.duties}) is waits, row.requirement.ref


def test_it_ends_by_itself_once_the_part_holds_again_and_opens_again_as_the_same_row(lapsed: Harbour) -> None:
    duty, tomorrow = of_the_addendum(lapsed.system), lapsed.now + DAY
    agreement_ends(lapsed, lapsed.on + DAY)
    settle_each_day(lapsed.now + 2 * SECOND)
    duty.refresh_from_db()
    assert duty.ended_on == lapsed.on

    settle_each_day(tomorrow)
    duty.refresh_from_db()
    assert duty.ended_on == lapsed.on, "the addendum's last day is still covered"
    settle_each_day(tomorrow + DAY)
    duty.refresh_from_db()
    assert duty.ended_on is None


def test_evidence_for_it_is_its_own_and_not_the_whole_controls(lapsed: Harbour) -> None:
    duty = of_the_addendum(lapsed.system)
    assessed = Answer(
        control=OVERSIGHT,
        service="",
        programme="aws-hipaa-baa",
        source="review:own-assessment",
        outcome="pass",
        observed_from=lapsed.now,
        observed_until=lapsed.now,
        fresh_until=None,
        ref=duty.pk,
    )
    record_assessments(system=lapsed.system, answers=[assessed], now=lapsed.now)
    duties = {
        (each.duty.control.key, bool(each.duty.programme)): each.standing
        for each in posture_of(lapsed.system, lapsed.catalogue, lapsed.on, lapsed.now).duties
    }
    assert duties[OVERSIGHT, True] is Standing.EVIDENCED
    assert duties[OVERSIGHT, False] is Standing.NOT_STARTED
    assert Assessment.objects.get(source="review:own-assessment").programme == duty.programme


def test_it_is_given_to_somebody_like_any_other_and_no_service_can_be_split_off_it(lapsed: Harbour) -> None:
    duty, cast = of_the_addendum(lapsed.system), lapsed.cast
    assign(
        duty=duty, owner=cast.ben, reviewer=cast.rita, due_on=lapsed.on, actor=cast.olive, on=lapsed.on, now=lapsed.now
    )
    assert duty.assignment and duty.assignment.owner == cast.ben
    with pytest.raises(Refused, match="document of AWS"):
        split_off(duty=duty, service=Service.objects.by_key("ec2"), actor=cast.olive, on=lapsed.on, now=lapsed.now)


def test_the_page_says_what_stands_against_it_and_what_to_do(lapsed: Harbour, client: Client) -> None:
    client.force_login(lapsed.cast.olive)
    page = client.get(reverse("compliance:duty", args=[lapsed.system.pk, of_the_addendum(lapsed.system).pk]))
    text = page.content.decode()
    assert "The document has lapsed" in text and "have that part assessed yourselves" in text
    assert "AWS Artifact" in text and "Split a service off" not in text
    assert (
        "AWS Business Associate Addendum"
        in client.get(reverse("compliance:duties", args=[lapsed.system.pk])).content.decode()
    )


def test_a_day_that_passes_settles_once_whatever_the_minutes(harbour: Harbour) -> None:
    """A use that ended yesterday, a report that lapsed at midnight: nobody has to think of it."""
    assert settle_each_day(harbour.now) == 0, "whoever drew the boundary settled it"
    agreement_ends(harbour, harbour.on + 90 * DAY)
    assert settle_each_day(harbour.now) == 1, "one of AWS's documents was recorded and accepted anew"
    assert settle_each_day(harbour.now + SECOND) == 0
    harbour.system.service_uses.known().filter(service__key="rds").update(valid_until=harbour.on)
    entries = JournalEntry.objects.filter(verb="duties.settled").count()
    assert settle_each_day(harbour.now + DAY) == 1
    assert settle_each_day(harbour.now + DAY + SECOND) == 0
    assert JournalEntry.objects.filter(verb="duties.settled").count() - entries in {0, 1}


def test_each_day_is_the_systems_own(harbour: Harbour) -> None:
    before_midnight = datetime.datetime.combine(harbour.on, datetime.time(23, 59), datetime.UTC)
    assert settle_each_day(before_midnight) == 0, "in New York it is still the same day"
    assert settle_each_day(before_midnight + datetime.timedelta(hours=6)) == 1


def test_another_framework_brings_the_duty_of_its_own_document(harbour: Harbour) -> None:
    soc2 = Edition.objects.by_key("soc2")
    answer_to(
        system=harbour.system,
        edition=soc2,
        role="service-organisation",
        since=harbour.on,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    settle_duties(system=harbour.system, catalogue=shipped(), on=harbour.on, actor=None, now=harbour.now)
    waiting = Duty.objects.open().filter(system=harbour.system).exclude(programme=None)
    assert set(waiting.values_list("programme__key", flat=True)) == {"aws-soc2"}, "no letter bridges sixty days"


def test_one_system_that_cannot_be_settled_keeps_no_other_from_its_day(
    harbour: Harbour, caplog: pytest.LogCaptureFixture
) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    gdpr = Edition.objects.by_key("gdpr")
    answer_to(system=quay, edition=gdpr, role="controller", since=harbour.on, actor=None, now=harbour.now)
    an_account(quay, "777788889999", "Quay", actor=harbour.cast.otto, now=harbour.now)
    Control.objects.filter(key="lawful-basis").update(key="lawful-basis-of-old")
    System.objects.update(settled_on=None)
    assert settle_each_day(harbour.now) == 1
    assert "Quay" in caplog.text and "load_frameworks" in caplog.text
    assert System.objects.get(pk=harbour.system.pk).settled_on == harbour.on
