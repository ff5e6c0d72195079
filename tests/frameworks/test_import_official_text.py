"""Can somebody who holds a licence lay the publisher's own words beside ours, all of them or none?"""

import csv
import datetime
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frameworks.compiled import shipped
from frameworks.importing import import_texts
from frameworks.models import Edition, OfficialText, Requirement
from frameworks.models.official import LONGEST_PUBLICATION, LONGEST_TITLE
from frameworks.official_files import SHOWN, NotImported, Text, read_texts
from frameworks.oscal import catalog_of
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
LICENSED = "PCI DSS v4.0.1, our licensed copy"
WORDS = "The made-up words of a publisher, 7 of them licensed."
Said = Callable[..., str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "official.csv"


@pytest.fixture
def loads(catalogue_rows: None, file: Path) -> Said:
    def load(content: str | bytes, edition: str = "pci-dss", publication: str = LICENSED) -> str:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        out = io.StringIO()
        call_command("import_text", edition, str(file), publication=publication, stdout=out)
        return out.getvalue()

    return load


def refused(loads: Said, *words: Any) -> str:
    """What is said of a file of which nothing is taken."""
    before = kept()
    with pytest.raises(CommandError) as error:
        loads(*words)
    assert kept() == before
    return str(error.value)


def table(*rows: tuple[str, ...], head: tuple[str, ...] = ("ref", "title", "text")) -> str:
    out = io.StringIO()
    csv.writer(out).writerows((head, *rows))
    return out.getvalue()


def oscal(*controls: dict[str, Any]) -> str:
    return json.dumps({"catalog": {"groups": [{"title": "A group", "controls": list(controls)}]}})


def a_control(ref: str, text: str, **more: Any) -> dict[str, Any]:
    props = [{"name": "sort-id", "value": "08"}, {"name": "label", "value": ref}]
    return {"id": "c-1", "title": "A title", "props": props, "parts": [{"name": "statement", "prose": text}]} | more


def kept() -> list[tuple[Any, ...]]:
    rows = OfficialText.objects.order_by("pk")
    return list(rows.values_list("requirement__ref", "publication", "title", "text", "superseded_at"))


def current() -> dict[str, str]:
    return dict(OfficialText.objects.current().values_list("requirement__ref", "text"))


def test_a_table_is_laid_beside_our_words_and_ours_stay(loads: Said) -> None:
    ours = list(Requirement.objects.order_by("pk").values())
    said = loads(table(("8.4.2", "Their title", WORDS), ("8.4.3", "", "Line one\nand line two")))
    assert said == (
        f"PCI DSS v4.0.1: 2 added, 0 superseded, 0 unchanged. The texts stand beside our words as “{LICENSED}”.\n"
    )
    assert kept() == [
        ("8.4.2", LICENSED, "Their title", WORDS, None),
        ("8.4.3", LICENSED, "", "Line one\nand line two", None),
    ]
    assert list(Requirement.objects.order_by("pk").values()) == ours


def test_an_oscal_catalog_is_read_down_to_its_enhancements(loads: Said) -> None:
    items = [
        {"name": "item", "props": [{"name": "label", "value": "a."}], "prose": "the first thing"},
        {"name": "item", "props": [{"name": "label", "value": "b."}], "prose": "the second thing"},
        {"name": "guidance", "prose": "What somebody thinks of it."},
    ]
    statement = [{"name": "statement", "prose": "Two things:", "parts": items}, {"name": "guidance", "prose": "Think."}]
    nested = a_control("8.4.3", "Below it.")
    loads(oscal(a_control("8.4.2", "", parts=statement, controls=[nested]), {"id": "8.4", "title": "Nothing said"}))
    assert current() == {"8.4.2": "Two things:\na. the first thing\nb. the second thing", "8.4.3": "Below it."}


def test_our_own_export_can_be_read_again() -> None:
    edition = shipped().edition("hipaa")
    texts = read_texts(json.dumps(catalog_of(shipped(), edition, NOW)).encode())
    assert {each.ref for each in edition.requirements if each.assessable} <= {each.ref for each in texts}
    assert [each for each in texts if each.text != shipped().requirement("hipaa", each.ref).summary] == []


def test_the_same_file_again_changes_nothing(loads: Said) -> None:
    content = table(("8.4.2", "Their title", WORDS), ("8.4.3", "", WORDS))
    loads(content)
    before = kept()
    assert "0 added, 0 superseded, 2 unchanged" in loads(content)
    assert kept() == before


def test_another_text_supersedes_the_old_one_which_is_kept(loads: Said) -> None:
    loads(table(("8.4.2", "", "Old."), ("8.4.3", "", "Stays.")))
    assert "1 added, 1 superseded, 1 unchanged" in loads(
        table(("8.4.2", "", "New."), ("8.4.3", "", "Stays."), ("8.5.1", "", "Came."))
    )
    assert current() == {"8.4.2": "New.", "8.4.3": "Stays.", "8.5.1": "Came."}
    old = OfficialText.objects.exclude(superseded_at=None).get()
    assert (old.text, old.superseded_at) == ("Old.", OfficialText.objects.get(text="New.").imported_at)


def test_a_text_that_the_next_file_leaves_out_stays(loads: Said) -> None:
    loads(table(("8.4.2", "", "One."), ("8.4.3", "", "Two.")))
    loads(table(("8.4.3", "", "Two.")))
    assert current() == {"8.4.2": "One.", "8.4.3": "Two."}


def test_two_publications_stand_side_by_side(loads: Said) -> None:
    loads(table(("8.4.2", "", "In English.")))
    loads(table(("8.4.2", "", "Auf Deutsch.")), "pci-dss-4.0.1", "PCI DSS v4.0.1, deutsch")
    assert [row[1:] for row in kept()] == [
        (LICENSED, "", "In English.", None),
        ("PCI DSS v4.0.1, deutsch", "", "Auf Deutsch.", None),
    ]


def test_another_spelling_of_a_reference_is_ours(loads: Said) -> None:
    loads(table(("164.312(a)(1)", "", WORDS)), "hipaa")
    assert current() == {"164.312(a)": WORDS}


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + table(("8.4.2", "", WORDS)),
        table(("8.4.2", "", WORDS)).replace("\r\n", "\n"),
        table(("8.4.2", "", WORDS)).replace("\r\n", "\r"),
        table((WORDS, " 8.4.2 "), head=("Text", " REF ")),
        table(("8.4.2", "", WORDS, ""), ("", "", "", "")) + "\r\n\r\n",
        "\ufeff \n" + oscal(a_control("8.4.2", f" {WORDS}\n")),
        oscal(a_control("8.4.2", WORDS, props=[], id="8.4.2")),
    ],
)
def test_what_programs_write_a_little_differently_is_read_all_the_same(loads: Said, content: str) -> None:
    loads(content)
    assert current() == {"8.4.2": WORDS}


