"""Can an officer see which day takes AWS's support away, and what was only learnt later?"""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from compliance import wording
from compliance.actions.ending import end_framework
from compliance.inheritance.history import Move, facts_of, moments
from frameworks.models import Edition
from tests.compliance.documents import agreement_ends
from tests.factories import Harbour

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
EDITION = "hipaa-2013"


def what_moves(client: Client, harbour: Harbour, **query: object):
    client.force_login(harbour.cast.olive)
    return client.get(reverse("compliance:changes", args=[harbour.system.pk]), query)


def test_the_day_on_which_an_agreement_ends_is_known_ahead(harbour: Harbour) -> None:
    agreement_ends(harbour, harbour.on + 30 * DAY)
    found = moments(harbour.catalogue, EDITION, facts_of(harbour.system), harbour.on, harbour.on + 90 * DAY)
    falls = next(each for each in found if each.day == harbour.on + 31 * DAY)
    assert found[0].supported > 0
    assert falls.supported == 0
    assert {each.is_supported for each in falls.changes} == {False}


def test_the_page_says_what_falls_and_why(client: Client, harbour: Harbour) -> None:
    last = harbour.on + 30 * DAY
    agreement_ends(harbour, last)
    page = what_moves(client, harbour, one=harbour.on, other=last + DAY)
    (told,) = page.context["told"]
    assert told.is_bad
    assert "loses its support" in told.what
    assert [str(last.year) in why for why in told.why] == [True]
    assert reverse("compliance:requirement", args=[harbour.system.pk, EDITION, told.refs[0]]) in page.content.decode()


def test_two_days_that_are_answered_alike_say_so(client: Client, harbour: Harbour) -> None:
    page = what_moves(client, harbour, one=harbour.on, other=harbour.on)
    assert page.context["told"] == []
    assert "are answered alike" in page.content.decode()


def test_a_document_accepted_today_restates_an_earlier_day(client: Client, harbour: Harbour) -> None:
    """Yesterday evening nothing was on record; the documents accepted since speak for the days before as well."""
    yesterday = harbour.on - DAY
    page = what_moves(client, harbour, one=yesterday, other=yesterday, known=yesterday)
    assert page.context["told"] == []
    assert [told.what for told in page.context["restated"]]
    assert "restatement" in page.content.decode()


def test_an_earlier_knowledge_is_not_changed_by_what_is_recorded_now(harbour: Harbour) -> None:
    before = facts_of(harbour.system, harbour.now)
    agreement_ends(harbour, harbour.on + 30 * DAY)
    assert facts_of(harbour.system, harbour.now) == before


@pytest.mark.parametrize("query", [{"one": "2026-13-40"}, {"other": "soon"}, {"known": ""}, {"edition": "nowhere"}])
def test_a_day_that_is_none_is_taken_as_not_given(client: Client, harbour: Harbour, query: dict[str, str]) -> None:
    assert what_moves(client, harbour, **query).status_code == 200


def test_the_page_asks_as_many_questions_whatever_moved(
    client: Client, harbour: Harbour, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    what_moves(client, harbour)
    with django_assert_max_num_queries(26) as asked:
        what_moves(client, harbour)
    agreement_ends(harbour, harbour.on + 30 * DAY)
    with django_assert_num_queries(len(asked)):
        what_moves(client, harbour)


def test_each_move_has_a_sentence_for_one_and_for_many() -> None:
    assert wording.MOVES.keys() == set(Move)
    names = {"before": "Shared", "after": "Customer", "services": "Amazon RDS"}
    for sentence in wording.MOVES.values():
        one, many = sentence % {"n": 1, **names}, sentence % {"n": 2, **names}
        assert one != many
        assert "%(" not in one + many


def test_a_framework_that_was_ended_falls_silent_and_not_short_of_support(harbour: Harbour) -> None:
    edition = Edition.objects.get(key=EDITION)
    end_framework(
        system=harbour.system, edition=edition, after=harbour.on + 10 * DAY, actor=harbour.cast.olive, now=harbour.now
    )
    found = moments(harbour.catalogue, EDITION, facts_of(harbour.system), harbour.on, harbour.on + 90 * DAY)
    (silent,) = [each for each in found if each.day == harbour.on + 11 * DAY]
    assert (silent.supported, silent.unsupported) == (0, 0)
    assert {each.after for each in silent.changes} == {None}
