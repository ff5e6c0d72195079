"""Does the matrix leave as it stands on the page, for those who may see it, and never with what may not leave?"""

import csv
import datetime
import io
import json
from collections.abc import Mapping
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.actions.assigning import assign
from compliance.exports import FORMS
from compliance.exports.table import COLUMNS, harmless
from compliance.leaving import SAYS, Inheritable, Origination
from compliance.models import Attestation, JournalEntry
from compliance.support import Support
from frameworks.inheritance import InheritanceClass
from frameworks.models import OfficialText, Requirement
from tests.compliance.leaving import EDITION, also_answers_to_pci, bytes_of, matrix, posture, taken
from tests.factories import Harbour, a_system

pytestmark = pytest.mark.django_db

UNBOUND = "164.410(a)"  # a business associate's; Harbour is a covered entity


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def sheet(content: bytes, number: int) -> list[dict[str, str | None]]:
    """A sheet's lines under its headings; 1 = requirements, 2 = responsibilities."""
    head, *rows = openpyxl.load_workbook(BytesIO(content)).worksheets[number].values
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_csv_has_a_line_for_each_part_that_the_page_shows(harbour: Harbour, client: Client) -> None:
    rows = csv_rows(bytes_of(client, harbour, "csv"))
    shown = posture(harbour).editions[EDITION]
    assert tuple(rows[0]) == COLUMNS
    assert {(row["ref"], row["class"], row["aws_part"]) for row in rows} == {
        (each.requirement.ref, each.inheritance.class_, each.support) for each in shown
    }
    parts = {
        (each.requirement.ref, part.control, part.service or "", part.bearer, part.aws, part.customer, part.source)
        for each in shown
        for part in each.inheritance.parts
    }
    names = ("ref", "control", "service", "bearer", "aws", "customer", "source")
    assert {tuple(row[name] for name in names) for row in rows if row["control"]} == parts
    assert len([row for row in rows if row["control"]]) == len(parts)


def test_csv_says_who_owns_our_part_and_where_it_stands(harbour: Harbour, client: Client) -> None:
    (row,) = {
        (row["owner"], row["reviewer"], row["due_on"], row["standing"])
        for row in csv_rows(bytes_of(client, harbour, "csv"))
        if row["control"] == "log-review" and row["customer"]
    }
    due = harbour.on + datetime.timedelta(days=14)
    assert row == ("Ben Ortiz", "Rita Shah", due.isoformat(), "in-progress")


def test_each_line_says_of_which_day_edition_and_catalogue_it_is(harbour: Harbour, client: Client) -> None:
    heads = {(row["as_of"], row["edition"], row["catalogue"]) for row in csv_rows(bytes_of(client, harbour, "csv"))}
    assert heads == {(harbour.on.isoformat(), EDITION, harbour.catalogue.digest)}


def test_the_workbook_holds_the_same(harbour: Harbour, client: Client) -> None:
    content = bytes_of(client, harbour, "xlsx")
    rows = {row["Control id"]: row for row in sheet(content, 1)}
    for each in posture(harbour).editions[EDITION]:
        row = rows.pop(each.requirement.ref)
        assert row["AWS’s part"] == each.support.label
        assert row["Standing"] == (each.standing.label if each.standing else None)
    assert rows == {}
    said = {(row["Control id"], row["What the provider does"], row["What the customer must do"], row["Source"])
            for row in sheet(content, 2)}  # fmt: skip
    assert said == {
        (each.requirement.ref, part.aws or None, part.customer or None, part.source)
        for each in posture(harbour).editions[EDITION]
        for part in each.inheritance.parts
    }


def test_the_workbook_is_ready_to_be_worked_with(harbour: Harbour, client: Client) -> None:
    book = openpyxl.load_workbook(BytesIO(bytes_of(client, harbour, "xlsx")))
    for each in book.worksheets[1:]:
        assert (each.freeze_panes, each.auto_filter.ref) == ("C2", each.dimensions)
        assert each["B2"].alignment.wrap_text
        assert each.column_dimensions["B"].width > 30
    cover = "\n".join(str(cell) for row in book.worksheets[0].values for cell in row if cell)
    for wanted in (SAYS, harbour.catalogue.digest, EDITION, "AWS-DEMO-HIPAA-BAA", "Covered entity", "111122223333"):
        assert str(wanted).casefold() in cover.casefold()


def test_the_workbook_bears_the_instant_at_which_it_was_read(harbour: Harbour) -> None:
    book = openpyxl.load_workbook(BytesIO(FORMS["xlsx"].write(matrix(harbour))))
    read = harbour.now.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
    assert (book.properties.created, book.properties.modified) == (read, read)


