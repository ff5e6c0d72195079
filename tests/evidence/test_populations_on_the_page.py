"""Do the pages take a population in, draw a sample, and draw it again before the auditor's eyes?"""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.models import JournalEntry
from evidence.models import Population, Sample
from tests.evidence.drawn import SEED, a_population, a_sample, changes
from tests.evidence.exhibits import has_a_signing_key
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def at(harbour: Harbour, route: str, *args: object) -> str:
    return reverse(f"evidence:{route}", args=[harbour.system.pk, *args])


def written(harbour: Harbour, count: int, rows: int) -> dict[str, object]:
    return {
        "title": "All changes",
        "first_day": harbour.engagement.period_start.isoformat(),
        "last_day": harbour.on.isoformat(),
        "origin": "Ticket system",
        "query": "project = CHG",
        "count": count,
        "extracted_at": harbour.now.strftime("%Y-%m-%dT%H:%M"),
        "extracted_by": "Ben Ortiz",
        "requirement": "hipaa-2013/164.312(b)",
        "control": "change-management",
        "file": SimpleUploadedFile("changes.csv", changes(rows), content_type="application/vnd.ms-excel"),
    }


def test_ben_enters_a_population_and_is_told_when_it_is_not_complete(harbour: Harbour, client: Client) -> None:
    has_a_signing_key()
    client.force_login(harbour.cast.ben)
    form = at(harbour, "enter-population", harbour.engagement.pk)
    assert client.get(form).status_code == 200
    answer = client.post(form, written(harbour, 12, 11))
    assert answer.status_code == 422 and "has 11 data rows, and the count says 12" in answer.content.decode()
    answer = client.post(form, written(harbour, 12, 12))
    row = Population.objects.get()
    assert answer.headers["Location"] == at(harbour, "population", row.pk)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "nothing was left out" in page and "Ticket, Summary, Deployed" in page and "Draw it" not in page


def test_ada_draws_and_draws_again(harbour: Harbour, client: Client) -> None:
    row = a_population(harbour)
    client.force_login(harbour.cast.ada)
    assert "Draw it" in client.get(at(harbour, "population", row.pk)).content.decode()
    answer = client.post(at(harbour, "draw-sample", row.pk), {"size": 41, "seed": SEED})
    assert answer.status_code == 422 and SEED in answer.content.decode()
    answer = client.post(at(harbour, "draw-sample", row.pk), {"size": 5, "seed": SEED})
    sample = Sample.objects.get()
    page = client.get(answer.headers["Location"]).content.decode()
    assert sample.rows[0][1] in page and f"printf '%s\\0%s' {SEED} {sample.rows[0][0]} | sha256sum" in page
    again = client.post(at(harbour, "redraw-sample", sample.pk)).content.decode()
    assert "the same rows in the same order" in again
    Sample.objects.update(rows=sample.rows[::-1])
    assert "Other rows come out" in client.post(at(harbour, "redraw-sample", sample.pk)).content.decode()


def test_what_an_auditor_reads_is_noted(harbour: Harbour, client: Client) -> None:
    sample = a_sample(harbour)
    client.force_login(harbour.cast.ada)
    for route, row in (
        ("population", sample.population),
        ("sample", sample),
        ("sample-content", sample),
        ("item", sample.population.item),
    ):
        assert row is not None and client.get(at(harbour, route, row.pk)).status_code == 200
    read = JournalEntry.objects.filter(verb="custody.read").order_by("number")
    assert [entry.subject_kind for entry in read] == ["population", "sample", "sample", "item"]


def test_where_there_is_none_the_page_says_what_to_do(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    page = client.get(at(harbour, "populations")).content.decode()
    assert "No population is on record" in page and at(harbour, "enter-population", harbour.engagement.pk) in page


def test_a_list_of_twelve_asks_as_many_queries_as_one_of_two(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    counts = []
    for wanted in (2, 12):
        while Population.objects.count() < wanted:
            a_sample(harbour, a_population(harbour, content=None))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(at(harbour, "populations")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_a_file_that_is_no_table_is_refused_with_what_to_do(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ben)
    said = written(harbour, 2, 2) | {"file": SimpleUploadedFile("changes.txt", io.BytesIO(b"one\ntwo\n").read())}
    answer = client.post(at(harbour, "enter-population", harbour.engagement.pk), said)
    assert answer.status_code == 422 and "CSV or XLSX" in answer.content.decode()
