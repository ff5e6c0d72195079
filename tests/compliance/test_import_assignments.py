"""Is a list of assignments understood, shown first, taken whole, and written again as it was read?"""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from compliance.actions.granting import revoke
from compliance.importing.assignments import COLUMNS, AssignmentReading, read_assignments
from compliance.importing.understood import WhyNot
from compliance.models import Duty, JournalEntry, Membership
from compliance.team import team_of
from compliance.wording import UNCLEAR
from frameworks.errors import Refused
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

HEAD = "control,service,owner,reviewer,due_on\n"


@pytest.fixture
def olive(harbour: Harbour, client: Client) -> Client:
    client.force_login(harbour.cast.olive)
    return client


def read(harbour: Harbour, text: str) -> AssignmentReading:
    duties = Duty.objects.filter(system=harbour.system).open().select_related("system").with_owners(on=harbour.on)
    return read_assignments(text, duties=duties, team=team_of(harbour.system, harbour.on), on=harbour.on)


def hand_in(olive: Client, harbour: Harbour, text: str, **more: object) -> tuple[int, str, str]:
    """Status, page, and what the page would send on confirmation."""
    answer = olive.post(reverse("compliance:import-assignments", args=[harbour.system.pk]), {"text": text} | more)
    return answer.status_code, answer.content.decode(), answer.context["form"].initial.get("understood", "")


def confirm(olive: Client, harbour: Harbour, understood: str) -> tuple[int, str]:
    address = reverse("compliance:confirm-assignments", args=[harbour.system.pk])
    answer = olive.post(address, {"understood": understood}, follow=True)
    return answer.status_code, answer.content.decode()


def export(olive: Client, harbour: Harbour) -> str:
    answer = olive.get(reverse("compliance:export-assignments", args=[harbour.system.pk]))
    return b"".join(answer.streaming_content).decode()


def test_a_list_is_shown_first_and_written_when_she_confirms(harbour: Harbour, olive: Client) -> None:
    last = JournalEntry.objects.count()
    lines = "Multi-factor authentication,,NORA@example.org,rita@example.org,2030-03-31\n,,,,\nbackup,,,,\n"
    lines += "log-review,,nora@example.org,olive@example.org,\n"
    status, text, understood = hand_in(olive, harbour, "", file=SimpleUploadedFile("a.csv", (HEAD + lines).encode()))
    assert status == 200 and "2 duties are assigned anew. Nothing is written yet." in text
    assert "changes: now Ben Ortiz" in text and JournalEntry.objects.count() == last
    assert "2 duties are assigned anew." in confirm(olive, harbour, understood)[1]
    mfa, review = harbour.duty("mfa").assignment, harbour.duty("log-review").assignment
    assert (mfa.owner, mfa.reviewer, str(mfa.due_on)) == (harbour.cast.nora, harbour.cast.rita, "2030-03-31")
    assert (review.owner, review.reviewer, review.due_on) == (harbour.cast.nora, harbour.cast.olive, None)
    assert harbour.duty("backup").assignment is None, "a line that names nobody is passed over"
    assert JournalEntry.objects.filter(number__gt=last, verb="duty.assigned").count() == 2


@pytest.mark.parametrize(
    ("line", "why", "said"),
    [
        (
            "Multi-factor authentification,,ben@example.org,rita@example.org,",
            "control",
            "Multi-factor authentification",
        ),
        ("backup,Amazon Nothing,ben@example.org,rita@example.org,", "service", "Amazon Nothing"),
        ("backup,rds,ben@example.org,rita@example.org,", "duty", "backup, rds"),
        ("backup,,otto@example.org,rita@example.org,", "owner", "otto@example.org"),
        ("backup,,ben@example.org,ada@example.org,", "reviewer", "ada@example.org"),
        ("backup,,ben@example.org,,", "reviewer", ""),
        ("backup,,olive@example.org,olive@example.org,", "same", "olive@example.org"),
        ("backup,,ben@example.org,rita@example.org,31.3.2030", "day", "31.3.2030"),
        ("backup,,ben@example.org,rita@example.org,2001-01-01", "past", "2001-01-01"),
        ("mfa,,ben@example.org,rita@example.org,", "twice", "Multi-factor authentication"),
    ],
)
def test_one_line_that_is_not_understood_stops_the_whole_list(
    harbour: Harbour, olive: Client, line: str, why: str, said: str
) -> None:
    good = HEAD + "mfa,,nora@example.org,rita@example.org,\n"
    assert {key: each.lines for key, each in read(harbour, f"{good}{line}\n").unclear.items()} == {(why, said): [3]}
    status, text, understood = hand_in(olive, harbour, f"{good}{line}\n")
    assert status == 422 and not understood and str(UNCLEAR[WhyNot(why)]) in text
    assert line.split(",")[2] in text, "what was typed is not lost"
    assert harbour.duty("mfa").assignment is None


def test_a_control_that_is_nearly_named_is_guessed(harbour: Harbour) -> None:
    (doubt,) = read(harbour, f"{HEAD}Multi-factor authentification,,a@example.org,b@example.org,\n").unclear.values()
    assert doubt.resembling[0] == "Multi-factor authentication"


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", HEAD, f"{HEAD}mfa,,,,\n"])
def test_a_file_without_assignments_is_refused_in_a_sentence(harbour: Harbour, text: str) -> None:
    with pytest.raises(Refused):
        read(harbour, text)


def test_what_is_exported_is_read_again_and_changes_nothing(harbour: Harbour, olive: Client) -> None:
    """Also for who has left: what they have stays theirs until somebody hands it over."""
    revoke(membership=Membership.objects.known().get(user=harbour.cast.ben), actor=None, now=harbour.now)
    text, last = export(olive, harbour), JournalEntry.objects.count()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == Duty.objects.filter(system=harbour.system).open().count()
    assert {row["control"]: row["owner"] for row in rows if row["owner"]} == {
        "log-review": "ben@example.org",
        "patching": "ben@example.org",
        "encryption-at-rest": "nora@example.org",
        "risk-analysis": "nora@example.org",
    }
    status, page, understood = hand_in(olive, harbour, text)
    assert status == 200 and "0 duties are assigned anew" in page
    assert "0 duties are assigned anew" in confirm(olive, harbour, understood)[1]
    assert JournalEntry.objects.count() == last


def test_what_was_understood_cannot_be_changed_on_the_way(harbour: Harbour, olive: Client) -> None:
    understood = hand_in(olive, harbour, HEAD + "mfa,,nora@example.org,rita@example.org,\n")[2]
    status, text = confirm(olive, harbour, understood[:-1] + ("a" if understood[-1] != "a" else "b"))
    assert status == 422 and "read the file again" in text and harbour.duty("mfa").assignment is None


def test_a_role_that_ends_meanwhile_stops_all_of_it_and_names_the_duty(harbour: Harbour, olive: Client) -> None:
    lines = "backup,,ben@example.org,rita@example.org,\nmfa,,nora@example.org,rita@example.org,\n"
    understood = hand_in(olive, harbour, HEAD + lines)[2]
    revoke(membership=Membership.objects.known().get(user=harbour.cast.nora), actor=None, now=harbour.now)
    status, text = confirm(olive, harbour, understood)
    assert status == 422 and "Multi-factor authentication: Nora Lind is no owner" in text
    assert harbour.duty("backup").assignment is None and understood in text
