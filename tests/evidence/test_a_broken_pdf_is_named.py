"""Does script/validate-pdf name the rule that a PDF breaks, and say so when it could not look?"""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from evidence.reporting import pdf
from tests.evidence.papers import STANDARDS, Judged, judged
from tests.house.tree import ROOT

PAGE = """<html lang="en"><head><title>Harbour</title></head><body><h1>Harbour</h1>
<svg role="img" viewBox="0 0 9 9" width="9" height="9"><title>One bar: 9</title><rect width="9" height="9"/></svg>
</body></html>"""
Damage = Callable[[pikepdf.Pdf], None]


def without_words_for_the_picture(file: pikepdf.Pdf) -> None:
    for each in file.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/Figure":
            del each.Alt


def without_its_colours(file: pikepdf.Pdf) -> None:
    del file.Root.OutputIntents


def without_its_structure(file: pikepdf.Pdf) -> None:
    del file.Root.StructTreeRoot


BREAKS: dict[Damage, tuple[set[str], set[str]]] = {
    without_words_for_the_picture: (set(), {"7.3-1"}),
    without_its_colours: ({"6.2.4.3-2"}, set()),
    without_its_structure: ({"6.7.3.3-1"}, {"7.1-11", "7.1-3"}),
}
"""For each damage the rules that it breaks: of PDF/A-3a (ISO 19005-3) and of PDF/UA-1 (ISO 14289-1)."""


def damaged(content: bytes, damage: Damage) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        damage(file)
        file.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return pdf.render(PAGE, styles=[], folder=tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def found(page: bytes, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    files = {damage.__name__: damaged(page, damage) for damage in BREAKS}
    return judged({**files, "whole": page, "cut": page[: len(page) // 2]}, tmp_path_factory.mktemp("judged"))


@pytest.mark.slow
@pytest.mark.parametrize("damage", BREAKS)
def test_each_broken_rule_is_named_by_its_clause(found: Judged, damage: Damage) -> None:
    assert tuple(set(found.broken[damage.__name__, standard]) for standard in STANDARDS) == BREAKS[damage]


@pytest.mark.slow
def test_it_is_said_what_is_wrong_how_often_and_where(found: Judged) -> None:
    (line,) = (line for line in found.said.splitlines() if line.startswith("    7.3-1 "))

    assert "neither has an alternate description nor a replacement text (1 ×, first at root/document[0]/" in line


@pytest.mark.slow
def test_what_could_not_be_looked_at_neither_passes_nor_fails(found: Judged) -> None:
    assert [found.broken["whole", standard] for standard in STANDARDS] == [[], []]
    assert not {name for name, _ in found.broken} & {"cut"}
    assert "Could not look at cut: java.io.IOException: " in found.said
    assert found.status == 2


@pytest.mark.slow
def test_a_broken_rule_alone_is_status_1(page: bytes, tmp_path: Path) -> None:
    assert judged({"broken": damaged(page, without_its_structure)}, tmp_path).status == 1


def test_without_leave_to_install_it_says_what_is_missing(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "script", tmp_path / "script")

    answer = subprocess.run(
        [tmp_path / "script" / "validate-pdf", "any.pdf"],
        env={"PATH": "/usr/bin:/bin", "DEMARC_NO_INSTALL": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 2
    assert "run this again without DEMARC_NO_INSTALL=1" in answer.stderr
