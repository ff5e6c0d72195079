"""Is a program that sends what no browser sends told so in a sentence, without a page drawn or a role read?"""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories import Harbour

pytestmark = pytest.mark.django_db

SESSION_AND_PERSON = 2


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_it_is_refused_in_a_sentence(
    harbour: Harbour, client: Client, method: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:system", args=[harbour.system.pk])
    with django_assert_num_queries(SESSION_AND_PERSON):
        answer = client.generic(method, address)
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert answer.content.decode() == f"Nobody may {method} a page. Programs have addresses of their own below /api/."


def test_what_a_browser_sends_to_a_page_that_does_not_take_it_is_answered_by_a_page(
    harbour: Harbour, client: Client
) -> None:
    client.force_login(harbour.cast.olive)
    answer = client.post(reverse("compliance:dashboard"))
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert "Your role does not do this" in answer.content.decode()
