"""Can an officer say who read what, and when: on the page and as a file?"""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from compliance.actions.granting import shut_out
from compliance.actions.reading import note_read
from compliance.audits.custody import COLUMNS, lines_of, reads_of
from tests.compliance.audited import adas_window, asked
from tests.factories import Harbour

pytestmark = pytest.mark.django_db


def ada_reads(harbour: Harbour) -> None:
    viewer = harbour.viewer(harbour.cast.ada)
    for subject, page in (
        (harbour.system, "matrix"),
        (harbour.duty("patching"), ""),
        (asked("164.312(b)"), "evidence"),
    ):
        note_read(viewer=viewer, system=harbour.system, subject=subject, now=harbour.now, page=page)


def at(harbour: Harbour, route: str) -> str:
    return reverse(f"compliance:{route}", args=[harbour.system.pk, harbour.engagement.pk])


def test_the_log_names_who_and_what(harbour: Harbour, client: Client) -> None:
    ada_reads(harbour)
    assert [(str(line.who), line.kind, line.name, line.page) for line in lines_of(reads_of(harbour.engagement))] == [
        ("Ada Moreau", "Requirement", "HIPAA 164.312(b) Audit controls", "evidence"),
        ("Ada Moreau", "Duty", str(harbour.duty("patching")), ""),
        ("Ada Moreau", "System", "Harbour Clinic patient records", "responsibility matrix"),
    ]
    client.force_login(harbour.cast.olive)
    text = client.get(at(harbour, "custody")).content.decode()
    assert "HIPAA 164.312(b) Audit controls" in text and "Ada Moreau" in text


def test_it_stays_when_the_auditor_is_gone(harbour: Harbour) -> None:
    ada_reads(harbour)
    shut_out(granted=adas_window(harbour), actor=harbour.cast.olive, now=harbour.now)
    assert reads_of(harbour.engagement).count() == 3


def test_what_nobody_knows_any_more_is_shown_by_its_id(harbour: Harbour) -> None:
    viewer = harbour.viewer(harbour.cast.ada)
    note_read(viewer=viewer, system=harbour.system, subject=harbour.cast.ben, now=harbour.now)
    (line,) = lines_of(reads_of(harbour.engagement))
    assert (line.kind, line.name, line.path) == ("user", str(harbour.cast.ben.pk), "")


def test_the_whole_log_is_a_file(harbour: Harbour, client: Client) -> None:
    ada_reads(harbour)
    harbour.system.name = "=HYPERLINK(1)"
    harbour.system.save()
    client.force_login(harbour.cast.olive)
    answer = client.get(at(harbour, "custody-export"))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="demarc-harbour-custody-')
    head, *rows = csv.reader(io.StringIO(answer.getvalue().decode()))
    assert tuple(head) == COLUMNS and len(rows) == 3
    assert (rows[2][2], rows[2][3], rows[2][5]) == ("Ada Moreau", "ada@example.org", "'=HYPERLINK(1)")


def test_before_anybody_was_let_in_it_is_empty(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    assert "Nobody has read anything yet" in client.get(at(harbour, "custody")).content.decode()


@pytest.mark.parametrize("name", ["ben", "rita", "ada"])
def test_it_is_the_officers(harbour: Harbour, client: Client, name: str) -> None:
    client.force_login(getattr(harbour.cast, name))
    assert {client.get(at(harbour, route)).status_code for route in ("custody", "custody-export")} == {403}
