"""Does a name vanish from a report because of its script, on a machine without a single font?"""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from evidence.reporting.faces import FONTS, TYPEFACES, faces_for
from tests.evidence.papers import assert_valid, empty_boxes

NAMES = {
    "Latin": "Łukasz Żółć",
    "Vietnamese": "Nguyễn Thị Hương",
    "Greek": "Ελένη Παπαδοπούλου",
    "ancient Greek": "Ὀδυσσεύς",
    "Cyrillic": "Зоя Ђорђевић",
    "Arabic": "محمد الحسيني",
    "Hebrew": "שרה לוי",
    "Thai": "สมชาย ใจดี",
    "Chinese": "陈静 张伟 玥",
    "traditional Chinese": "龍應台",
    "Japanese": "佐藤 さくら",
    "rare Japanese": "髙﨑 𠮷田",
    "Korean": "김민준",
}
BACKWARDS = ("Arabic", "Hebrew")
OF_NO_FACE = "ᏣᎳᎩ"
PAGE = '<html lang="en"><head><title>Names</title></head><body>{}</body></html>'
SET = """
import sys
from pathlib import Path
from evidence.reporting.pdf import render

html, out = map(Path, sys.argv[1:])
out.write_bytes(render(html.read_text(encoding="utf-8"), styles=[], folder=out.parent))
"""
NO_FONTS = '<?xml version="1.0"?><fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>'


def set_without_fonts(body: str, folder: Path) -> bytes:
    """In a process of its own, for whom fontconfig knows one folder of fonts, which is empty."""
    (folder / "fonts").mkdir()
    config = folder / "fonts.conf"
    config.write_text(NO_FONTS.format(folder / "fonts", folder / "cache"))
    html, out = folder / "page.html", folder / "out.pdf"
    html.write_text(PAGE.format(body), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-c", SET, html, out],
        check=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"FONTCONFIG_FILE": str(config), "FONTCONFIG_PATH": str(folder), "HOME": str(folder)},
    )
    return out.read_bytes()


@pytest.mark.slow
def test_every_name_is_set_in_text_in_bold_and_in_drawings(tmp_path: Path) -> None:
    drawn = "".join(f'<text x="0" y="{20 * n}">{name}</text>' for n, name in enumerate(NAMES.values(), start=1))
    body = "".join(f"<p>{name}</p><p><b>{name}</b></p>" for name in NAMES.values())
    svg = '<svg role="img" viewBox="0 0 300 300" width="300" height="300"><title>Names</title>'
    content = set_without_fonts(f'{body}{svg}<g font-family="{TYPEFACES}">{drawn}</g></svg>', tmp_path)
    text = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(content)).pages).split())

    read = {script: text.count(name) for script, name in NAMES.items()}
    assert read == dict.fromkeys(NAMES, 3) | dict.fromkeys(BACKWARDS, 2), "a drawing's are read back from the left"
    assert empty_boxes(content) == 0
    assert_valid({"names.pdf": content}, tmp_path)


@pytest.mark.slow
def test_what_no_face_has_is_a_box_and_not_left_out(tmp_path: Path) -> None:
    content = set_without_fonts(f"<p>{OF_NO_FACE}</p>", tmp_path)

    assert empty_boxes(content) == len(OF_NO_FACE)


def test_a_page_brings_the_faces_that_it_needs_and_no_others() -> None:
    assert [face.path for face in faces_for("Harbour Clinic")] == ["inter/files/inter-latin-wght-normal.woff2"]
    assert [face.path.split("/")[0] for face in faces_for("佐藤")] == ["inter", "noto-sans-jp"]


def test_every_face_comes_with_its_licence() -> None:
    folders = {path.parent.parent for path in FONTS.glob("*/files/*.woff2")}

    assert len(folders) == 8
    assert all("SIL OPEN FONT LICENSE" in (folder / "LICENSE").read_text() for folder in folders)
