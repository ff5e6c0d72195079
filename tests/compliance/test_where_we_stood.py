"""Is where a system stood kept once a day, never made up, and never shown for what it is no more?"""

import datetime
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.assessing import Answer, record_assessments
from compliance.actions.recording_days import record_standing_days
from compliance.actions.scoping import answer_to
from compliance.actions.settling import settle_duties, settle_each_day
from compliance.inheritance.inherited import digest_of_each, inherited_of_each
from compliance.inheritance.inheriting import facts_of_each
from compliance.models import Attestation, Outcome, StandingDay, System
from compliance.posture import posture_of
from compliance.standings import standings_of_each
from evidence.tasks import EACH_MINUTE
from frameworks.models import Edition
from tests.compliance.landing import a_landing_zone, lean
from tests.factories import Harbour, a_system, an_account

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def recorded(harbour: Harbour, later: datetime.timedelta = datetime.timedelta()) -> int:
    settle_each_day(harbour.now + later)
    return record_standing_days(harbour.now + later)


def test_each_day_is_kept_once_as_posture_reads_it(harbour: Harbour) -> None:
    assert recorded(harbour) == 1 and recorded(harbour) == 0
    row = StandingDay.objects.get()
    posture = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)
    key = row.edition.key
    assert (row.day, row.recorded_at, row.catalogue) == (harbour.on, harbour.now, harbour.catalogue.digest)
    assert Counter(row.classes) == posture.classes(key) and Counter(row.supports) == posture.supports(key)
    ours = [each for each in posture.editions[key] if each.standing]
    assert Counter(row.standings) == Counter(str(each.standing) for each in ours) and ours
    assert recorded(harbour, DAY) == 1
    assert [each.day for each in StandingDay.objects.all()] == [harbour.on, harbour.on + DAY]


def test_the_minute_records_after_it_settled() -> None:
    assert EACH_MINUTE.index(settle_each_day) < EACH_MINUTE.index(record_standing_days)


def test_an_unsettled_system_waits_and_an_ended_one_is_left_alone(harbour: Harbour) -> None:
    assert record_standing_days(harbour.now + DAY) == 0, "its duties are yesterday's"
    System.objects.update(ended_at=harbour.now)
    assert record_standing_days(harbour.now) == 0
    assert not StandingDay.objects.exists()


def test_a_record_that_could_not_be_written_is_tried_again(harbour: Harbour) -> None:
    Edition.objects.filter(key="hipaa-2013").update(key="hipaa-lost")
    with pytest.raises(KeyError):
        record_standing_days(harbour.now)
    Edition.objects.filter(key="hipaa-lost").update(key="hipaa-2013")
    assert recorded(harbour) == 1


def test_when_the_ground_moves_the_day_is_written_anew(harbour: Harbour) -> None:
    recorded(harbour)
    scope(harbour, "soc2", "service-organisation")
    assert recorded(harbour) == 1
    assert {row.edition.key for row in StandingDay.objects.all()} == {"hipaa-2013", "soc2-2017"}
    assert {row.day for row in StandingDay.objects.all()} == {harbour.on}


def scope(harbour: Harbour, framework: str, role: str) -> None:
    edition, olive = Edition.objects.by_key(framework), harbour.cast.olive
    answer_to(system=harbour.system, edition=edition, role=role, since=harbour.on, actor=olive, now=harbour.now)
    settle_duties(system=harbour.system, catalogue=harbour.catalogue, on=harbour.on, actor=olive, now=harbour.now)


def live(harbour: Harbour) -> tuple[Counter[str], Counter[str]]:
    posture = posture_of(harbour.system, harbour.catalogue, harbour.on, harbour.now)
    classes, supports = Counter[str](), Counter[str]()
    for key in posture.editions:
        classes += posture.classes(key)
        supports += posture.supports(key)
    return classes, supports


