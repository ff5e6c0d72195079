"""Is a control leaned on held in one place: there while a duty is open there, here as soon as none is?"""

import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.actions.assessing import Answer, record_assessments
from compliance.actions.assigning import assign, split_off
from compliance.actions.granting import grant
from compliance.actions.leaning import lean_on
from compliance.actions.settling import settle_each_day
from compliance.inheritance.inheriting import our_parts
from compliance.models import Duty, JournalEntry, Leaning, Outcome, Role, System
from compliance.posture import Posture, RequirementPosture, Standing, duties_of, posture_of, posture_of_each
from frameworks.compiled import shipped
from frameworks.errors import Refused
from frameworks.models import Service
from tests.compliance.landing import LEANED, a_landing_zone, duty_of, lean, settle, stand_alone
from tests.factories import Harbour, a_system

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECOND, DAY = datetime.timedelta(seconds=1), datetime.timedelta(days=1)
LOGGING = "164.312(b)"


@pytest.fixture
def zone(harbour: Harbour) -> System:
    return a_landing_zone(harbour)


def stands(harbour: Harbour, on: datetime.date | None = None, known_at: datetime.datetime | None = None) -> Posture:
    return posture_of(harbour.system, shipped(), on or harbour.on, harbour.now + 2 * SECOND, known_at)


def logging(posture: Posture) -> RequirementPosture:
    return next(each for each in posture.editions["hipaa-2013"] if each.requirement.ref == LOGGING)


def holders(posture: Posture, control: str = "audit-logging") -> list[str]:
    """The systems that hold the control's duties, for the requirement on audit controls."""
    return [str(each.duty.system) for each in logging(posture).duties if each.duty.control.key == control]


def say(
    system: System, outcome: str, control: str = "audit-logging", service: str = "", *, at: datetime.datetime
) -> None:
    answer = Answer(
        control=control,
        service=service,
        source=f"check@{service}",
        outcome=outcome,
        observed_from=at,
        observed_until=at,
        fresh_until=at + DAY,
        ref=uuid4(),
    )
    record_assessments(system=system, answers=[answer], now=at)


# What it means


def test_our_duty_ends_and_theirs_stands_behind_the_requirement(harbour: Harbour, zone: System) -> None:
    before = stands(harbour)
    assert holders(before) == [str(harbour.system)]
    lean(harbour, zone)
    after = stands(harbour)
    assert holders(after) == [str(zone)]
    assert [each.leaned for each in logging(after).duties if each.duty.control.key == "audit-logging"] == [True]
    assert {each.duty.control.key for each in after.leaned} == set(LEANED)
    assert {each.duty.control.key for each in before.duties} - {each.duty.control.key for each in after.duties} == set(
        LEANED
    )
    assert set(LEANED).isdisjoint(our_parts(harbour.system, shipped(), harbour.on))
    assert duty_of(harbour.system, "mfa").ended_on == harbour.on


def test_who_bears_it_does_not_change_by_that(harbour: Harbour, zone: System) -> None:
    before = logging(stands(harbour)).inheritance
    lean(harbour, zone)
    assert logging(stands(harbour)).inheritance == before


def test_the_standing_is_what_evidence_says_there(harbour: Harbour, zone: System) -> None:
    for control in ("audit-logging", "log-review", "log-retention", "log-protection", "time-synchronisation"):
        say(harbour.system, Outcome.PASS, control, at=harbour.now)
    lean(harbour, zone)
    say(zone, Outcome.FAIL, at=harbour.now)
    assert logging(stands(harbour)).standing is Standing.FAILING
    say(zone, Outcome.PASS, at=harbour.now + SECOND)
    assert logging(stands(harbour)).standing is not Standing.FAILING
    say(harbour.system, Outcome.FAIL, at=harbour.now + SECOND)
    assert logging(stands(harbour)).standing is not Standing.FAILING, "what was looked at here proves nothing there"


