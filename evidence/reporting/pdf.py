"""The one door to WeasyPrint: no network, our own assets only, a tagged archival PDF, the same bytes for the same page.

Importing this module loads Pango: import it where a PDF is made, not at start-up. NoPango says what to install.
"""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from evidence.reporting.contract import ForbiddenAsset, NoPango

try:
    from weasyprint import CSS, HTML
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
        return super().fetch(url, headers)


def render(html: str, *, styles: Sequence[Path], folder: Path, fonts: Path) -> bytes:
    """The page as a PDF. The page may name files in `folder`, its `styles` files in `fonts`, both by relative names.

    Dates, title and language come from the page itself, the file's /ID from its content. Errors: ForbiddenAsset for
    whatever lies elsewhere, the network first of all.
    """
    config = FontConfiguration()
    fetcher = OwnAssets(folder, fonts)
    try:
        sheets = [
            CSS(string=style.read_text(), base_url=_base(fonts), url_fetcher=fetcher, font_config=config)
            for style in styles
        ]
        page = HTML(string=html, base_url=_base(folder), url_fetcher=fetcher)
        with _nothing_is_collected():
            content: bytes = page.write_pdf(stylesheets=sheets, font_config=config, pdf_variant=VARIANT)
    except FatalURLFetchingError:
        content = b""
    if fetcher.refused:  # asked here, since the drawing of SVG swallows every exception
        raise ForbiddenAsset(f"{fetcher.refused[0]} is not one of this report's own assets: nothing was rendered.")
    return content


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
