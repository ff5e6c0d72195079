"""Does the team see who has how much to do, and does each owner see first what presses?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.assigning import assign
from compliance.actions.granting import grant, revoke
from compliance.models import Membership, Role, User
from compliance.posture import duties_of
from compliance.team import team_of
from compliance.workload import left_behind, workload_of
from tests.factories import Harbour, a_system

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def give(harbour: Harbour, control: str, owner: User, due: int | None, back: int = 0) -> None:
    assign(
        duty=harbour.duty(control),
        owner=owner,
        reviewer=harbour.cast.rita,
        due_on=None if due is None else harbour.on + due * DAY,
        actor=harbour.cast.olive,
        on=harbour.on - back * DAY,
        now=harbour.now,
    )


def test_each_owner_with_what_is_overdue_near_and_how_it_stands(harbour: Harbour) -> None:
    give(harbour, "mfa", harbour.cast.ben, -1, back=9)
    nobody, ben, nora = workload_of(
        duties_of(harbour.system, harbour.on, harbour.now), team_of(harbour.system, harbour.on), harbour.on
    )
    assert nobody.person is None and nobody.duties > 20 and nobody.standings == {"not-started": nobody.duties}
    assert (ben.person, ben.duties, ben.overdue, ben.soon) == (harbour.cast.ben, 3, 1, 2)
    assert (nora.person, nora.duties, nora.overdue, nora.soon) == (harbour.cast.nora, 2, 0, 0)
    assert ben.standings == {"in-progress": 3} and not ben.has_left


def test_who_has_left_is_told_apart_as_owner_and_as_reviewer(harbour: Harbour) -> None:
    for person in (harbour.cast.ben, harbour.cast.rita):
        revoke(membership=Membership.objects.known().get(user=person), actor=None, now=harbour.now)
    postures, team = duties_of(harbour.system, harbour.on, harbour.now), team_of(harbour.system, harbour.on)
    assert [(each.person, each.owned, each.reviewed) for each in left_behind(postures, team)] == [
        (harbour.cast.ben, 2, 0),
        (harbour.cast.rita, 0, 4),
    ]
    loads = workload_of(postures, team, harbour.on)
    assert [load.person for load in loads if load.has_left] == [harbour.cast.ben]


def test_the_page_leads_to_the_list_and_names_who_has_nothing(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.rita)
    text = client.get(reverse("compliance:workload", args=[harbour.system.pk])).content.decode()
    assert f"?owner={harbour.cast.ben.pk}" in text and "?owner=nobody" in text
    assert "May own duties and has none: Olive Park" in text


def test_an_owner_sees_first_what_is_overdue_and_due_today_in_all_systems(harbour: Harbour, client: Client) -> None:
    give(harbour, "mfa", harbour.cast.ben, -1, back=9)
    give(harbour, "backup", harbour.cast.ben, 0)
    give(harbour, "access-review", harbour.cast.ben, None)
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    grant(system=quay, user=harbour.cast.ben, role=Role.OWNER, since=harbour.on, actor=None, now=harbour.now)
    client.force_login(harbour.cast.ben)
    day = client.get(reverse("compliance:dashboard")).context["my_day"]
    assert [each.duty.control.key for each in day.pressing] == ["mfa", "backup"]
    assert [each.duty.control.key for each in day.coming] == ["patching", "log-review"]
    assert [each.duty.control.key for each in day.undated] == ["access-review"]


def test_who_owns_nothing_has_no_day_and_who_reviews_is_shown_what_waits(harbour: Harbour, client: Client) -> None:
    waits = reverse("evidence:to-review")
    seen = {}
    for name in ("ben", "rita", "ada"):
        client.force_login(getattr(harbour.cast, name))
        seen[name] = client.get(reverse("compliance:dashboard")).content.decode()
    assert "What is due" in seen["ben"] and "What is due" not in seen["rita"] + seen["ada"]
    assert waits in seen["rita"] and waits not in seen["ben"] + seen["ada"]