def test_json_holds_the_documents_leaned_on_and_each_duty(harbour: Harbour, client: Client) -> None:
    told = json.loads(bytes_of(client, harbour, "json"))
    assert (told["format"], told["version"]) == ("demarc-responsibility-matrix", 1)
    assert (told["as_of"], told["catalogue"]) == (harbour.on.isoformat(), harbour.catalogue.digest)
    documents = {each["identity"]: each for programme in told["programmes"] for each in programme["documents"]}
    report = Attestation.objects.known().get(programme__key="aws-soc2")
    assert documents[report.identity]["period_end"] == report.period_end.isoformat()
    assert documents[report.identity]["accepted_by"] == "Olive Park"
    assert documents[report.identity]["carries"] > 0
    duties = {part["duty"]["id"] for row in told["requirements"] for part in row["parts"] if part["duty"]}
    shown = posture(harbour).editions[EDITION]
    assert duties == {str(duty.duty.pk) for each in shown for duty in each.duties}


def test_what_does_not_bind_leaves_with_the_reason(harbour: Harbour, client: Client) -> None:
    (line,) = [row for row in csv_rows(bytes_of(client, harbour, "csv")) if row["ref"] == UNBOUND]
    assert (line["class"], line["origination"], line["control"]) == ("not_applicable", "not-applicable", "")
    assert "It binds other roles" in line["remarks"]
    (row,) = [row for row in sheet(bytes_of(client, harbour, "xlsx"), 1) if row["Control id"] == UNBOUND]
    assert (row["Origination"], row["Can it be inherited"]) == ("not applicable", "no")


@pytest.mark.parametrize(
    ("class_", "origination", "inheritable"),
    [
        (InheritanceClass.INHERITED, {Origination.INHERITED}, Inheritable.YES),
        (InheritanceClass.SHARED, {Origination.SHARED}, Inheritable.PARTIAL),
        (
            InheritanceClass.CUSTOMER,
            {Origination.CUSTOMER_CONFIGURED, Origination.CUSTOMER_PROVIDED},
            Inheritable.NO,
        ),
        (InheritanceClass.NOT_APPLICABLE, {Origination.NOT_APPLICABLE}, Inheritable.NO),
    ],
)
def test_each_class_has_its_word_of_the_field(
    harbour: Harbour, class_: InheritanceClass, origination: set[Origination], inheritable: Inheritable
) -> None:
    also_answers_to_pci(harbour)
    rows = [row for row in matrix(harbour).rows if row.class_ is class_]
    for row in rows:
        assert row.origination
        assert set(row.origination) <= origination
        assert row.inheritable is (Inheritable.NO if row.support is Support.UNSUPPORTED else inheritable)


def test_nothing_is_inherited_while_the_documents_do_not_hold(harbour: Harbour) -> None:
    also_answers_to_pci(harbour)  # and holds no AOC
    rows = [row for row in matrix(harbour, "pci-dss-4.0.1").rows if row.support is Support.UNSUPPORTED]
    assert rows
    assert {row.inheritable for row in rows} == {Inheritable.NO}
    assert all(row.against and not row.leans_on for row in rows)


def test_two_frameworks_leave_one_by_one(harbour: Harbour, client: Client) -> None:
    also_answers_to_pci(harbour)
    for edition in (EDITION, "pci-dss-4.0.1"):
        refs = {row["ref"] for row in csv_rows(bytes_of(client, harbour, "csv", edition))}
        assert refs == {each.requirement.ref for each in posture(harbour).editions[edition]}
        name = f"harbour-{harbour.catalogue.editions[edition].framework}-{harbour.on.isoformat()}.csv"
        assert name in taken(client, harbour, "csv", edition=edition)["Content-Disposition"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_name_that_begins_like_a_formula_is_no_formula(harbour: Harbour, client: Client, name: str) -> None:
    ben = harbour.cast.ben
    ben.name = name
    ben.save()
    assert name not in {row["owner"] for row in csv_rows(bytes_of(client, harbour, "csv"))}
    assert harmless(name) in {row["owner"] for row in csv_rows(bytes_of(client, harbour, "csv"))}
    book = openpyxl.load_workbook(BytesIO(bytes_of(client, harbour, "xlsx")))
    cells = [cell for each in book.worksheets for row in each.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_a_character_that_no_workbook_may_hold_is_left_out(harbour: Harbour, client: Client) -> None:
    harbour.cast.ben.name = "Ben\x0bOrtiz"
    harbour.cast.ben.save()
    assert "BenOrtiz" in {row["Owner"] for row in sheet(bytes_of(client, harbour, "xlsx"), 2)}


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
    reads: Mapping[str, object] = {"verb": "custody.read", "system": harbour.system}
    taken(client, harbour, "xlsx", harbour.cast.ben)
    assert not JournalEntry.objects.filter(**reads).exists()
    assert taken(client, harbour, "xlsx", harbour.cast.ada).status_code == 200
    entry = JournalEntry.objects.get(**reads)
    assert (entry.actor, entry.subject_id) == (harbour.cast.ada, str(harbour.system.pk))


def test_who_sees_nothing_takes_nothing(harbour: Harbour, client: Client) -> None:
    assert taken(client, harbour, "csv", harbour.cast.otto).status_code == 404


def test_an_unknown_form_or_edition_is_not_found(harbour: Harbour, client: Client) -> None:
    assert taken(client, harbour, "docx").status_code == 404
    assert taken(client, harbour, "csv", edition="pci-dss-4.0.1").status_code == 404
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
