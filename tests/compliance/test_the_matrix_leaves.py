"""Does the matrix leave as it stands on the page: each requirement, part, duty and document?"""

import csv
import datetime
import io
import json
from dataclasses import replace

import pytest
from django.test import Client

from compliance.actions.attesting import accept, record_attestation
from compliance.actions.scoping import answer_to
from compliance.exports.shapes import Inheritable, Origination, Row
from compliance.exports.table import COLUMNS
from compliance.inheritance.support import Support
from compliance.models import Attestation
from frameworks.inheritance import InheritanceClass
from frameworks.models import Edition, Programme
from tests.compliance.documents import DAY, a_report
from tests.compliance.leaving import EDITION, PCI, UNBOUND, also_answers_to_pci, bytes_of, matrix, posture, taken
from tests.factories import SERVICES, Harbour, a_system, an_account

pytestmark = pytest.mark.django_db


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


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


@pytest.mark.parametrize(
    ("class_", "origination", "inheritable"),
    [
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
    rows = [row for key in (EDITION, PCI) for row in matrix(harbour, key).rows if row.class_ is class_]
    assert rows
    for row in rows:
        assert row.origination
        assert set(row.origination) <= origination
        assert row.inheritable is (Inheritable.NO if row.support is Support.UNSUPPORTED else inheritable)


def test_what_aws_bears_alone_is_inherited_once_its_document_holds(harbour: Harbour) -> None:
    """On S3 alone AWS keeps the clocks (PCI DSS 10.6.1), whoever may rely on it."""
    olive, now = harbour.cast.olive, harbour.now
    quay = a_system("quay", "Quay", officer=olive, now=now)
    an_account(quay, "777788889999", "Quay", actor=olive, now=now, services={"s3": {"cardholder": "touches"}})
    quayside = replace(harbour, system=quay)
    also_answers_to_pci(quayside)

    def clocks() -> Row:
        return next(row for row in matrix(quayside, PCI).rows if row.requirement.ref == "10.6.1")

    assert (clocks().origination, clocks().inheritable) == ((Origination.INHERITED,), Inheritable.NO)
    attestation = record_attestation(
        programme=Programme.objects.by_key("aws-pci-dss"),
        identity="AWS-DEMO-PCI",
        issuer="Example & Example LLP",
        edition=PCI,
        valid_from=now.date() - datetime.timedelta(days=30),
        actor=olive,
        now=now,
    )
    accept(attestation=attestation, in_scope={"s3": True}, memo="Read.", actor=olive, on=harbour.on, now=now)
    assert (clocks().inheritable, clocks().leans_on) == (Inheritable.YES, ("AWS-DEMO-PCI",))


def test_nothing_is_inherited_while_the_documents_do_not_hold(harbour: Harbour) -> None:
    also_answers_to_pci(harbour)  # and holds no AOC
    rows = [row for row in matrix(harbour, PCI).rows if row.support is Support.UNSUPPORTED]
    assert rows
    assert {row.inheritable for row in rows} == {Inheritable.NO}
    assert all(row.against and not row.leans_on for row in rows)


def test_two_frameworks_leave_one_by_one(harbour: Harbour, client: Client) -> None:
    also_answers_to_pci(harbour)
    for edition in (EDITION, PCI):
        refs = {row["ref"] for row in csv_rows(bytes_of(client, harbour, "csv", edition))}
        assert refs == {each.requirement.ref for each in posture(harbour).editions[edition]}
        name = f"harbour-{harbour.catalogue.editions[edition].framework}-{harbour.on.isoformat()}.csv"
        assert name in taken(client, harbour, "csv", edition=edition)["Content-Disposition"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_name_that_begins_like_a_formula_is_no_formula(harbour: Harbour, client: Client, name: str) -> None:
    harbour.cast.ben.name = name
    harbour.cast.ben.save()
    owners = {row["owner"] for row in csv_rows(bytes_of(client, harbour, "csv"))}
    assert f"'{name}" in owners
    assert name not in owners


def test_what_rests_on_a_letter_says_so(harbour: Harbour, client: Client) -> None:
    """The report ended sixty days ago: for SOC 2 only AWS's letter reaches today."""
    soc2 = Edition.objects.by_key("soc2")
    answer_to(
        system=harbour.system, edition=soc2, role="service-organisation", since=harbour.on, actor=None, now=harbour.now
    )
    report = a_report(
        harbour,
        "AWS-DEMO-SOC2-LETTER",
        variant="type-2",
        valid_from=harbour.on - 500 * DAY,
        period_start=harbour.on - 425 * DAY,
        period_end=harbour.on - 60 * DAY,
        letter_until=harbour.on,
    )
    scope = dict.fromkeys(SERVICES, True)
    accept(attestation=report, in_scope=scope, memo="Read.", actor=harbour.cast.olive, on=harbour.on, now=harbour.now)
    matrix = json.loads(bytes_of(client, harbour, "json", "soc2-2017"))
    bridged = {row["ref"] for row in matrix["requirements"] if row["bridged"]}
    assert bridged == {row["ref"] for row in matrix["requirements"] if row["aws_part"] == "supported"} != set()
    assert b"its own word" in bytes_of(client, harbour, "csv", "soc2-2017")
    assert not any(
        row["bridged"] for row in json.loads(bytes_of(client, harbour, "json", "hipaa-2013"))["requirements"]
    )