def test_what_was_recorded_is_never_shown_once_it_is_no_more(harbour: Harbour) -> None:
    """Each step changes what the record rests on; the glance is right before anybody records anew."""

    def glance() -> Any:
        return inherited_of_each({harbour.system: harbour.on}, harbour.catalogue)[harbour.system.pk]

    recorded(harbour)
    before = glance()
    assert (before.classes, before.supports) == live(harbour)
    Attestation.objects.filter(programme__key="aws-soc2").update(valid_until=harbour.on - DAY)
    assert (glance().classes, glance().supports) == live(harbour) != (before.classes, before.supports)
    an_account(harbour.system, "777788889999", "Third", actor=harbour.cast.olive, now=harbour.now)
    scope(harbour, "soc2", "service-organisation")
    assert (glance().classes, glance().supports) == live(harbour)


def test_a_record_that_still_holds_is_read_and_not_computed(harbour: Harbour) -> None:
    recorded(harbour)
    StandingDay.objects.update(classes={"shared": 3}, first_fall={"day": "2031-05-06", "requirements": 7})
    found = inherited_of_each({harbour.system: harbour.on}, harbour.catalogue)[harbour.system.pk]
    assert found.classes == {"shared": 3}
    assert found.first_fall and (found.first_fall.day.year, found.first_fall.requirements) == (2031, 7)
    tomorrow = inherited_of_each({harbour.system: harbour.on + DAY}, harbour.catalogue)[harbour.system.pk]
    assert tomorrow.classes == live(harbour)[0], "another day is another answer"


def test_a_fall_ahead_is_the_same_recorded_and_computed(harbour: Harbour) -> None:
    Attestation.objects.filter(programme__key="aws-hipaa-baa").update(valid_until=harbour.on + 20 * DAY)
    days = {harbour.system: harbour.on}
    computed = inherited_of_each(days, harbour.catalogue)[harbour.system.pk]
    recorded(harbour)
    assert inherited_of_each(days, harbour.catalogue)[harbour.system.pk] == computed
    assert computed.first_fall and computed.first_fall.day == harbour.on + 21 * DAY


def test_the_digest_of_facts_does_not_hang_on_their_order(harbour: Harbour) -> None:
    facts = facts_of_each([harbour.system])[harbour.system.pk]
    turned = type(facts)(
        scopes=facts.scopes[::-1],
        accounts=facts.accounts[::-1],
        uses=facts.uses[::-1],
        attestations=facts.attestations[::-1],
    )
    fewer = type(facts)(scopes=facts.scopes, accounts=facts.accounts, uses=facts.uses[1:])
    pk = harbour.system.pk
    assert digest_of_each({pk: facts}) == digest_of_each({pk: turned}) != digest_of_each({pk: fewer})


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.FAIL, Outcome.ERROR])
def test_duties_stand_where_posture_says_they_stand(harbour: Harbour, outcome: Outcome) -> None:
    """Also split-off ones, stale ones, leaned ones, and those that somebody owns only from tomorrow."""
    lean(harbour, a_landing_zone(harbour))
    answers = [
        Answer(
            control=control,
            service=service,
            programme="",
            source=f"{control}@{service}-{number}",
            outcome=outcome if number else Outcome.PASS,
            observed_from=harbour.now - 9 * DAY,
            observed_until=harbour.now - 8 * DAY,
            fresh_until=harbour.now + (DAY if number else -DAY) if control == "patching" else None,
            ref=harbour.system.pk,
        )
        for control, service in (("patching", ""), ("encryption-at-rest", "s3"), ("log-review", ""))
        for number in range(2)
    ]
    record_assessments(system=harbour.system, answers=answers, now=harbour.now)
    for on in (harbour.on, harbour.on + DAY, harbour.on - 500 * DAY):
        posture = posture_of(harbour.system, harbour.catalogue, on, harbour.now)
        found = standings_of_each({harbour.system: on}, harbour.now)[harbour.system.pk]
        assert {each.duty: (each.standing, each.owner, each.due_on) for each in found} == {
            each.duty.pk: (
                each.standing,
                each.duty.assignment.owner_id if each.duty.assignment else None,
                each.duty.assignment.due_on if each.duty.assignment else None,
            )
            for each in posture.duties
        }


