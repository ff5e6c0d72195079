"""Whose rows does each of the cast see, and from which day until which?"""

import datetime
import zoneinfo

import pytest

from compliance.actions.granting import grant, let_in, open_engagement, revoke, shut_out
from compliance.models import (
    Account,
    AuditorGrant,
    Duty,
    Engagement,
    JournalEntry,
    Membership,
    Role,
    System,
    User,
)
from compliance.permissions import NotAllowed, NotVisible, Viewer, enter, viewer_of
from frameworks.models import Control, Support
from tests.factories import Harbour, a_system

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
TEAM = ["olive", "ben", "nora", "rita"]
EVERYBODY = [*TEAM, "ada", "otto", "sam"]


@pytest.fixture
def quay(harbour: Harbour) -> System:
    """Otto's system, of which nobody else knows."""
    return a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)


def noon(harbour: Harbour, day: datetime.date) -> datetime.datetime:
    zone = zoneinfo.ZoneInfo(harbour.system.time_zone)
    return datetime.datetime.combine(day, datetime.time(12), zone)


@pytest.mark.parametrize("name", EVERYBODY)
def test_systems(harbour: Harbour, quay: System, name: str) -> None:
    seen = set(System.objects.visible_to(harbour.viewer(getattr(harbour.cast, name))))
    assert seen == ({quay} if name == "otto" else set() if name == "sam" else {harbour.system})


@pytest.mark.parametrize("name", EVERYBODY)
def test_duties_and_engagements(harbour: Harbour, name: str) -> None:
    viewer = harbour.viewer(getattr(harbour.cast, name))
    inside = name in [*TEAM, "ada"]
    assert Duty.objects.visible_to(viewer).exists() is inside
    assert list(Engagement.objects.visible_to(viewer)) == ([harbour.engagement] if inside else [])


@pytest.mark.parametrize("rows", [Account.objects, JournalEntry.objects], ids=["accounts", "journal"])
@pytest.mark.parametrize("name", EVERYBODY)
def test_what_no_audit_asks_for_is_the_teams(harbour: Harbour, name: str, rows) -> None:
    viewer = harbour.viewer(getattr(harbour.cast, name))
    assert rows.visible_to(viewer).exists() is (name in TEAM)


def test_an_auditor_sees_the_duties_that_serve_the_framework(harbour: Harbour) -> None:
    ada, of_harbour = harbour.viewer(harbour.cast.ada), set(harbour.duties.values())
    beside = Control.objects.create(
        key="beside", title="Beside the point", theme="governance", objective="", good="", cadence="P1Y"
    )
    duty = Duty.objects.create(system=harbour.system, control=beside, opened_on=harbour.on)
    assert Duty.objects.visible_to(harbour.viewer(harbour.cast.rita)).contains(duty)
    seen = Duty.objects.visible_to(ada)
    assert not seen.contains(duty)
    serving = set(
        Support.objects.filter(requirement__edition__in=harbour.engagement.editions.all()).values_list("control")
    )
    assert {(row.control_id,) for row in seen} <= serving
    assert set(seen) == of_harbour


def test_a_second_audit_shows_no_duty_twice(harbour: Harbour) -> None:
    engagement = open_engagement(
        system=harbour.system,
        examined={harbour.engagement.editions.get(): ""},
        title="Again",
        period_start=harbour.on,
        period_end=harbour.on,
        actor=None,
        now=harbour.now,
    )
    ada, today = harbour.cast.ada, harbour.on
    let_in(engagement=engagement, auditor=ada, since=today, until=today, actor=None, now=harbour.now)
    rows = list(Duty.objects.visible_to(harbour.viewer(ada)))
    assert len(rows) == len(set(rows)) == len(harbour.duties)


