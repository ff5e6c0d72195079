"""Can a page make the PDF's maker fetch anything but our own files? And what is said where type cannot be set?"""

import subprocess
import sys
from pathlib import Path

import pytest

from evidence.reporting import pdf
from evidence.reporting.contract import ForbiddenAsset

HTML = '<html lang="en"><head><title>Lakeside</title></head><body>{}</body></html>'
PLACES = (
    "http://192.0.2.1/x.png",
    "https://192.0.2.1/x.png",
    "ftp://192.0.2.1/x.png",
    "file:///etc/hostname",
    "file://192.0.2.1/x.png",
    "../outside.png",
    "missing.png",
    "data:image/png;base64,iVBORw0KGgo=",
)
WAYS = (
    '<img alt="" src="{}">',
    '<link rel="stylesheet" href="{}">',
    '<object data="{}"></object>',
    '<p style="background: url({})">x</p>',
    '<style>@import url("{}");</style>',
    '<svg viewBox="0 0 9 9" width="9" height="9"><image href="{}" width="9" height="9"></image></svg>',
    '<link rel="attachment" href="{}">',
)
WITHOUT_PANGO = """
import cffi

def missing(self, name, flags=0):
    raise OSError(f"cannot load library '{name}'")

cffi.FFI.dlopen = missing
from evidence.reporting.contract import NoPango

try:
    import evidence.reporting.pdf
except NoPango as told:
    print(told)
"""


def render(body: str, folder: Path) -> bytes:
    return pdf.render(HTML.format(body), styles=[], folder=folder)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_taken_from_elsewhere(place: str, tmp_path: Path) -> None:
    (tmp_path / "outside.png").write_bytes(b"not ours")
    (tmp_path / "folder").mkdir()

    with pytest.raises(ForbiddenAsset, match="own assets"):
        render(WAYS[0].format(place), tmp_path / "folder")


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_asking_gets_out(way: str, tmp_path: Path) -> None:
    with pytest.raises(ForbiddenAsset, match="own assets"):
        render(way.format("http://192.0.2.1/x"), tmp_path)


def test_a_file_of_its_own_is_served(tmp_path: Path) -> None:
    (tmp_path / "mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')

    assert render('<img alt="A mark" src="mark.svg">', tmp_path).startswith(b"%PDF-1.7")


def test_without_pango_it_says_what_to_install() -> None:
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT_PANGO],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert "No Pango" in said.stdout
    assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0, or run script/demo." in said.stdout