def test_thirty_systems_are_recorded_in_as_many_queries_as_one(harbour: Harbour) -> None:
    counts = []
    for wanted in (1, 30):
        for number in range(System.objects.count(), wanted):
            system = a_system(f"quay-{number}", f"Quay {number}", officer=harbour.cast.olive, now=harbour.now)
            settle_duties(
                system=system, catalogue=harbour.catalogue, on=harbour.on, actor=harbour.cast.olive, now=harbour.now
            )
        System.objects.update(recorded_on=None)
        with CaptureQueriesContext(connection) as asked:
            assert record_standing_days(harbour.now) == wanted
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 30


def days_apart(harbour: Harbour, *back: int) -> None:
    """As if the clock had stood on those days: the record of today, once for each."""
    recorded(harbour)
    row = StandingDay.objects.get()
    for each in back:
        row.pk, row.day, row.recorded_at = None, harbour.on - each * DAY, harbour.now - each * DAY
        row.save(force_insert=True)


def test_the_page_draws_the_days_and_leaves_gaps_blank(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ben)
    page = reverse("compliance:system", args=[harbour.system.pk])
    assert "There is no record yet" in client.get(page).content.decode()
    days_apart(harbour, 1, 2, 10)
    answer = client.get(page)
    aws, ours = answer.context["trend"].pictures
    assert [(each.first, each.last) for each in aws.stretches] == [
        (harbour.on - 10 * DAY, harbour.on - 10 * DAY),
        (harbour.on - 2 * DAY, harbour.on),
    ]
    assert [each.x + each.width for each in aws.stretches][-1] == 1000
    assert all(sum(layer.height for layer in each.layers) == 80 for each in aws.stretches)
    assert ours.legend and ours.legend != aws.legend
    text = answer.content.decode()
    assert "7 days in between have no record" in text and 'role="img"' in text and "<desc" in text


def test_an_auditor_is_not_shown_how_a_system_did_outside_the_audit(harbour: Harbour, client: Client) -> None:
    days_apart(harbour)
    client.force_login(harbour.cast.ada)
    assert 'id="trend"' not in client.get(reverse("compliance:system", args=[harbour.system.pk])).content.decode()
    assert client.get(reverse("compliance-api:trend", args=[harbour.system.pk])).status_code == 403


def test_the_api_gives_the_days_of_an_edition(harbour: Harbour, client: Client) -> None:
    days_apart(harbour, 1, 5)
    client.force_login(harbour.cast.ben)
    address = reverse("compliance-api:trend", args=[harbour.system.pk])
    every = client.get(address).json()["results"]
    assert {each["day"] for each in every} == {(harbour.on - n * DAY).isoformat() for n in (0, 1, 5)}
    assert set(every[0]) == {"edition", "day", "classes", "support", "standing", "catalogue", "recorded_at"}
    some = client.get(address, {"edition": "hipaa", "from": str(harbour.on - 2 * DAY), "until": str(harbour.on - DAY)})
    assert [each["day"] for each in some.json()["results"]] == [(harbour.on - DAY).isoformat()]
    assert client.get(address, {"edition": "soc2"}).json()["results"] == []
    assert client.get(address, {"from": "soon"}).status_code == 400


def test_a_document_of_awss_counts_on_the_first_page_at_once(harbour: Harbour, client: Client) -> None:
    recorded(harbour)
    client.force_login(harbour.cast.olive)
    page = reverse("compliance:dashboard")
    before = client.get(page).context["cards"][0].bars[1]
    Attestation.objects.filter(programme__key="aws-hipaa-baa").update(valid_until=harbour.on - DAY)
    after = client.get(page).context["cards"][0].bars[1]
    assert before != after
