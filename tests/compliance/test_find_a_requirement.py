"""Can somebody narrow eighty requirements down to the ones they look for?"""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import Attestation
from tests.factories import Harbour

pytestmark = pytest.mark.django_db
Listed = Callable[..., list[str]]


@pytest.fixture
def listed(harbour: Harbour, client: Client):
    client.force_login(harbour.cast.ada)

    def ask(**query: str) -> list[str]:
        answer = client.get(reverse("compliance:system", args=[harbour.system.pk]), query)
        return [row.posture.requirement.ref for _, rows in answer.context["families"] for row in rows]

    return ask


def test_by_words_and_by_reference(listed) -> None:
    assert listed(q="164.312(b)") == ["164.312(b)"]
    assert "164.312(b)" in listed(q="AUDIT controls")


def test_by_who_bears_it(listed) -> None:
    shared, customer = listed(**{"class": "shared"}), listed(**{"class": "customer"})
    assert shared and customer and not set(shared) & set(customer)
    inherited, not_binding = listed(**{"class": "inherited"}), listed(**{"class": "not_applicable"})
    assert not_binding  # rows for business associates and health plans, which the clinic is not
    assert len(listed()) == len(shared) + len(customer) + len(inherited) + len(not_binding)


def test_by_family_and_standing_together(listed) -> None:
    found = listed(family="Technical safeguards", standing="not-started")
    assert found and all(ref.startswith("164.312") for ref in found)


def test_by_what_is_behind_awss_part(listed) -> None:
    assert listed(supported="unsupported") == []
    today = datetime.date.today()
    Attestation.objects.filter(programme__key="aws-hipaa-baa").update(valid_until=today - datetime.timedelta(days=30))
    assert len(listed(supported="unsupported")) > 20


def test_a_choice_that_is_not_offered_filters_nothing(listed) -> None:
    assert listed(standing="excellent") == listed()


def test_htmx_gets_the_list_alone(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    address = reverse("compliance:system", args=[harbour.system.pk])
    part = client.get(address, {"q": "audit"}, headers={"HX-Request": "true", "HX-Target": "requirements"})
    text = part.content.decode()
    assert text.lstrip().startswith('<div id="requirements"')
    assert "<html" not in text
    assert "HX-Target" in part.headers["Vary"]
