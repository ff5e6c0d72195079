"""Does a broken collector's folder stop the start, with its name and the cause?"""

import importlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import evidence.collectors
from evidence.collecting import discovery
from evidence.collecting.discovery import BrokenCollector

REAL = Path(evidence.collectors.__path__[0])
CONTROLS = {"encryption-at-rest", "public-exposure", "network-segmentation", "backup", "disaster-recovery"}
CONTROLS |= {"high-availability", "patching", "authentication", "credential-policy", "audit-logging"}
CONTROLS |= {"data-access-logging", "storage-access", "encryption-in-transit"}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A package of collectors with one folder in it: a copy of rds."""
    package = tmp_path / "lakeside_collectors"
    shutil.copytree(REAL / "rds", package / "rds", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("lakeside_collectors")
    for name in [name for name in sys.modules if name.startswith("lakeside_collectors")]:
        del sys.modules[name]


def find(room: ModuleType) -> list[str]:
    return list(discovery.find(controls=CONTROLS, services={"rds"}, package=room))


def test_a_whole_folder_is_found(room: ModuleType) -> None:
    assert find(room) == ["rds"]


BREAKS = {
    "a title is missing": ('title = "RDS: database instances"\n', "", "[collector] lacks title"),
    "a remedy is empty": ('remedy = "Turn on deletion protection."', 'remedy = ""', "leaves remedy empty"),
    "a word nobody reads": (
        'client = "rds"',
        'client = "rds"\nowner = "us"',
        "has owner, which nobody reads",
    ),
    "an unknown scope": ('scope = "regional"', 'scope = "zonal"', "scope is 'zonal'"),
    "an unclear freshness": ('fresh_for = "P1D"', 'fresh_for = "daily"', "fresh_for is 'daily'"),
    "an unknown severity": ('severity = "critical"', 'severity = "huge"', "severity: huge is unknown"),
    "an unknown control": ('["patching"]', '["patches"]', "controls: patches is unknown"),
    "an unknown service": ('service = "rds"', 'service = "rdbms"', "service: rdbms is unknown"),
    "a call it does not declare": (
        'calls = ["describe_db_instances"]',
        'calls = ["describe_db_clusters"]',
        "calls: describe_db_clusters is unknown",
    ),
    "a call that AWS has not": ("describe_db_instances", "describe_dbs", "botocore knows no such operation"),
    "no IAM action": ('"rds:DescribeDBInstances"', '"DescribeDBInstances"', "is no IAM action"),
    "a check without its function": ("[check.multi_az]", "[check.many_zones]", "has no function many_zones"),
    "a listing without its function": ('over = "instances"', 'over = "clusters"', "has no function clusters"),
    "no TOML": ("[collector]", "[collector", "TOMLDecodeError"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_about_names_folder_and_cause(name: str, room: ModuleType) -> None:
    old, new, cause = BREAKS[name]
    about = Path(room.__path__[0]) / "rds" / "about.toml"
    assert old in about.read_text()
    about.write_text(about.read_text().replace(old, new))

    with pytest.raises(BrokenCollector) as broken:
        find(room)

    assert broken.value.folder == "rds"
    assert str(broken.value).startswith("evidence/collectors/rds is broken: ")
    assert cause in broken.value.cause


@pytest.mark.parametrize(
    ("file", "code", "cause"),
    [
        ("gather.py", "", "gather.py has no function gather"),
        ("checks.py", "import nothing_of_that_name", "ModuleNotFoundError"),
        ("checks.py", "def f(:", "SyntaxError"),
        ("about.toml", None, "FileNotFoundError"),
    ],
)
def test_broken_code_names_folder_and_cause(file: str, code: str | None, cause: str, room: ModuleType) -> None:
    path = Path(room.__path__[0]) / "rds" / file
    path.unlink() if code is None else path.write_text(code)
    with pytest.raises(BrokenCollector) as broken:
        find(room)
    assert cause in broken.value.cause