def test_a_service_split_off_there_still_counts(harbour: Harbour, zone: System) -> None:
    """Else splitting off what fails would make us look better."""
    lean(harbour, zone)
    whole = duty_of(zone, "audit-logging")
    service = Service.objects.by_key("cloudtrail")
    split_off(duty=whole, service=service, actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
    say(zone, Outcome.FAIL, service="cloudtrail", at=harbour.now)
    assert holders(stands(harbour)) == [str(zone)] * 2
    assert logging(stands(harbour)).standing is Standing.FAILING


def test_a_service_split_off_here_ends_and_comes_back_with_the_whole(harbour: Harbour, zone: System) -> None:
    service, olive = Service.objects.by_key("rds"), harbour.cast.olive
    part = split_off(duty=harbour.duty("audit-logging"), service=service, actor=olive, on=harbour.on, now=harbour.now)
    lean(harbour, zone)
    part.refresh_from_db()
    assert part.ended_on == harbour.on
    stand_alone(harbour, zone, harbour.on, harbour.now + SECOND)
    settle(harbour.system, harbour.on + DAY, harbour.now + DAY)
    part.refresh_from_db()
    assert part.ended_on is None


def test_where_nothing_is_open_there_leaning_carries_nothing(harbour: Harbour, zone: System) -> None:
    Duty.objects.filter(system=zone, control__key="audit-logging").update(ended_on=harbour.on)
    lean(harbour, zone)
    assert holders(stands(harbour)) == [str(harbour.system)]
    assert duty_of(harbour.system, "audit-logging").ended_on is None
    assert duty_of(harbour.system, "mfa").ended_on == harbour.on


def test_when_the_duty_there_ends_ours_opens_again_by_itself(harbour: Harbour, zone: System) -> None:
    lean(harbour, zone)
    later = harbour.now + SECOND
    zone.service_uses.known().update(valid_until=harbour.on - DAY)
    settle(zone, harbour.on, later)
    assert duty_of(zone, "audit-logging").ended_on == harbour.on
    assert duty_of(harbour.system, "audit-logging").ended_on == harbour.on, "nobody looked yet"
    assert holders(stands(harbour)) == []
    settle_each_day(later)
    assert duty_of(harbour.system, "audit-logging").ended_on is None
    assert holders(stands(harbour)) == [str(harbour.system)]


def test_a_system_that_has_ended_carries_nobody(harbour: Harbour, zone: System) -> None:
    lean(harbour, zone)
    System.objects.filter(pk=zone.pk).update(ended_at=harbour.now)
    settle(harbour.system, harbour.on, harbour.now + SECOND)
    assert holders(stands(harbour)) == [str(harbour.system)]


def test_leaning_no_longer_opens_the_same_duty_again_with_its_owner(harbour: Harbour, zone: System) -> None:
    olive, now = harbour.cast.olive, harbour.now
    mine = harbour.duty("mfa")
    assign(
        duty=mine, owner=harbour.cast.ben, reviewer=harbour.cast.rita, due_on=None, actor=olive, on=harbour.on, now=now
    )
    lean(harbour, zone)
    stand_alone(harbour, zone, harbour.on, now + SECOND)
    settled = settle(harbour.system, harbour.on + DAY, now + DAY)
    assert {duty.control.key for duty in settled.opened} == set(LEANED)
    mine.refresh_from_db()
    assert mine.ended_on is None and mine.assignment is not None and mine.assignment.owner == harbour.cast.ben


def test_other_controls_take_the_place_of_those_named_before(harbour: Harbour, zone: System) -> None:
    lean(harbour, zone)
    leaning = lean(harbour, zone, "audit-logging", "backup", now=harbour.now + SECOND)
    assert leaning.controls == ["audit-logging", "backup"]
    assert duty_of(harbour.system, "mfa").ended_on is None
    entry = JournalEntry.objects.filter(verb="leaning.scoped").latest("number")
    assert entry.before == {"controls": sorted(LEANED)}
    assert entry.after == {
        "on_system": str(zone.pk),
        "controls": ["audit-logging", "backup"],
        "from": harbour.on.isoformat(),
    }


def test_oversight_of_aws_may_be_held_in_one_place_and_is_never_gone(harbour: Harbour, zone: System) -> None:
    lean(harbour, zone, "provider-oversight")
    held = [each for each in stands(harbour).leaned if each.duty.control.key == "provider-oversight"]
    assert [each.duty.system for each in held] == [zone]
    assert held[0].duty.part is None, "what AWS does not hold up stays a duty of each system"


# Both clocks


def test_it_holds_from_its_day_until_its_day(harbour: Harbour, zone: System) -> None:
    leaning = lean(harbour, zone, since=harbour.on + 2 * DAY)
    assert duty_of(harbour.system, "mfa").ended_on is None
    assert stands(harbour, harbour.on + DAY).leaned == ()
    assert len(stands(harbour, harbour.on + 2 * DAY).leaned) == len(LEANED)
    stand_alone(harbour, zone, harbour.on + 4 * DAY, harbour.now + SECOND)
    assert len(stands(harbour, harbour.on + 4 * DAY).leaned) == len(LEANED)
    assert stands(harbour, harbour.on + 5 * DAY).leaned == ()
    assert Leaning.objects.known().get().valid_from == leaning.valid_from


def test_what_was_known_before_it_was_recorded_stays_known(harbour: Harbour, zone: System) -> None:
    lean(harbour, zone, since=harbour.on - 10 * DAY, now=harbour.now + SECOND)
    assert stands(harbour, known_at=harbour.now).leaned == ()
    assert len(stands(harbour, harbour.on, harbour.now + SECOND).leaned) == len(LEANED)


def test_what_never_was_so_is_taken_back(harbour: Harbour, zone: System) -> None:
    lean(harbour, zone)
    stand_alone(harbour, zone, harbour.on - DAY, harbour.now + SECOND)
    assert not Leaning.objects.known().exists()
    settle(harbour.system, harbour.on, harbour.now + SECOND)
    assert duty_of(harbour.system, "mfa").ended_on is None
    with pytest.raises(Refused, match="does not lean on Landing zone after"):
        stand_alone(harbour, zone, harbour.on, harbour.now + 2 * SECOND)


# What is refused


def refused(harbour: Harbour, system: System, on_system: System, *controls: str) -> str:
    entries = JournalEntry.objects.count()
    with pytest.raises(Refused) as refusal:
        lean_on(
            system=system,
            on_system=on_system,
            controls=controls,
            since=harbour.on,
            actor=harbour.cast.olive,
            now=harbour.now,
        )
    assert JournalEntry.objects.count() == entries
    return str(refusal.value)


def test_what_makes_no_sense_is_refused(harbour: Harbour, zone: System) -> None:
    ours = harbour.system
    assert "cannot lean on itself" in refused(harbour, ours, ours, "mfa")
    assert "at least one control" in refused(harbour, ours, zone)
    assert "no control mfaa" in refused(harbour, ours, zone, "mfa", "mfaa")
    zone.is_demonstration = True
    assert "never lean on each other" in refused(harbour, ours, zone, "mfa")
    zone.is_demonstration, zone.ended_at = False, harbour.now
    assert "Landing zone has ended" in refused(harbour, ours, zone, "mfa")


def test_a_chain_is_refused_whichever_link_comes_last(harbour: Harbour, zone: System) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    lean(harbour, zone)
    said = refused(harbour, zone, quay, "mfa", "backup")
    assert "is leaned on for “Multi-factor authentication”" in said
    assert str(harbour.system) not in said, "who leans on it, its officer may not know"
    said = refused(harbour, quay, harbour.system, "mfa")
    assert "leans on another system for “Multi-factor authentication” itself" in said and "Landing" not in said
    lean_on(system=quay, on_system=harbour.system, controls=["backup"], since=harbour.on, actor=None, now=harbour.now)
    lean_on(
        system=zone, on_system=harbour.system, controls=["log-review"], since=harbour.on, actor=None, now=harbour.now
    )


def test_a_control_is_leaned_on_one_system_only(harbour: Harbour, zone: System) -> None:
    lean(harbour, zone)
    other = a_system("org", "Organisation", officer=harbour.cast.olive, now=harbour.now)
    said = refused(harbour, harbour.system, other, "mfa")
    assert "leans on another one for “Multi-factor authentication” already" in said and "Landing" not in said
    lean(harbour, other, "backup")
    assert {each.duty.system for each in stands(harbour).leaned} == {zone}, "the other holds no duty yet"


def test_the_same_again_changes_nothing(harbour: Harbour, zone: System) -> None:
    leaning, entries = lean(harbour, zone), JournalEntry.objects.count()
    assert lean(harbour, zone) == leaning and JournalEntry.objects.count() == entries


# What it costs


def test_as_many_queries_for_forty_controls_as_for_one(harbour: Harbour, zone: System) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            posture = stands(harbour)
            names = [f"{each.duty} {each.duty.system} {each.duty.assignment}" for each in posture.leaned]
        assert len(names) == len(posture.leaned)
        return len(captured)

    alone = queries()
    lean(harbour, zone, "mfa")
    one = queries()
    held = sorted({duty.control.key for duty in Duty.objects.filter(system=zone).select_related("control")})[:40]
    lean(harbour, zone, *held, now=harbour.now + SECOND)
    assert len(stands(harbour).leaned) == len(held) == 40
    assert alone == one == queries()


def test_a_duty_is_read_for_its_own_system_and_for_the_one_that_leans_on_it_each_on_its_day(
    harbour: Harbour, zone: System
) -> None:
    """The zone's owner began today: yesterday nobody had it, whoever asks."""
    olive, now = harbour.cast.olive, harbour.now
    for user, role in ((harbour.cast.ben, Role.OWNER), (harbour.cast.rita, Role.REVIEWER)):
        grant(system=zone, user=user, role=role, since=harbour.on, actor=olive, now=now)
    assign(
        duty=duty_of(zone, "mfa"),
        owner=harbour.cast.ben,
        reviewer=harbour.cast.rita,
        due_on=None,
        actor=olive,
        on=harbour.on,
        now=now,
    )
    lean(harbour, zone)
    days = {harbour.system: harbour.on, zone: harbour.on}
    postures = posture_of_each(days, shipped(), now)
    for each in (*postures[harbour.system.pk].leaned, *postures[zone.pk].duties):
        if each.duty.control.key == "mfa":
            assert each.duty.assignment is not None and each.standing is Standing.IN_PROGRESS
    assert [each.leaned for each in duties_of(zone, harbour.on, now)].count(True) == 0
