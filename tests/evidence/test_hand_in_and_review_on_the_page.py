"""Can an owner hand evidence in, somebody else review it, and nobody approve their own?"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from compliance.models import JournalEntry
from compliance.posture import Standing, posture_of_duty
from evidence.models import Item, ItemUse, UseState
from tests.factories import Harbour
from tests.pdfs import one_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_key")]
PDF = one_page()


def hand_in(harbour: Harbour, client: Client, content: bytes = PDF, title: str = "Risk analysis 2026") -> Any:
    client.force_login(harbour.cast.nora)
    address = reverse("evidence:upload", args=[harbour.system.pk, harbour.duty("risk-analysis").pk])
    file = SimpleUploadedFile("analysis.pdf", content, "application/pdf")
    days = {"observed_from": harbour.on.isoformat(), "observed_until": harbour.on.isoformat()}
    return client.post(address, {"title": title, "file": file, **days}, follow=True)


def review(harbour: Harbour, client: Client, verdict: str, comment: str = "") -> Any:
    use = ItemUse.objects.get()
    address = reverse("evidence:review", args=[harbour.system.pk, use.pk])
    return client.post(address, {"verdict": verdict, "comment": comment}, follow=True)


def timeline(harbour: Harbour, client: Client) -> str:
    duty = harbour.duty("risk-analysis")
    return client.get(reverse("evidence:timeline", args=[harbour.system.pk, duty.pk])).content.decode()


def test_what_nora_hands_in_waits_for_rita_and_then_counts(harbour: Harbour, client: Client) -> None:
    assert "is sealed and waits for review" in hand_in(harbour, client).content.decode()
    assert ">Accept<" not in timeline(harbour, client).replace("\n", "")
    client.force_login(harbour.cast.rita)
    assert "In review" in timeline(harbour, client)
    assert "Accepted: it counts." in review(harbour, client, "accept").content.decode()
    assert posture_of_duty(harbour.duty("risk-analysis"), harbour.now).standing == Standing.EVIDENCED


def test_it_is_given_back_with_a_reason_and_not_without(harbour: Harbour, client: Client) -> None:
    hand_in(harbour, client)
    client.force_login(harbour.cast.rita)
    silent = review(harbour, client, "give-back")
    assert silent.status_code == 422 and "Say what is missing" in silent.content.decode()
    review(harbour, client, "give-back", "The third site is missing.")
    assert ItemUse.objects.get().state == UseState.RETURNED
    assert "The third site is missing." in timeline(harbour, client)


def test_the_officer_who_handed_it_in_cannot_accept_it(harbour: Harbour, client: Client) -> None:
    hand_in(harbour, client)
    ItemUse.objects.update(submitted_by=harbour.cast.olive)
    client.force_login(harbour.cast.olive)
    answer = review(harbour, client, "accept")
    assert answer.status_code == 422
    assert "You handed this in yourself: somebody else has to review it." in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "The file is empty"), (b"MZ not a pdf", "The file is not readable as application/pdf")],
)
def test_an_unreadable_file_is_refused_in_a_sentence_and_the_title_stays(
    harbour: Harbour, client: Client, content: bytes, sentence: str
) -> None:
    answer = hand_in(harbour, client, content, "The analysis of spring")
    assert answer.status_code == 422
    assert sentence in answer.content.decode() and "The analysis of spring" in answer.content.decode()
    assert not Item.objects.exists()


def test_the_item_shows_its_four_times_and_gives_its_bytes_back(harbour: Harbour, client: Client) -> None:
    hand_in(harbour, client)
    item = Item.objects.get()
    text = client.get(reverse("evidence:item", args=[harbour.system.pk, item.pk])).content.decode()
    for word in ("Observed", "Collected", "Received", "Valid until", item.digest, "Nora Lind", "leaf "):
        assert word in text
    bytes_ = client.get(reverse("evidence:item-content", args=[harbour.system.pk, item.pk]))
    assert b"".join(bytes_.streaming_content) == PDF
    assert bytes_.headers["Content-Disposition"].startswith("attachment")


def test_what_ada_reads_is_journalled_and_what_the_team_reads_is_not(harbour: Harbour, client: Client) -> None:
    hand_in(harbour, client)
    item = Item.objects.get()
    address = reverse("evidence:item", args=[harbour.system.pk, item.pk])
    client.get(address)
    assert not JournalEntry.objects.filter(verb="custody.read").exists()
    client.force_login(harbour.cast.ada)
    assert client.get(address).status_code == 200
    assert JournalEntry.objects.get(verb="custody.read").actor == harbour.cast.ada
