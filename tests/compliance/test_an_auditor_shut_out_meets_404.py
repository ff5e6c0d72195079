"""Does an auditor whose access is taken find nothing at their very next request, on a page and by a program?"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.auditing import end_audit
from compliance.actions.granting import LONGEST_WINDOW, extend, shut_out
from compliance.models import AuditorGrant, JournalEntry
from frameworks.errors import Refused
from tests.compliance.audited import DAY, adas_window
from tests.factories import Harbour
from tests.programs import Program

pytestmark = pytest.mark.django_db

Take = Callable[[Harbour], object]


def by_the_page(harbour: Harbour) -> None:
    officer = Client()
    officer.force_login(harbour.cast.olive)
    window = adas_window(harbour).pk
    page = officer.get(reverse("compliance:window", args=[harbour.system.pk, window])).content.decode()
    assert "Access of Ada Moreau" in page and "Revoke now" in page
    answer = officer.post(reverse("compliance:shut-out", args=[harbour.system.pk, window]))
    assert answer.status_code == 302


def by_the_api(harbour: Harbour) -> None:
    olive = Program(harbour.cast.olive, harbour.system)
    assert olive.say("compliance-api:shut-out", adas_window(harbour).pk).status_code == 204


def by_the_end_of_the_audit(harbour: Harbour) -> None:
    end_audit(engagement=harbour.engagement, actor=harbour.cast.olive, now=harbour.now)


@pytest.mark.parametrize("take", [by_the_page, by_the_api, by_the_end_of_the_audit])
def test_the_next_request_finds_nothing(harbour: Harbour, client: Client, take: Take) -> None:
    client.force_login(harbour.cast.ada)
    program = Program(harbour.cast.ada, harbour.system)
    pages = [
        reverse("compliance:audit", args=[harbour.system.pk, harbour.engagement.pk]),
        reverse("compliance:system", args=[harbour.system.pk]),
        reverse("evidence:packs", args=[harbour.system.pk]),
    ]
    answers = [program.at("compliance-api:audit", harbour.engagement.pk), program.at("evidence-api:items")]
    assert {client.get(page).status_code for page in pages} == {200}
    assert {program.get(each).status_code for each in answers} == {200}
    take(harbour)
    assert {client.get(page).status_code for page in pages} == {404}
    assert {program.get(each).status_code for each in answers} == {404}
    assert client.post(pages[0], {"refs": ["164.312(b)"], "outcome": "not-tested"}).status_code == 404


def test_an_access_is_extended_by_at_most_90_days_from_today(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    last = harbour.on + LONGEST_WINDOW - DAY
    address = reverse("compliance:window", args=[harbour.system.pk, adas_window(harbour).pk])
    answer = client.post(address, {"until": last + DAY})
    assert (answer.status_code, "at most 90 days" in answer.content.decode()) == (422, True)
    assert client.post(address, {"until": last}).status_code == 302
    window = AuditorGrant.objects.on(harbour.on).get(user=harbour.cast.ada)
    assert (window.valid_from, window.valid_until) == (harbour.on, last)
    before = AuditorGrant.objects.on(harbour.on - DAY).get(user=harbour.cast.ada)
    assert before.valid_until == harbour.on - DAY
    entry = JournalEntry.objects.filter(verb="auditor.let-in").latest("number")
    assert entry.after is not None and entry.after["until"] == last.isoformat()


@pytest.mark.parametrize("late", ["extend", "shut out", "extend an audit that ended"])
def test_what_has_ended_is_neither_extended_nor_taken(harbour: Harbour, late: str) -> None:
    window = adas_window(harbour)
    (by_the_end_of_the_audit if late.endswith("ended") else by_the_api)(harbour)
    with pytest.raises(Refused, match="has ended already"):
        if late == "shut out":
            shut_out(granted=window, actor=harbour.cast.olive, now=harbour.now)
        else:
            extend(granted=window, until=harbour.on + DAY, actor=harbour.cast.olive, now=harbour.now)
