"""Can the officer give a duty away, with and without JavaScript, and lose nothing when it is refused?"""

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import JournalEntry
from tests.factories import Harbour

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "owner"}


@pytest.fixture
def address(harbour: Harbour, client: Client) -> str:
    client.force_login(harbour.cast.olive)
    return reverse("compliance:assign", args=[harbour.system.pk, harbour.duty("backup").pk])


def said(harbour: Harbour, **other: object) -> dict[str, object]:
    return {"owner": harbour.cast.nora.pk, "reviewer": harbour.cast.rita.pk, "due_on": ""} | other


def test_a_form_of_its_own_needs_no_script(harbour: Harbour, client: Client, address: str) -> None:
    answer = client.post(address, said(harbour), follow=True)
    assert "Backup is assigned." in answer.content.decode()
    assert harbour.duty("backup").assignment.owner == harbour.cast.nora
    assert JournalEntry.objects.get(verb="duty.assigned", subject_id=str(harbour.duty("backup").pk))


def test_htmx_gets_the_owners_card_alone(harbour: Harbour, client: Client, address: str) -> None:
    answer = client.post(address, said(harbour), headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.lstrip().startswith('<section class="card" id="owner">') and "Nora Lind" in text


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_refusal_is_a_sentence_and_what_was_typed_stays(
    harbour: Harbour, client: Client, address: str, headers: dict[str, str]
) -> None:
    past = {"due_on": "2001-01-01"}
    answer = client.post(address, said(harbour, **past), headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The due date 2001-01-01 lies in the past" in text
    assert f'value="{harbour.cast.nora.pk}" selected' in text and "2001-01-01" in text
    assert harbour.duty("backup").assignment is None


def test_only_people_with_a_role_here_are_offered(harbour: Harbour, client: Client, address: str) -> None:
    text = client.get(address).content.decode()
    assert "Ben Ortiz" in text and "Otto Kern" not in text and "Ada Moreau" not in text


def test_a_service_in_use_is_split_off_and_gets_a_page_of_its_own(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    whole = harbour.duty("backup")
    page = client.get(reverse("compliance:duty", args=[harbour.system.pk, whole.pk]))
    services = {service.key: service for service in page.context["split_form"].fields["service"].queryset}
    assert "rds" in services and "redshift" not in services
    split = reverse("compliance:split-off", args=[harbour.system.pk, whole.pk])
    text = client.post(split, {"service": services["rds"].pk}, follow=True).content.decode()
    assert "give it an owner" in text and "Amazon RDS" in text
    assert client.post(split, {"service": services["rds"].pk}).status_code == 422
