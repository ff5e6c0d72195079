"""An organisation's accounts: which does no system cover, and can an officer add each?"""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from compliance.models import Account
from evidence.models import Job, Observation
from evidence.organisation import MEMBERS, Cover, organisations_of
from tests.factories import ANALYTICS, PRODUCTION, Harbour, a_system, an_account

pytestmark = pytest.mark.django_db
NOBODYS, CLOSED, QUAYS = "222222222222", "333333333333", "555555555555"


def told(harbour: Harbour, members: dict[str, str], **said: object) -> None:
    """As the organizations collector answers in the management account."""
    now = timezone.now()
    job = Job.objects.create(
        kind="cell", key=str(now), system=harbour.system, state="done", created_at=now, next_attempt_at=now
    )
    rows = {f"arn:aws:organizations::{PRODUCTION}:account/o-lakeside/{key}": state for key, state in members.items()}
    for resource, state in (rows or {f"arn:aws:organizations::{PRODUCTION}:*": ""}).items():
        Observation.objects.create(
            **{
                "system": harbour.system,
                "job": job,
                "check_key": MEMBERS,
                "account": PRODUCTION,
                "region": "global",
                "resource": resource,
                "outcome": "pass",
                "detail": {"state": state},
                "observed_at": now,
                "fresh_until": now,
                "recorded_at": now,
                **said,
            }
        )


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


def test_a_member_account_that_sees_no_list_shows_no_organisation(harbour: Harbour) -> None:
    told(harbour, {}, outcome="not_applicable")
    assert organisations_of(harbour.system, harbour.viewer(harbour.cast.olive), harbour.on) == []


def test_olive_adds_what_nobody_covers_and_goes_on_to_connect_it(harbour: Harbour) -> None:
    told(harbour, {NOBODYS: "ACTIVE", PRODUCTION: "ACTIVE"})
    olive, system = Client(), harbour.system.pk
    olive.force_login(harbour.cast.olive)
    add = reverse("evidence:add-member", args=[system, NOBODYS])
    page = olive.get(reverse("evidence:organisation", args=[system])).content.decode()
    assert add in page and "1 of 2 not covered" in page
    wrong = olive.post(add, {"system": system, "name": "Archive", "regions": "the moon"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "Archive" in wrong.content.decode()
    answer = olive.post(add, {"system": system, "name": "Archive", "regions": "eu-central-1"})
    account = Account.objects.get(account_id=NOBODYS)
    assert answer["Location"] == reverse("evidence:connection", args=[system, account.pk])
    assert covers(harbour)[NOBODYS] == (Cover.HERE, True)
    assert olive.get(reverse("evidence:add-member", args=[system, "12"])).status_code == HTTPStatus.NOT_FOUND