def test_every_unknown_and_every_doubled_reference_is_named_and_nothing_is_taken(loads: Said, file: Path) -> None:
    content = table(
        ("8.4.2", "", WORDS), ("8.99", "", WORDS), ("8.4.3", "", "One\nof\nfour\nlines"), ("8.4.2", "", "Again."),
        ("nine", "", WORDS),
    )  # fmt: skip
    assert refused(loads, content).splitlines() == [
        f"Nothing was imported from {file}.",
        "line 3: PCI DSS v4.0.1 has no requirement '8.99': write a reference of that edition.",
        "line 8: 8.4.2 stands twice, first at line 2. Leave one of the two.",
        "line 9: PCI DSS v4.0.1 has no requirement 'nine': write a reference of that edition.",
    ]


def test_two_spellings_of_one_reference_are_a_double_too(loads: Said) -> None:
    said = refused(loads, table(("164.312(a)", "", "One."), ("164.312(a)(1)", "", "Two.")), "hipaa")
    assert "line 3: 164.312(a) stands twice, first at line 2." in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: has to name the columns ref and text, once each. Write ref,title,text there."),
        (b"\xef\xbb\xbf", "line 1: has to name the columns ref and text"),
        (b"ref,title\n8.4.2,Title\n", "line 1: has to name the columns ref and text"),
        (b"ref;title;text\n8.4.2;;Words\n", "line 1: has to name the columns ref and text"),
        (b"ref,text,text\n8.4.2,One,Two\n", "line 1: has to name the columns ref and text, once each."),
        (b"ref,text\n", "The file holds no text: there has to be a row or a control for each requirement."),
        (b"ref,text\n8.4.2,Words\n8.4.3,\n", "line 3: reference or text is empty. Fill it in"),
        (b"ref,text\n8.4.2,Words\n ,Words\n8.4.3\n", "line 4: reference or text is empty."),
        (b"ref,text\n8.4.2,Words, and more\n", "line 2: has 3 cells, and line 1 names 2. Put a text with a comma"),
        (b'ref,text\n8.4.2,"Words\n8.4.3,Words\n', "line 2: not readable as CSV (unexpected end of data). Look at"),
        (b'ref,text\n8.4.2,"Words" and more\n', "line 2: not readable as CSV"),
        (b'ref,text\n8.4.2,"' + b"x" * 200_000 + b'"\n', "line 2: not readable as CSV (field larger than field limit"),
        (b"ref,text\n" + b"8" * 61 + b",Words\n", "line 2: 61 characters are no reference. Look at the quotation"),
        (b"ref,title,text\n8.4.2," + b"t" * (LONGEST_TITLE + 1) + b",Words\n", "line 2: the title has more than 500"),
        (b"ref,text\n8.4.2,Words\n8.4.3,caf\xe9\n", "line 3: byte 30 is not UTF-8. Save the file as UTF-8."),
        ("ref,text\n8.4.2,Words\n".encode("utf-16"), "line 1: byte 0 is not UTF-8. Save the file as UTF-8."),
        ("ref,text\n8.4.2,Words\n".encode("utf-16-le"), "line 1: holds a zero byte, which no text has. Save the"),
        (b'{"catalog": {\n"groups": [}', "line 2: not readable as JSON (Expecting value). Export the file again."),
        (b'{"profile": {}}', "This JSON is no OSCAL catalog: there has to be “catalog” at its top."),
        (b'["8.4.2", "Words"]', "This JSON is no OSCAL catalog"),
        (b'{"catalog": []}', "This JSON is no OSCAL catalog"),
        (b'{"catalog": {}}', "The file holds no text"),
        (b'{"catalog": {"groups": {"id": "g"}}}', "catalog: “groups” is not a list of objects, as OSCAL wants it."),
        (b'{"catalog": {"controls": ["8.4.2"]}}', "catalog: “controls” is not a list of objects"),
        (b'{"catalog": {"controls": [{"id": 8}]}}', "8: “id” is not a string"),
        (b'{"catalog": {"controls": [{"parts": [{"name": "statement", "prose": "Words"}]}]}}', "control ?: reference"),
        (b"%PDF-1.7\n", "line 1: has to name the columns ref and text"),
    ],
)
def test_a_file_that_cannot_be_taken_says_where_and_what_to_do(
    loads: Said, file: Path, content: bytes, said: str
) -> None:
    first, *rest = refused(loads, content).splitlines()
    assert first == f"Nothing was imported from {file}."
    assert any(line.startswith(said) for line in rest), rest
    assert all(line.endswith(".") for line in rest)


