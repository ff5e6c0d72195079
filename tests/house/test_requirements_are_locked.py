"""Do the locked requirements hold what pyproject.toml asks for, hash by hash, in the same versions?"""

import re
import tomllib

import pytest

from tests.house.tree import ROOT

PIN = re.compile(r"^([a-z0-9-]+)(?:\[[^]]*\])?==([^ ;]+)", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def locked(name: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


@pytest.mark.parametrize(("name", "extras"), [("run", []), ("demo", ["demo"]), ("test", ["demo", "test"])])
def test_everything_asked_for_is_locked(name: str, extras: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [
        *project["dependencies"],
        *(line for extra in extras for line in project["optional-dependencies"][extra]),
    ]
    names = {found.group().lower().replace("_", "-") for line in asked if (found := NAME.match(line))}

    assert names - dict(locked(name)).keys() == set(), "run script/lock"


@pytest.mark.parametrize(("smaller", "larger"), [("run", "demo"), ("demo", "test")])
def test_what_is_tested_is_what_runs(smaller: str, larger: str) -> None:
    assert locked(smaller) <= locked(larger), "run script/lock"


@pytest.mark.parametrize("name", ["run", "demo", "test", "uv"])
def test_every_version_is_held_by_hashes_and_names_no_registry(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())

    assert len(blocks) == len(PIN.findall(text))
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
