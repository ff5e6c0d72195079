"""Is every report whole, honest, readable by anybody, and the same bytes each time?"""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from evidence.asked import Asked
from evidence.packs.packed import Packed
from evidence.reporting.contract import Source, Subject
from evidence.reporting.discovery import reports
from evidence.reporting.making import Draft, drafted, make, styles_of
from evidence.reports.readiness.duties import themes_of
from evidence.reports.readiness.exhibits import Exhibits
from frameworks.compiled import shipped
from frameworks.loading import load
from tests.cast import the_cast
from tests.evidence.matrices import asked_of, cove
from tests.evidence.packed_harbour import pack_of
from tests.evidence.papers import assert_valid, empty_boxes, structure
from tests.evidence.simulated import empty, point_at
from tests.factories import build_harbour

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

CLAIMS = re.compile(r"\b(compliant|certified)\b", re.IGNORECASE)
WHOLE_EDITION = ["applicability", "matrix", "readiness"]
"""Those that lay out every requirement."""
TWO_PAGES = "summary"
SET_AGAIN = """
import datetime, json, sys
from pathlib import Path
from evidence.reporting.pieces.parting import typeset
from evidence.reporting.twin import Attached

for work in json.loads(Path(sys.argv[1]).read_text()):
    html, twin, out, folder, *styles = map(Path, work["files"])
    attached = Attached(twin.read_bytes(), about=work["about"], at=datetime.datetime.fromisoformat(work["at"]))
    out.write_bytes(typeset(html.read_text(), styles=styles, folder=folder, attached=attached))
"""


@dataclass(frozen=True)
class Made:
    """A report: as PDF, and its page as read once and once more."""

    key: str
    content: bytes
    draft: Draft
    again: Draft
    subject: Subject

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.content))

    @cached_property
    def sheets(self) -> list[str]:
        """The words of each page."""
        return [sheet.extract_text() for sheet in self.reader.pages]

    @property
    def text(self) -> str:
        """All words, with whatever a line's end tore apart put together."""
        return squeezed("".join(self.sheets))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


Maker = Callable[[str], Made]


