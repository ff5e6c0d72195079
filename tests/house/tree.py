"""The project's own files, for the tests that look at the house as a whole."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDORED = ROOT / "compliance" / "config" / "static" / "vendor"
TYPEFACES = ROOT / "evidence" / "reporting" / "fonts"
MADE_HERE = {"var", "__pycache__", "htmlcov"}


def own_files() -> Iterator[Path]:
    """Every file that we wrote: nothing installed, generated or vendored. Works without git, too."""
    for name, folders, files in os.walk(ROOT):
        folder = Path(name)
        folders[:] = [
            sub
            for sub in folders
            if sub not in MADE_HERE
            and folder / sub not in {VENDORED, TYPEFACES}
            and (sub == ".ci" or not sub.startswith("."))
        ]
        yield from (folder / file for file in files)
