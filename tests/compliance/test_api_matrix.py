"""Does the API give the matrix in the one shape in which the page gives it out?"""

import datetime
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import JournalEntry, User
from tests.compliance.leaving import EDITION, bytes_of
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def read(client: Client, harbour: Harbour, edition: str = "hipaa", who: User | None = None, **query: str) -> Any:
    client.force_login(who or harbour.cast.olive)
    return client.get(reverse("compliance-api:matrix", args=[harbour.system.pk, edition]), query)


def test_it_is_the_document_that_the_page_gives_out(harbour: Harbour, client: Client) -> None:
    answer, taken = read(client, harbour).json(), json.loads(bytes_of(client, harbour, "json"))
    assert answer.pop("written_at") and taken.pop("written_at")
    assert answer == taken
    assert answer["edition"]["key"] == EDITION


def test_another_day_has_another_answer(harbour: Harbour, client: Client) -> None:
    first = harbour.on - datetime.timedelta(days=400)
    earlier = read(client, harbour, on=first.isoformat()).json()
    assert earlier["as_of"] == first.isoformat()
    assert not any(part["duty"] for row in earlier["requirements"] for part in row["parts"])
    assert read(client, harbour, on=(first - datetime.timedelta(days=1)).isoformat()).status_code == 404
    assert read(client, harbour, on="soon").status_code == 400


def test_an_edition_that_is_unknown_or_not_answered_to_is_not_found(harbour: Harbour, client: Client) -> None:
    assert {read(client, harbour, edition).status_code for edition in ("sox", "gdpr")} == {404}


def test_an_auditors_reading_is_journalled(harbour: Harbour, client: Client) -> None:
    assert read(client, harbour, who=harbour.cast.ada).status_code == 200
    entry = JournalEntry.objects.latest("number")
    assert (entry.verb, entry.actor, entry.subject_id) == ("custody.read", harbour.cast.ada, str(harbour.system.pk))
