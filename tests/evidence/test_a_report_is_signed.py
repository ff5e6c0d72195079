"""Is a report signed where a certificate is named, by whom and since when, and does a single bit show?"""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from compliance.config import environment
from evidence.reporting import pdf
from evidence.reporting.signing import Level, NotSigned, level, signed
from tests.evidence.papers import assert_valid
from tests.evidence.signing_authority import Authority, an_authority

PAGE = '<html lang="en"><head><title>Harbour</title></head><body><h1>Harbour</h1><p>Evidence.</p></body></html>'
ASKED = {Level.B: (), Level.T: ("stamps",), Level.LTA: ("stamps", "roots")}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with an_authority(tmp_path_factory.mktemp("authority")) as there:
        yield there


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pdf.render(PAGE, styles=[], folder=tmp_path_factory.mktemp("page"))


Ask = Callable[[Level], None]


@pytest.fixture
def ask(settings: Settings, authority: Authority) -> Ask:
    def asks(wanted: Level) -> None:
        settings.PDF_CERTIFICATE, settings.PDF_KEY = authority.certificate, authority.key
        settings.PDF_TIME_STAMPS = authority.stamps if "stamps" in ASKED[wanted] else ""
        settings.PDF_ROOTS = authority.roots if "roots" in ASKED[wanted] else None
        assert level() is wanted

    return asks


def trusting(authority: Authority) -> ValidationContext:
    return ValidationContext(trust_roots=list(load_certs_from_pemder([str(authority.roots)])), allow_fetching=True)


def checked(content: bytes, authority: Authority) -> PdfSignatureStatus:
    signature = PdfFileReader(io.BytesIO(content)).embedded_regular_signatures[0]
    context = trusting(authority)
    return validate_pdf_signature(signature, context, ts_validation_context=context)


def test_without_a_certificate_nothing_is_signed(report: bytes) -> None:
    assert level() is Level.NONE
    assert signed(report) == report


def test_a_certificate_alone_signs_all_of_the_file(report: bytes, ask: Ask, authority: Authority) -> None:
    ask(Level.B)
    status = checked(signed(report), authority)

    assert status.bottom_line and status.coverage.name == "ENTIRE_FILE"
    assert "Harbour Clinic" in status.signing_cert.subject.human_friendly
    assert status.timestamp_validity is None


def test_with_an_authority_of_time_it_says_since_when(report: bytes, ask: Ask, authority: Authority) -> None:
    ask(Level.T)
    status = checked(signed(report), authority)

    assert status.bottom_line
    assert status.timestamp_validity and status.timestamp_validity.valid and status.timestamp_validity.trusted


def test_with_the_roots_it_can_be_checked_when_nobody_answers_any_more(
    report: bytes, ask: Ask, tmp_path: Path, settings: Settings
) -> None:
    with an_authority(tmp_path) as short_lived:
        ask(Level.LTA)
        settings.PDF_CERTIFICATE, settings.PDF_KEY = short_lived.certificate, short_lived.key
        settings.PDF_TIME_STAMPS, settings.PDF_ROOTS = short_lived.stamps, short_lived.roots
        content = signed(report)
    reader = PdfFileReader(io.BytesIO(content))
    roots = {"trust_roots": list(load_certs_from_pemder([str(short_lived.roots)]))}
    offline = {**roots, "allow_fetching": False, "revocation_mode": "require"}

    def kept() -> ValidationContext:
        return DocumentSecurityStore.read_dss(reader).as_validation_context(offline)

    (signature,), (over_all,) = reader.embedded_regular_signatures, reader.embedded_timestamp_signatures
    assert validate_pdf_signature(signature, kept(), ts_validation_context=kept()).bottom_line
    stamp = validate_pdf_timestamp(over_all, kept())
    assert stamp.valid and stamp.trusted
    assert stamp.modification_level.name == "LTA_UPDATES", "behind it is only what proves the time-stamp itself"


@pytest.mark.parametrize("wanted", [Level.B, Level.T])
def test_one_bit_changed_is_found(report: bytes, ask: Ask, authority: Authority, wanted: Level) -> None:
    ask(wanted)
    content = bytearray(signed(report))
    place = content.index(b"/MarkInfo")
    content[place + 1] ^= 0x20  # "m" in place of "M": the file opens as before

    status = checked(bytes(content), authority)
    assert not status.intact and not status.bottom_line


def test_what_is_added_behind_is_found(report: bytes, ask: Ask, authority: Authority) -> None:
    ask(Level.B)
    with pikepdf.open(io.BytesIO(signed(report))) as file:
        file.Root.Lang = "de"
        changed = io.BytesIO()
        file.save(changed)

    assert not checked(changed.getvalue(), authority).bottom_line


@pytest.mark.slow
def test_it_stays_archival_and_accessible(report: bytes, ask: Ask, tmp_path: Path) -> None:
    files = {}
    for wanted in (Level.B, Level.T, Level.LTA):
        ask(wanted)
        files[f"{wanted}.pdf"] = signed(report)

    assert_valid(files, tmp_path)


def test_an_authority_that_does_not_answer_leaves_nothing_unsigned(report: bytes, ask: Ask, settings: Settings) -> None:
    ask(Level.T)
    settings.PDF_TIME_STAMPS = "http://127.0.0.1:9/stamps"

    with pytest.raises(NotSigned):
        signed(report)


def test_without_the_library_it_says_what_to_install(report: bytes, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(Level.B)
    monkeypatch.setitem(sys.modules, "pyhanko", None)

    with pytest.raises(NotSigned, match=r"requirements/sign\.txt"):
        signed(report)


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ({"CERTIFICATE_FILE": "a.pem"}, "belong together"),
        ({"CERTIFICATE_FILE": "a.pem", "KEY_FILE": "b.pem", "TIME_STAMPS": "tsa"}, "address beside a certificate"),
        ({"TIME_STAMPS": "http://tsa.example"}, "address beside a certificate"),
        ({"CERTIFICATE_FILE": "a.pem", "KEY_FILE": "b.pem", "ROOTS_FILE": "c.pem"}, "is needed too"),
    ],
)
def test_settings_that_make_no_sense_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str], said: str
) -> None:
    for name, value in named.items():
        monkeypatch.setenv(f"DEMARC_PDF_{name}", value)

    with pytest.raises(ImproperlyConfigured, match=said):
        environment.pdf_signature("DEMARC_PDF")