def test_the_window_is_open_on_its_first_and_its_last_day(harbour: Harbour) -> None:
    window = AuditorGrant.objects.known().get(user=harbour.cast.ada)
    assert window.valid_until is not None
    days = [window.valid_from - DAY, window.valid_from, window.valid_until, window.valid_until + DAY]
    roles = [viewer_of(harbour.cast.ada, noon(harbour, day)).roles_in(harbour.system) for day in days]
    assert roles == [frozenset(), {Role.AUDITOR}, {Role.AUDITOR}, frozenset()]


def test_a_day_begins_where_the_system_lives(harbour: Harbour) -> None:
    """New York's first of July begins at 04:00 UTC and ends at 03:59:59 UTC of the second."""
    first = datetime.date(2027, 7, 1)
    grant(
        system=harbour.system,
        user=harbour.cast.sam,
        role=Role.OWNER,
        since=first,
        until=first,
        actor=None,
        now=harbour.now,
    )
    begin = datetime.datetime(2027, 7, 1, 4, tzinfo=datetime.UTC)
    second = datetime.timedelta(seconds=1)
    instants = [begin - second, begin, begin + DAY - second, begin + DAY]
    held = [bool(viewer_of(harbour.cast.sam, at).roles_in(harbour.system)) for at in instants]
    assert held == [False, True, True, False]


def test_a_role_or_an_access_that_is_taken_ends_at_once(harbour: Harbour) -> None:
    cast, later = harbour.cast, harbour.now + datetime.timedelta(seconds=1)
    revoke(membership=Membership.objects.known().get(user=cast.ben), actor=cast.sam, now=later)
    shut_out(granted=AuditorGrant.objects.known().get(user=cast.ada), actor=cast.olive, now=later)
    for gone in (cast.ben, cast.ada):
        assert viewer_of(gone, later) == Viewer(gone)


def test_an_audit_that_ended_lets_nobody_in(harbour: Harbour) -> None:
    Engagement.objects.update(ended_at=harbour.now)
    assert not harbour.viewer(harbour.cast.ada).roles


def test_who_may_not_log_in_sees_nothing(harbour: Harbour) -> None:
    User.objects.filter(pk=harbour.cast.olive.pk).update(is_active=False)
    assert not harbour.viewer(User.objects.get(pk=harbour.cast.olive.pk)).roles


def test_an_auditor_who_is_of_the_team_is_not_bound_by_the_audit(harbour: Harbour) -> None:
    ada = harbour.cast.ada
    grant(system=harbour.system, user=ada, role=Role.REVIEWER, since=harbour.on, actor=None, now=harbour.now)
    viewer = harbour.viewer(ada)
    assert not viewer.is_only_auditor_in(harbour.system)
    assert Account.objects.visible_to(viewer).exists()


def test_the_door_answers_404_to_outsiders_and_403_to_the_wrong_role(harbour: Harbour, quay: System) -> None:
    route, cast = "compliance:assign", harbour.cast
    assert enter(harbour.viewer(cast.olive), route, "POST", harbour.system.pk) == harbour.system
    for name in ("ben", "rita", "ada"):
        with pytest.raises(NotAllowed):
            enter(harbour.viewer(getattr(cast, name)), route, "POST", harbour.system.pk)
    for name in ("otto", "sam"):
        with pytest.raises(NotVisible):
            enter(harbour.viewer(getattr(cast, name)), route, "POST", harbour.system.pk)
    with pytest.raises(NotVisible):
        enter(harbour.viewer(cast.olive), route, "POST", quay.pk)
    with pytest.raises(NotVisible):
        enter(harbour.viewer(cast.olive), route, "POST", None)
    with pytest.raises(NotVisible):
        enter(harbour.viewer(cast.olive), "nobody:declared-this", "GET", harbour.system.pk)


@pytest.mark.parametrize(("name", "queries"), [("olive", 2), ("otto", 2), ("ada", 4)])
def test_reading_it_takes_two_queries_and_two_more_for_an_auditor(
    harbour: Harbour, django_assert_num_queries, name: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        harbour.viewer(getattr(harbour.cast, name))