def test_ten_thousand_wrong_rows_are_told_in_a_message_that_can_be_read(loads: Said) -> None:
    told = refused(loads, table(*((f"no-{number}", "", WORDS) for number in range(10_000)))).splitlines()
    assert len(told) == SHOWN + 2
    assert told[1].startswith("line 2: ") and told[SHOWN].startswith(f"line {SHOWN + 1}: ")
    assert told[-1] == f"And {10_000 - SHOWN} more."
    assert len("\n".join(told)) < 4_000


def test_a_whole_standard_is_taken_in_a_handful_of_queries(catalogue_rows: None) -> None:
    edition = Edition.objects.by_key("pci-dss")
    texts = [Text(each.ref, each.title, WORDS, "row") for each in shipped().edition("pci-dss").requirements]
    with CaptureQueriesContext(connection) as captured:
        report = import_texts(catalogue=shipped(), edition=edition, publication=LICENSED, texts=texts, now=NOW)
    assert len(report.added) == len(texts) == 366
    assert len(captured) <= 8


@pytest.mark.parametrize("publication", ["", "   ", "x" * (LONGEST_PUBLICATION + 1)])
def test_a_publication_has_a_name(loads: Said, publication: str) -> None:
    said = refused(loads, table(("8.4.2", "", WORDS)), "pci-dss", publication)
    assert "Name the publication in 1 to 200 characters." in said


