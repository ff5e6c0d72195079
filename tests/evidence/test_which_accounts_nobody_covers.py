"""An organisation's accounts: which does no system cover, and who was told of them?"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from evidence.organisation import Cover, organisations_of
from tests.evidence.organisations import told
from tests.factories import ANALYTICS, PRODUCTION, Harbour, a_system, an_account

pytestmark = pytest.mark.django_db
NOBODYS, CLOSED, QUAYS = "222222222222", "333333333333", "555555555555"


def covers(harbour: Harbour, user: str = "olive") -> dict[str, tuple[Cover, bool]]:
    viewer = harbour.viewer(getattr(harbour.cast, user))
    (found,) = organisations_of(harbour.system, viewer, harbour.on)
    return {each.account_id: (each.cover, each.system is not None) for each in found.members}


def test_each_member_is_covered_by_a_system_or_said_to_be_by_none(harbour: Harbour) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.otto, now=harbour.now)
    an_account(quay, QUAYS, "Quay", actor=harbour.cast.otto, now=harbour.now)
    told(harbour, {PRODUCTION: "ACTIVE", ANALYTICS: "ACTIVE", NOBODYS: "ACTIVE", CLOSED: "SUSPENDED", QUAYS: "ACTIVE"})
    assert covers(harbour) == {
        PRODUCTION: (Cover.HERE, True),
        ANALYTICS: (Cover.HERE, True),
        NOBODYS: (Cover.NOT_COVERED, False),
        CLOSED: (Cover.NOT_IN_USE, False),
        QUAYS: (Cover.ELSEWHERE, False),
    }, "of Quay Olive learns that it is a system, and not which"


def test_the_latest_answer_counts(harbour: Harbour) -> None:
    told(harbour, {NOBODYS: "ACTIVE"})
    told(harbour, {PRODUCTION: "ACTIVE"})
    assert list(covers(harbour)) == [PRODUCTION]


def test_a_list_that_could_not_be_had_covers_nobody(harbour: Harbour) -> None:
    told(harbour, {}, outcome="error", reason="access_denied")
    (found,) = organisations_of(harbour.system, harbour.viewer(harbour.cast.olive), harbour.on)
    assert (found.members, found.reason) == ([], "access_denied")
    olive = Client()
    olive.force_login(harbour.cast.olive)
    page = olive.get(reverse("evidence:organisation", args=[harbour.system.pk])).content.decode()
    assert f"AWS refused the call. In account {PRODUCTION}." in page


def test_a_member_account_that_sees_no_list_shows_no_organisation(harbour: Harbour) -> None:
    told(harbour, {}, outcome="not_applicable")
    assert organisations_of(harbour.system, harbour.viewer(harbour.cast.olive), harbour.on) == []


def test_thousands_of_ordinary_members_say_nothing_and_hide_nothing(harbour: Harbour) -> None:
    for number in range(3):
        told(harbour, {}, asked=f"{number:012d}", outcome="not_applicable")
    told(harbour, {NOBODYS: "ACTIVE"})
    told(harbour, {}, asked=ANALYTICS)
    told(harbour, {}, asked=ANALYTICS, outcome="not_applicable")
    assert list(covers(harbour)) == [NOBODYS], "what an account was told before it lost its office is over"


def test_a_delegated_administrator_lists_the_members_as_well(harbour: Harbour) -> None:
    told(harbour, {NOBODYS: "ACTIVE"}, asked=ANALYTICS, manager="999988887777")
    (found,) = organisations_of(harbour.system, harbour.viewer(harbour.cast.olive), harbour.on)
    assert (found.account_id, found.manager, found.id) == (ANALYTICS, "999988887777", "o-lakeside")
    olive = Client()
    olive.force_login(harbour.cast.olive)
    page = olive.get(reverse("evidence:organisation", args=[harbour.system.pk])).content.decode()
    assert f"As account {ANALYTICS} was told, a delegated administrator; 999988887777 manages it" in page


def test_an_organisation_that_two_accounts_see_is_listed_once_by_the_latest_answer(harbour: Harbour) -> None:
    told(harbour, {NOBODYS: "ACTIVE"})
    told(harbour, {NOBODYS: "SUSPENDED"}, asked=ANALYTICS)
    (found,) = organisations_of(harbour.system, harbour.viewer(harbour.cast.olive), harbour.on)
    assert (found.account_id, found.members[0].state) == (ANALYTICS, "SUSPENDED")


def test_the_page_takes_as_many_queries_for_many_members_as_for_one(
    harbour: Harbour, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    told(harbour, {f"{number:012d}": "ACTIVE" for number in range(250)})
    olive = Client()
    olive.force_login(harbour.cast.olive)
    with django_assert_max_num_queries(13):
        page = olive.get(reverse("evidence:organisation", args=[harbour.system.pk])).content.decode()
    assert page.count('name="members"') == 100 and "page 1 of 3" in page and "Connect all 250" in page
