"""A licensed user has loaded AWS's responsibility summary: does any form in which something leaves hold its words, or
who bears what by it?"""

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from compliance.exports import FORMS
from compliance.permissions import routes
from evidence.asked import Asked
from evidence.packs.files import pack_files, written_files
from evidence.packs.packed import Packed
from evidence.reporting.contract import Source, Subject
from evidence.reporting.discovery import reports
from evidence.reporting.making import drafted
from tests.compliance.leaving import EDITION, bytes_of
from tests.compliance.summaries import LOGS, MARKER, loaded
from tests.evidence.matrices import asked_of
from tests.evidence.packed_harbour import pack_of
from tests.factories import Harbour
from tests.house.test_permission_matrix import addresses, knock
from tests.house.visitors import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

OVERRULED = b"read it there"
"""What the team's own pages say where the summary overrules a split."""


ROWS = [(LOGS, "aws"), ("164.308(a)(2)", "shared"), ("164.310(d)(1)", "customer"), ("164.310(a)", "customer")]


@pytest.fixture
def summed_up(harbour: Harbour) -> Harbour:
    """AWS's summary overrules our splits in both directions, once where the catalogue has no words for a side."""
    rows = "".join(f'{ref},{bearer},"{MARKER} aws","{MARKER} yours"\n' for ref, bearer in ROWS)
    loaded(harbour, f"ref,bearer,aws,customer\n{rows}", hours=0)
    return harbour


def opened(content: bytes) -> Iterator[bytes]:
    """The bytes; those of every member where they are an archive, the words of every page where they are a PDF."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from opened(archive.read(name))
    if content.startswith(b"%PDF-1.7\n%\xf0"):
        yield from (sheet.extract_text().encode() for sheet in PdfReader(io.BytesIO(content)).pages)


def holding(left: dict[str, bytes]) -> set[str]:
    """Those in which either stands; each is opened once."""
    told = (MARKER.encode(), OVERRULED)
    return {name for name, content in left.items() if any(words in each for each in opened(content) for words in told)}


def test_the_matrix_in_every_form(summed_up: Harbour, client: Client) -> None:
    assert holding({form: bytes_of(client, summed_up, form, EDITION) for form in FORMS}) == set()
    page = reverse("compliance:requirement", args=[summed_up.system.pk, EDITION, LOGS])
    client.force_login(summed_up.cast.olive)
    assert b"wins here" in client.get(page).content, "the team reads it on its own pages"
    client.force_login(summed_up.cast.ada)
    assert b"wins here" not in client.get(page).content


def test_every_read_of_the_api_and_every_download(summed_up: Harbour) -> None:
    olive = Visitor(summed_up.cast.olive)
    left = {
        name: knock(olive, "GET", address).getvalue()
        for name, address in addresses(summed_up).items()
        if "GET" in routes()[name] and ("api" in name.partition(":")[0] or name.endswith(("content", "export")))
    }
    one = reverse("compliance-api:requirement", args=[summed_up.system.pk, EDITION, LOGS])
    left["the overruled requirement"] = knock(olive, "GET", one).getvalue()
    assert len(left) > 30
    assert holding(left) == set()


def test_every_page_that_an_auditor_reads(summed_up: Harbour) -> None:
    ada = Visitor(summed_up.cast.ada)
    read = {
        name: answer.getvalue()
        for name, address in addresses(summed_up).items()
        if "GET" in routes()[name] and (answer := knock(ada, "GET", address)).status_code == 200
    }
    assert len(read) > 20
    assert holding(read) == set()


def test_every_report_and_every_file_of_a_pack(summed_up: Harbour, aws: str) -> None:
    """A report is read before it is set, where no line breaks the words; the pack's is set and read as well."""
    packed = pack_of(summed_up)
    subjects: dict[Source, Subject] = {
        Source.PACK: packed,
        Source.SYSTEM: Asked(asked_of(summed_up.system, "hipaa", summed_up.cast, packed.pack.as_of).report),
    }
    left = {}
    for kind in reports().values():
        draft = drafted(kind, subjects[kind.of])
        left[kind.key], left[f"{kind.key} for programs"] = draft.html.encode(), draft.twin.content
    fresh = Packed(packed.pack)
    for file in (*written_files(fresh), *pack_files(fresh)):
        with file.open() as content:
            left[file.path] = content.read()
    assert {"readiness", "data/report.pdf", "data/requirements.json", "data/catalogue.json"} <= left.keys()
    assert holding(left) == set()
