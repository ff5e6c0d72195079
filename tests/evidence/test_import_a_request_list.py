"""Does an auditor's list become requests, all of it or nothing, and is each wrong line named with what to do?"""

import datetime
import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from compliance.actions.auditing import end_audit
from compliance.actions.granting import grant, let_in
from compliance.models import Engagement, JournalEntry, Role
from evidence.importing.request_lists import COLUMNS, MOST_LINES, XLSX, WhyWrong
from evidence.models import Request
from evidence.wording import WHY_WRONG
from tests.compliance.deciding import answers_also_to
from tests.evidence.covering import DAY, an_audit, takes_cards
from tests.factories import Harbour

pytestmark = pytest.mark.django_db

HEADER = ",".join(COLUMNS)
LIST = f"""{HEADER}
A-01,Risk analysis of the year,The analysis and its approval,164.308(a)(1)(ii)(A),,2026-01-01,2026-12-31,2030-03-31

A-02,Reviews of access,,,Review of access rights,,,2030-03-31
A-03,Logs are looked at,,164.312(b),log-review,2026-01-01,2026-12-31,2030-02-28
"""


def address(audit: Engagement, route: str = "evidence:import-requests") -> str:
    return reverse(route, args=[audit.system_id, audit.pk])


def csv_file(text: str, name: str = "list.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def workbook(*rows: tuple[object, ...], name: str = "list.xlsx") -> SimpleUploadedFile:
    book, to = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = value  # type: ignore[assignment]
    book.save(to)
    return SimpleUploadedFile(name, to.getvalue(), content_type=XLSX)


def understood(page: Any) -> str:
    found = re.search(r'name="understood" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return found[1]


def lines(page: Any) -> dict[int, str]:
    """What the page says of each wrong line."""
    rows = re.findall(r'data-label="Line">(\d+)</td>.*?data-label="What to do">(.*?)</td>', page.content.decode(), re.S)
    return {int(line): sentence for line, sentence in rows}


def test_the_auditor_sees_what_was_understood_and_then_asks_for_all_of_it(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    audit = harbour.engagement
    shown = client.post(address(audit), {"file": csv_file(LIST)})
    text = shown.content.decode()
    assert shown.status_code == 200 and "3 requests. Nothing is asked yet." in text
    assert "HIPAA 164.308(a)(1)(ii)(A)" in text and "The analysis and its approval" in text
    assert not Request.objects.exists()
    answer = client.post(address(audit, "evidence:confirm-requests"), {"understood": understood(shown)})
    assert answer.headers["Location"] == reverse("evidence:requests", args=[harbour.system.pk])
    made = {row.reference: row for row in Request.objects.all()}
    assert made.keys() == {"A-01", "A-02", "A-03"}
    first = made["A-01"]
    assert (first.title, first.asks) == ("Risk analysis of the year", "The analysis and its approval")
    assert (first.origin, first.raised_by, first.engagement) == ("auditor", harbour.cast.ada, audit)
    assert first.requirement and first.requirement.ref == "164.308(a)(1)(ii)(A)" and first.duty is None
    assert (first.first_day, first.last_day) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert made["A-02"].duty == harbour.duty("access-review") and made["A-02"].first_day is None
    assert made["A-03"].duty == harbour.duty("log-review") and made["A-03"].due_on == datetime.date(2030, 2, 28)
    assert JournalEntry.objects.filter(verb="request.raised").count() == 3


def test_an_officer_takes_a_list_in_for_the_auditor(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.olive)
    shown = client.post(address(harbour.engagement), {"file": csv_file(LIST)})
    client.post(address(harbour.engagement, "evidence:confirm-requests"), {"understood": understood(shown)})
    assert set(Request.objects.values_list("origin", "raised_by")) == {("officer", harbour.cast.olive.pk)}


def test_each_wrong_line_is_named_with_what_to_do_and_nothing_is_asked(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    wrong = f"""{HEADER}
A-01,Good,,164.312(b),,,,2030-03-31
A-02,No such requirement,,164.999,,,,2030-03-31
A-03,No such control,,,moon-phase,,,2030-03-31
a-01,Twice,,,,,,2030-03-31
,No number,,,,,,2030-03-31
A-06,No such day,,,,31.12.2026,,2030-03-31
A-07,No due day,,,,,,
A-08,,,,,,,2030-03-31
A-09,Due in the past,,,,,,2020-03-31
A-10,Half a period,,,,2026-01-01,,2030-03-31
A-11,Ends before it starts,,,,2026-01-02,2026-01-01,2030-03-31
A-12,{"x" * 201},,,,,,2030-03-31
"""
    page = client.post(address(harbour.engagement), {"file": csv_file(wrong)})
    told = lines(page)
    assert page.status_code == 422 and not Request.objects.exists()
    assert told.keys() == set(range(3, 14))
    assert told[3] == str(WHY_WRONG[WhyWrong.REQUIREMENT]) and told[4] == str(WHY_WRONG[WhyWrong.CONTROL])
    assert told[5] == str(WHY_WRONG[WhyWrong.TWICE]) and told[6] == str(WHY_WRONG[WhyWrong.REFERENCE])
    assert told[7] == str(WHY_WRONG[WhyWrong.DAY]) and told[8] == str(WHY_WRONG[WhyWrong.DUE])
    for line, words in (
        (9, "Give the request a title"),
        (10, "has passed"),
        (11, "Name both ends"),
        (12, "before it starts"),
        (13, "at most 200 characters"),
    ):
        assert words in told[line]
    assert not JournalEntry.objects.filter(verb="request.raised").exists()


def test_a_reference_is_asked_once_in_an_audit(harbour: Harbour, client: Client) -> None:
    """The same list again, and the same confirmation again, ask for nothing twice."""
    client.force_login(harbour.cast.ada)
    shown = client.post(address(harbour.engagement), {"file": csv_file(LIST)})
    confirm = address(harbour.engagement, "evidence:confirm-requests")
    assert client.post(confirm, {"understood": understood(shown)}).status_code == 302
    again = client.post(confirm, {"understood": understood(shown)})
    assert again.status_code == 422 and "has a request A-01 already" in again.content.decode()
    told = lines(client.post(address(harbour.engagement), {"file": csv_file(LIST)}))
    assert told == dict.fromkeys((2, 4, 5), str(WHY_WRONG[WhyWrong.KNOWN]))
    assert Request.objects.count() == 3
    Request.objects.update(withdrawn_at=harbour.now)
    assert client.post(address(harbour.engagement), {"file": csv_file(LIST)}).status_code == 200


def test_names_of_columns_are_taken_as_people_write_them(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    semicolons = "REFERENCE;Title;WHAT;Requirement ;Control;From;Until;Due\nA-01;Logs;;hipaa 164.312(B);;;;2030-03-31\n"
    page = client.post(address(harbour.engagement), {"file": csv_file("\ufeff" + semicolons)})
    assert page.status_code == 200 and "HIPAA 164.312(b)" in page.content.decode()


def test_a_reference_that_two_frameworks_have_is_asked_back(harbour: Harbour, client: Client) -> None:
    takes_cards(harbour, "multi-tenant-provider")
    answers_also_to(harbour, "soc2", "service-organisation")
    audit = an_audit(harbour, "pci-dss", "soc2", title="Both")
    let_in(
        engagement=audit,
        auditor=harbour.cast.ada,
        since=harbour.on,
        until=harbour.on + DAY,
        actor=harbour.cast.olive,
        now=harbour.now,
    )
    client.force_login(harbour.cast.ada)
    both = f"{HEADER}\nA-01,Which one,,A1.1,,,,2030-03-31\nA-02,That one,,SOC 2 A1.1,,,,2030-03-31\n"
    assert lines(client.post(address(audit), {"file": csv_file(both)})) == {2: str(WHY_WRONG[WhyWrong.AMBIGUOUS])}


def test_a_workbook_is_read_as_stored(harbour: Harbour, client: Client) -> None:
    """Days and numbers as Excel keeps them; a formula that was never worked out is an empty cell, and is not run."""
    client.force_login(harbour.cast.ada)
    good = workbook(
        ("Reference", "Title", "What", "Due"),
        (17, "Risk analysis", "As approved", datetime.datetime(2030, 3, 31)),
        (None, None, None, None),
        ("18", "Log reviews", "", datetime.date(2030, 3, 31)),
    )
    shown = client.post(address(harbour.engagement), {"file": good})
    assert shown.status_code == 200
    client.post(address(harbour.engagement, "evidence:confirm-requests"), {"understood": understood(shown)})
    assert set(Request.objects.values_list("reference", "due_on")) == {
        ("17", datetime.date(2030, 3, 31)),
        ("18", datetime.date(2030, 3, 31)),
    }
    formula = workbook(("Reference", "Title", "Due"), ("19", '=WEBSERVICE("https://example.org")', "2030-03-31"))
    told = lines(client.post(address(harbour.engagement), {"file": formula}))
    assert told.keys() == {2} and "Give the request a title" in told[2]


def test_lines_of_a_workbook_keep_the_numbers_that_excel_shows(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    file = workbook((None,), ("Reference", "Title", "Due"), (None,), ("1", "Logs", "soon"))
    assert lines(client.post(address(harbour.engagement), {"file": file})).keys() == {4}


def said_otherwise(file: SimpleUploadedFile, *changes: tuple[str, str]) -> SimpleUploadedFile:
    """The workbook with other words in its sheet, as nobody's program writes it."""
    to = io.BytesIO()
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(to, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            for old, new in changes if name.endswith("sheet1.xml") else ():
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
    return SimpleUploadedFile("list.xlsx", to.getvalue(), content_type=XLSX)


def test_a_workbook_is_read_to_its_end_whatever_it_says_of_its_size(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    lines = [("reference", "title", "due"), ("A-01", "Logs", "2030-03-31"), ("A-02", "Keys", "2030-03-31")]
    short = said_otherwise(workbook(*lines), ("A1:C3", "A1:C2"))
    assert "A-02" in client.post(address(harbour.engagement), {"file": short}).content.decode()
    far = said_otherwise(workbook(*lines), ("A1:C3", "A1:C99999999999"), ('r="3"', 'r="99999999999"'))
    page = client.post(address(harbour.engagement), {"file": far})
    assert page.status_code == 422 and "far below the list" in page.content.decode()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (csv_file(""), "The file is empty"),
        (csv_file("reference,title\nA-01,Logs\n"), "The first line has to name the columns"),
        (csv_file(f"{HEADER}\n"), "No line asks for anything"),
        (csv_file(f"{HEADER}\n" + "A,Logs,,,,,,2030-03-31\n" * (MOST_LINES + 1)), "more than 500 lines"),
        (csv_file(f"{HEADER}\n" + f"A,Logs,{'x' * 1300},,,,,2030-03-31\n" * 400), "The list is too long"),
        (csv_file(f"{HEADER}\nA-01,Card 4111 1111 1111 1111,,,,,,2030-03-31\n"), "looks like a card number (line 2)"),
        (csv_file(LIST, "list.pdf"), "A request list is a CSV or an XLSX"),
        (csv_file(LIST, "list.xlsx"), "is not readable as"),
        (SimpleUploadedFile("list.csv", "Bücher,reference,title,due".encode("cp1252")), "no UTF-8 text"),
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(
    harbour: Harbour, client: Client, file: SimpleUploadedFile, words: str
) -> None:
    client.force_login(harbour.cast.ada)
    file.seek(0)
    page = client.post(address(harbour.engagement), {"file": file})
    assert page.status_code == 422 and words in page.content.decode()


def test_a_zip_that_is_no_workbook_is_refused(harbour: Harbour, client: Client) -> None:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w") as archive:
        archive.writestr("hello.txt", "no workbook")
    client.force_login(harbour.cast.ada)
    page = client.post(address(harbour.engagement), {"file": SimpleUploadedFile("list.xlsx", to.getvalue())})
    assert page.status_code == 422 and "not readable as XLSX" in page.content.decode()


def test_the_template_is_a_list_that_is_understood(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    answer = client.get(address(harbour.engagement, "evidence:request-template"))
    template = answer.getvalue().decode()
    assert answer["Content-Disposition"] == 'attachment; filename="demarc-request-list.csv"'
    page = client.post(address(harbour.engagement), {"file": csv_file(template)})
    assert page.status_code == 200 and "2 requests" in page.content.decode()


def test_only_in_an_audit_of_ones_own_that_is_open(harbour: Harbour, client: Client) -> None:
    other = an_audit(harbour, title="Somebody else’s")
    client.force_login(harbour.cast.ada)
    assert client.get(address(other)).status_code == 404
    assert client.get(address(other, "evidence:request-template")).status_code == 404
    client.force_login(harbour.cast.olive)
    assert client.get(address(other)).status_code == 200
    end_audit(engagement=other, actor=harbour.cast.olive, now=harbour.now)
    assert client.get(address(other)).status_code == 404
    for person, status in ((harbour.cast.ben, 403), (harbour.cast.otto, 404)):
        client.force_login(person)
        assert client.get(address(harbour.engagement)).status_code == status


def test_what_was_understood_is_bound_to_its_audit_and_to_who_may_ask(harbour: Harbour, client: Client) -> None:
    """Ben may not confirm it; nor does it ask in another audit, or changed on its way."""
    client.force_login(harbour.cast.olive)
    sealed = understood(client.post(address(harbour.engagement), {"file": csv_file(LIST)}))
    other = an_audit(harbour, title="Another")
    for audit, text in ((other, sealed), (harbour.engagement, sealed[:-1] + "x"), (harbour.engagement, "")):
        assert client.post(address(audit, "evidence:confirm-requests"), {"understood": text}).status_code == 422
    grant(
        system=harbour.system,
        user=harbour.cast.ada,
        role=Role.OWNER,
        since=harbour.on,
        actor=harbour.cast.sam,
        now=harbour.now,
    )
    client.force_login(harbour.cast.ben)
    answer = client.post(address(harbour.engagement, "evidence:confirm-requests"), {"understood": sealed})
    assert answer.status_code == 403 and not Request.objects.exists()


def test_the_api_takes_the_list_and_names_its_wrong_lines(harbour: Harbour, client: Client) -> None:
    client.force_login(harbour.cast.ada)
    route = address(harbour.engagement, "evidence-api:import-requests")
    answer = client.post(route, {"file": csv_file(f"{HEADER}\nA-01,Logs,,164.999,,,,2030-03-31\n")})
    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"] == [
        {"pointer": "#/file/2", "detail": str(WHY_WRONG[WhyWrong.REQUIREMENT])}
    ]
    answer = client.post(route, {"file": csv_file(LIST)})
    assert answer.status_code == 201, answer.content
    assert [each["reference"] for each in answer.json()["results"]] == ["A-01", "A-02", "A-03"]
    assert Request.objects.count() == 3
    assert client.post(route, {"file": csv_file("reference,title")}).status_code == 422


def test_every_reason_has_a_sentence() -> None:
    assert set(WHY_WRONG) == set(WhyWrong)
