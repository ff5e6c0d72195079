"""The one door to WeasyPrint: no network, our own assets only, a tagged archival PDF, the same bytes for the same page.

Importing this module loads Pango: import it where a PDF is made, not at start-up. NoPango says what to install.
"""

import datetime
import gc
import io
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pydyf
from fontTools.ttLib import woff2

from evidence.reporting.contract import ForbiddenAsset, NoPango
from evidence.reporting.faces import FONTS, dressed, faces_for
from evidence.reporting.twin import NAME, Attached

os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")  # read once, as Pango is loaded: our faces and no others

try:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "No fonts configured")  # ours come with each page
        from weasyprint import CSS, HTML, Attachment
        from weasyprint.document import Document
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
except OSError as missing:
    raise NoPango(
        f"No Pango ({missing}): "
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0, or run script/demo."
    ) from missing

os.environ["SOURCE_DATE_EPOCH"] = "0"  # else fontTools writes the clock into each embedded font

VARIANT = "pdf/a-3a"
"""Archival and tagged: the structure for screen readers is part of the file (ISO 19005-3, level A)."""

UNTAGGED = "pdf/a-3b"
"""Archival, for what is drawn beside the text and read out to nobody."""

ACCESSIBLE = (Path(__file__).parent / "base" / "accessible.xmp").read_bytes()
"""What the file says of itself beside that: PDF/UA-1 (ISO 14289-1), in the words that PDF/A wants it declared with."""


class OwnAssets(URLFetcher):
    """Serves the files in `folders`; whatever else is asked for, and a file that is missing, stops the rendering."""

    def __init__(self, *folders: Path) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False)
        self.folders = [folder.resolve() for folder in folders]
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        address = urlsplit(url)
        path = Path(url2pathname(address.path)).resolve()
        own = any(path.is_relative_to(folder) for folder in self.folders)
        if address.scheme != "file" or address.netloc or not own or not path.is_file():
            self.refused.append(url)
            raise FatalURLFetchingError(url)
        if path.suffix == ".woff2":
            return URLFetcherResponse(url, _opened(path))
        return super().fetch(url, headers)


@cache
def _opened(face: Path) -> bytes:
    """A face as it is set, kept for the reports after it: unpacking the Latin one alone takes half a second."""
    unpacked = io.BytesIO()
    woff2.decompress(io.BytesIO(face.read_bytes()), unpacked)
    return unpacked.getvalue()


def opened_before(html: str) -> None:
    """Unpack the faces that the page needs, for processes that are about to be forked."""
    for face in faces_for(html):
        _opened((FONTS / face.path).resolve())


def says_that_it_is_accessible(document: Document, file: pydyf.PDF) -> None:
    """WeasyPrint writes one variant's words; this file keeps the rules of two (script/validate-pdf)."""
    (metadata,) = (
        each
        for each in file.objects
        if isinstance(each, pydyf.Stream) and "Subtype" in each.extra and each.extra["Subtype"] == "/XML"
    )
    metadata.stream = [b"".join(metadata.stream).replace(b"</rdf:RDF>", ACCESSIBLE + b"</rdf:RDF>")]


def render(
    html: str,
    *,
    styles: Sequence[Path],
    folder: Path,
    attached: Attached | None = None,
    variant: str = VARIANT,
    finisher: Callable[[Document, pydyf.PDF], None] = says_that_it_is_accessible,
) -> bytes:
    """The page as a PDF, in the faces that its characters need. It may name files in `folder` by relative names.

    Dates, title and language come from the page itself, the file's /ID from its content. `finisher` has the file's
    objects before they are written. Errors: ForbiddenAsset for whatever lies elsewhere, the network first of all.
    """
    config = FontConfiguration()
    fetcher = OwnAssets(folder, FONTS)

    def sheet(text: str) -> CSS:
        return CSS(string=text, base_url=_base(FONTS), url_fetcher=fetcher, font_config=config)

    html, typefaces = dressed(html)
    try:
        sheets = [sheet(typefaces), *(sheet(style.read_text(encoding="utf-8")) for style in styles)]
        page = HTML(string=html, base_url=_base(folder), url_fetcher=fetcher)
        with _nothing_is_collected():
            content: bytes = page.write_pdf(
                stylesheets=sheets,
                font_config=config,
                pdf_variant=variant,
                attachments=[_attachment(attached)] if attached else None,
                finisher=finisher,
            )
    except FatalURLFetchingError:
        content = b""
    if fetcher.refused:  # asked here, since the drawing of SVG swallows every exception
        raise ForbiddenAsset(f"{fetcher.refused[0]} is not one of this report's own assets: nothing was rendered.")
    return content


def _attachment(attached: Attached) -> Attachment:
    """As PDF/A-3 wants it: with its type, its dates, and what it is to the document."""
    at = attached.at.astimezone(datetime.UTC)
    return Attachment(
        string=attached.content, name=NAME, description=attached.about, created=at, modified=at, relationship="Data"
    )


@contextmanager
def _nothing_is_collected() -> Iterator[None]:
    """A page's boxes live until it is set: looking for dead ones time and again takes a fifth of the work, in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _base(folder: Path) -> str:
    return folder.resolve().as_uri() + "/"