def test_an_edition_or_a_file_that_is_not_there_is_said(loads: Said, tmp_path: Path) -> None:
    assert refused(loads, "ref,text\n", "iso").startswith("No framework or edition is called 'iso'. There are: ")
    with pytest.raises(CommandError, match=r"nowhere\.csv could not be read: No such file or directory\."):
        call_command("import_text", "pci-dss", str(tmp_path / "nowhere.csv"), publication=LICENSED)
    with pytest.raises(CommandError, match=r"could not be read: Is a directory\."):
        call_command("import_text", "pci-dss", str(tmp_path), publication=LICENSED)


def test_tables_that_are_behind_the_files_are_said(loads: Said, a_row_is_lost: None) -> None:
    said = refused(loads, table(("8.4.2", "", WORDS)))
    assert "The tables hold another catalogue than the files: run load_frameworks first." in said


@pytest.fixture
def a_row_is_lost(catalogue_rows: None) -> None:
    """A row that the catalogue has and the tables have lost."""
    Requirement.objects.filter(edition__key="pci-dss-4.0.1", ref="8.4.2").update(retired_at=NOW)


def test_a_message_without_a_fault_too_many_says_them_all() -> None:
    faults: Iterable[str] = [f"line {number}: wrong." for number in range(SHOWN)]
    assert str(NotImported(*faults)).splitlines() == list(faults)


def test_it_is_shown_beside_ours_to_those_who_may_read_and_leaves_in_no_export(
    loads: Said, cast: Cast, client: Client
) -> None:
    loads(table(("8.4.2", "Their <b>title</b>", WORDS)))
    client.force_login(cast.otto)
    requirement = shipped().requirement("pci-dss", "8.4.2")
    page = client.get(reverse("frameworks:requirement", args=["pci-dss", "8.4.2"])).content.decode()
    assert page.index(requirement.summary) < page.index(LICENSED) < page.index(WORDS)
    assert "Their &lt;b&gt;title&lt;/b&gt;" in page
    elsewhere = [
        reverse("frameworks:edition", args=["pci-dss"]),
        reverse("frameworks:oscal", args=["pci-dss"]),
        f"{reverse('frameworks:search')}?q=licensed",
        reverse("frameworks-api:requirement", args=["pci-dss", "8.4.2"]),
        f"{reverse('frameworks-api:requirements', args=['pci-dss'])}?limit=200",
        f"{reverse('frameworks-api:search')}?q=licensed",
    ]
    for address in elsewhere:
        answer = client.get(address)
        assert answer.status_code == 200
        assert WORDS not in answer.content.decode(), address
    exported = io.StringIO()
    call_command("export_oscal", "pci-dss", stdout=exported)
    assert requirement.summary in exported.getvalue() and WORDS not in exported.getvalue()


def test_a_superseded_text_is_shown_no_more(loads: Said, cast: Cast, client: Client) -> None:
    loads(table(("8.4.2", "", "The old words.")))
    loads(table(("8.4.2", "", "The new words.")))
    client.force_login(cast.otto)
    page = client.get(reverse("frameworks:requirement", args=["pci-dss", "8.4.2"])).content.decode()
    assert "The new words." in page and "The old words." not in page
