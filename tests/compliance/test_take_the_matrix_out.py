"""May those who see the matrix take it out, in every form, with what it must say and without what may not leave?"""

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.assigning import assign
from compliance.exports import FORMS
from compliance.models import JournalEntry
from frameworks.models import OfficialText, Requirement
from tests.compliance.leaving import EDITION, PCI, bytes_of, taken
from tests.factories import Harbour, a_system

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", FORMS)
def test_a_publishers_own_text_never_leaves(harbour: Harbour, client: Client, form: str) -> None:
    words = "The licensed words of a publisher."
    OfficialText.objects.create(
        requirement=Requirement.objects.get(edition__key=EDITION, ref="164.312(b)"),
        publication="A licensed copy",
        title=words,
        text=words,
        imported_at=harbour.now,
    )
    assert words.encode() not in unzipped(bytes_of(client, harbour, form))


def unzipped(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    book = openpyxl.load_workbook(BytesIO(content))
    return repr([list(each.values) for each in book.worksheets]).encode()


@pytest.mark.parametrize("form", FORMS)
def test_each_form_says_that_it_shows_readiness_only(harbour: Harbour, client: Client, form: str) -> None:
    assert "no statement of compliance" in unzipped(bytes_of(client, harbour, form)).decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_demonstration_says_so(harbour: Harbour, client: Client, form: str) -> None:
    said = b"Demonstration data"
    assert said not in unzipped(bytes_of(client, harbour, form))
    harbour.system.is_demonstration = True
    harbour.system.save()
    assert said in unzipped(bytes_of(client, harbour, form))


@pytest.mark.parametrize("form", FORMS)
def test_it_asks_the_same_number_of_questions_for_any_number_of_owners(
    harbour: Harbour, client: Client, form: str
) -> None:
    counts = []
    for _ in range(2):
        bytes_of(client, harbour, form)
        with CaptureQueriesContext(connection) as asked:
            bytes_of(client, harbour, form)
        counts.append(len(asked))
        assign_twenty(harbour)
    assert counts[0] == counts[1] <= 35  # the log-in's own among them


def assign_twenty(harbour: Harbour) -> None:
    for duty in list(harbour.duties.values())[:20]:
        assign(
            duty=duty,
            owner=harbour.cast.nora,
            reviewer=harbour.cast.rita,
            due_on=None,
            actor=harbour.cast.olive,
            on=harbour.on,
            now=harbour.now,
        )


def test_an_auditors_export_is_in_the_journal_and_the_teams_is_not(harbour: Harbour, client: Client) -> None:
    taken(client, harbour, "xlsx", harbour.cast.ben)
    assert not JournalEntry.objects.filter(verb="custody.read").exists()
    assert taken(client, harbour, "xlsx", harbour.cast.ada).status_code == 200
    entry = JournalEntry.objects.get(verb="custody.read", system=harbour.system)
    assert (entry.actor, entry.subject_id) == (harbour.cast.ada, str(harbour.system.pk))


def test_who_sees_nothing_takes_nothing(harbour: Harbour, client: Client) -> None:
    assert taken(client, harbour, "csv", harbour.cast.otto).status_code == 404


def test_an_unknown_form_or_edition_is_not_found(harbour: Harbour, client: Client) -> None:
    assert taken(client, harbour, "docx").status_code == 404
    assert taken(client, harbour, "csv", edition=PCI).status_code == 404
    assert not JournalEntry.objects.filter(verb="custody.read").exists()


@pytest.mark.parametrize("form", FORMS)
def test_a_system_without_a_service_has_nothing_to_take_out(harbour: Harbour, client: Client, form: str) -> None:
    quay = a_system("quay", "Quay", officer=harbour.cast.olive, now=harbour.now)
    client.force_login(harbour.cast.olive)
    assert client.get(reverse("compliance:matrix-export", args=[quay.pk, form])).status_code == 404
    assert "/matrix/export/" not in client.get(reverse("compliance:matrix", args=[quay.pk])).content.decode()


def test_the_page_offers_each_form(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    page = client.get(reverse("compliance:matrix", args=[harbour.system.pk])).content.decode()
    for form in FORMS:
        address = reverse("compliance:matrix-export", args=[harbour.system.pk, form])
        assert f'href="{address}?edition={EDITION}"' in page