@pytest.fixture(scope="module")
def maker(django_db_setup: None, django_db_blocker: DjangoDbBlocker, moto_address: str) -> Iterator[Maker]:
    """Makes each report once for all tests of this file, for setting one takes seconds: of a pack of Harbour's, or of
    Cove, a system small enough."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        load(catalogue=shipped(), now=timezone.now())
        empty(moto_address)
        point_at(moto_address, patch)
        cast = the_cast()
        packed = pack_of(build_harbour(cast, timezone.now()))
        asked = asked_of(cove(cast, timezone.now()), "hipaa", cast)
        again: dict[Source, Subject] = {Source.PACK: Packed(packed.pack), Source.SYSTEM: Asked(asked.report)}
        subjects: dict[Source, Subject] = {Source.PACK: packed, Source.SYSTEM: asked}

        @cache
        def made_once(key: str) -> Made:
            kind = reports()[key]
            subject = subjects[kind.of]
            return Made(key, make(kind, subject), drafted(kind, subject), drafted(kind, again[kind.of]), subject)

        yield made_once
        transaction.set_rollback(True)


@pytest.fixture(params=sorted(reports()))
def made(request: pytest.FixtureRequest, maker: Maker) -> Made:
    return maker(request.param)


@pytest.fixture
def readiness(maker: Maker) -> Made:
    return maker("readiness")


def packed_of(made: Made) -> Packed:
    assert isinstance(made.subject, Packed)
    return made.subject


@pytest.mark.parametrize("key", WHOLE_EDITION)
def test_it_shows_every_requirement_that_somebody_can_be_asked_to_show(maker: Maker, key: str) -> None:
    made = maker(key)
    requirements = [each for each in shipped().editions["hipaa-2013"].requirements if each.assessable]
    text = made.text

    assert len(requirements) > 90
    assert [each.ref for each in requirements if squeezed(f"{each.ref} {each.title}") not in text] == []


def test_readiness_shows_headings_too(readiness: Made) -> None:
    headings = [each for each in shipped().editions["hipaa-2013"].requirements if not each.assessable]
    text = readiness.text

    assert headings
    assert [each.ref for each in headings if squeezed(f"{each.ref} {each.title}") not in text] == []


def test_it_shows_every_item_with_its_whole_digest(readiness: Made) -> None:
    text, items = readiness.text, packed_of(readiness).items

    assert len(items) > 5
    assert [item.title for item in items if item.digest not in text] == []


def test_it_says_who_owns_what_and_what_could_not_be_looked_at(readiness: Made) -> None:
    text = readiness.text

    for said in ("Nora Lind", "Rita Shah", "AWS-DEMO-HIPAA-BAA", "Risk analysis 2026", "AWS refused the call."):
        assert squeezed(said) in text
    assert squeezed("The key rotates by itself") in text


def test_what_a_collector_read_for_a_duty_is_one_line_and_no_item_is_lost(readiness: Made) -> None:
    packed = packed_of(readiness)
    exhibits = Exhibits(packed)
    rows = {row.duty.pk: row for theme in themes_of(packed, exhibits) for row in theme.rows}
    read = {posture.duty.pk: exhibits.judged(posture) for posture in packed.posture.duties}
    grouped = 0
    for pk, row in rows.items():
        lines = [shown for shown in row.evidence if shown.first.collected]
        assert sorted(each.number for shown in lines for each in shown.exhibits) == [
            exhibit.number for exhibit, _ in read[pk] if exhibit.collected
        ]
        sources = [source for shown in lines for source in {each.item.source for each in shown.exhibits}]
        assert len(sources) == len(set(sources)), "a collector stands in one line of a duty"
        grouped += sum(len(shown.exhibits) > 1 for shown in lines)
    assert grouped


def test_it_claims_no_more_than_evidence_and_readiness(made: Made) -> None:
    words = " ".join(" ".join(made.sheets).split())

    assert CLAIMS.findall(words) == []
    assert "no opinion, no attestation and no certificate" in words


def test_every_sheet_says_which_of_how_many_it_is_and_of_which_data(made: Made) -> None:
    sheets = [" ".join(text.split()) for text in made.sheets]
    digests = made.subject.catalogue.digest[:12], made.draft.twin.digest[:12]
    first = 1 if made.key == TWO_PAGES else 2

    wrong = [
        number
        for number, text in enumerate(sheets[first - 1 :], start=first)
        if f"Page {number} of {len(sheets)}" not in text or not all(digest in text for digest in digests)
    ]
    assert wrong == []
    assert made.key != TWO_PAGES or len(sheets) == 2


def test_contents_and_bookmarks_lead_to_the_parts(made: Made) -> None:
    if made.key == TWO_PAGES:
        assert [each.title[0] for each in flat(made.reader.outline)][-5:] == ["1", "2", "3", "4", "5"]
        return
    reader = made.reader
    parts = [entry for entry in reader.outline if not isinstance(entry, list) and entry.title[0].isdigit()]
    contents = [squeezed(line) for sheet in made.sheets[1:] for line in sheet.splitlines()]

    assert len(parts) >= 3
    for entry in parts:
        sheet = reader.get_destination_page_number(entry) + 1
        led = [line for line in contents if re.fullmatch(re.escape(squeezed(entry.title)) + rf"[.]+{sheet}", line)]
        assert led, entry.title
        assert squeezed(entry.title) in squeezed(made.sheets[sheet - 1])


def flat(outline: list[Any]) -> list[Any]:
    return [each for entry in outline for each in (flat(entry) if isinstance(entry, list) else [entry])]


def test_it_is_tagged_for_screen_readers(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made.content)) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "en-gb"
        elements = list(structure(file.Root.StructTreeRoot.K))
        kinds = {str(each.S) for each in elements}
        figures = [each for each in elements if str(each.S) == "/Figure"]

    contents = set() if made.key == TWO_PAGES else {"/L", "/Link"}
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure", *contents} <= kinds
    assert all(":" in str(figure.Alt) for figure in figures), "a picture says its numbers in words"


def test_what_it_shows_is_attached_for_programs(made: Made) -> None:
    with pikepdf.open(io.BytesIO(made.content)) as file:
        (named,) = {each.objgen: each for each in file.Root.AF}.values()  # WeasyPrint names it twice
        attached = bytes(named.EF.F.read_bytes())
        assert (str(named.UF), str(named.AFRelationship)) == ("report.json", "/Data")
    told = json.loads(attached)

    digest = hashlib.sha256(attached).hexdigest()
    assert digest in squeezed(made.text), "the digest that it prints is that of the attachment"
    assert (told["format"], told["report"], told["edition"]) == ("demarc-report", made.key, "hipaa-2013")
    assert told["system"]["name"] == made.subject.system.name and told["shows"]


def test_no_character_is_an_empty_box(made: Made) -> None:
    assert empty_boxes(made.content) == 0


def test_a_real_checker_finds_each_archival_and_accessible(maker: Maker, tmp_path: Path) -> None:
    assert_valid({f"{key}.pdf": maker(key).content for key in reports()}, tmp_path)


def test_the_same_subject_gives_the_same_bytes_in_another_process_too(maker: Maker, tmp_path: Path) -> None:
    """One process sets them all, for starting one takes seconds."""
    works = []
    for key, kind in reports().items():
        made = maker(key)
        assert (made.draft.html, made.draft.twin) == (made.again.html, made.again.twin), key
        html, twin, out = (tmp_path / f"{key}.{ending}" for ending in ("html", "json", "pdf"))
        html.write_text(made.draft.html)
        twin.write_bytes(made.draft.twin.content)
        files = [str(each) for each in (html, twin, out, kind.folder, *styles_of(kind))]
        works.append({"files": files, "about": kind.about, "at": made.subject.as_of.isoformat()})
    (tmp_path / "works").write_text(json.dumps(works))

    subprocess.run(
        [sys.executable, "-c", SET_AGAIN, tmp_path / "works"],
        check=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )

    assert [key for key in reports() if (tmp_path / f"{key}.pdf").read_bytes() != maker(key).content] == []
