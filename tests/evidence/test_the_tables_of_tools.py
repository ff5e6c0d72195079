"""Do the tables that map other tools' checks hold, and is a wrong one told by its name at the start?"""

import re
from pathlib import Path

import pytest

from evidence import checks
from evidence.importing.shipped import BrokenImporter, find_tools, mapped_by_us, tools
from frameworks.compiled import shipped

HEAD = '[tool]\ntitle = "Tool"\nids_from = "somewhere"\n'
SHAPES = {
    "prowler": re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+"),
    "security-hub": re.compile(r"[a-z0-9]+\.\d+"),
    "aws-config": re.compile(r"[a-z0-9]+(-[a-z0-9]+)+"),
}
AT_LEAST = {"prowler": 150, "security-hub": 120, "aws-config": 100}


@pytest.mark.parametrize("key", AT_LEAST)
def test_a_table_is_long_enough_and_its_ids_have_the_tools_shape(key: str) -> None:
    ids = tools()[key].checks.keys()
    assert len(ids) >= AT_LEAST[key]
    assert [each for each in ids if not SHAPES[key].fullmatch(each)] == []


def test_what_auditors_ask_first_is_mapped() -> None:
    for check, control in (
        ("prowler:iam_root_mfa_enabled", "root-account-protection"),
        ("security-hub:IAM.1", "least-privilege"),
        ("security-hub:S3.8", "public-exposure"),
        ("security-hub:EC2.19", "network-access-rules"),
        ("security-hub:OpenSearch.1", "encryption-at-rest"),
        ("aws-config:restricted-ssh", "network-access-rules"),
    ):
        mapped = mapped_by_us(check)
        assert mapped is not None and control in mapped.controls, check
    assert mapped_by_us("prowler:no_such_check") is None and mapped_by_us("strange:x") is None


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ('[checks.s3]\nx_y = ["no-such-control"]\n', "x_y: the catalogue has no control 'no-such-control'"),
        ('[checks.s4]\nx_y = ["backup"]\n', "no service of this key"),
        ("[checks.s3]\nx_y = []\n", "x_y: it names no control"),
        ('[checks.s3]\nx_y = ["backup"]\n[checks.rds]\nX_Y = ["backup"]\n', "it stands there twice"),
        ("[other]\n", "and nothing else"),
        ("[checks", "broken"),
    ],
)
def test_a_wrong_table_stops_with_its_name(tmp_path: Path, said: str, cause: str) -> None:
    (tmp_path / "tool.toml").write_text(HEAD + said)
    with pytest.raises(BrokenImporter, match=r"tools/tool\.toml") as broken:
        find_tools(tmp_path, shipped().controls, shipped().services)
    assert cause in str(broken.value)


def test_the_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise BrokenImporter("tools/x.toml", "y: the catalogue has no control 'z'")

    assert checks.importers_are_whole(None) == []
    monkeypatch.setattr(checks, "tools", broken)
    (told,) = checks.importers_are_whole(None)
    assert told.id == "evidence.E004" and "tools/x.toml" in told.msg
