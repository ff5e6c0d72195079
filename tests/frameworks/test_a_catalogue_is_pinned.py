"""Can a run, a pack or a report be read with the very catalogue it saw?"""

import hashlib
import json
from pathlib import Path

from frameworks.compiled import Catalogue, compile_catalogue, shipped
from tests.frameworks.small import CONTROLS, write_catalogue


def test_it_comes_back_equal_with_the_same_digest(small: Catalogue) -> None:
    for catalogue in (small, shipped()):
        content = catalogue.to_json_bytes()
        again = Catalogue.from_json_bytes(content)
        assert again == catalogue
        assert again.to_json_bytes() == content
        assert again.digest == catalogue.digest == hashlib.sha256(content).hexdigest()


def test_its_order_comes_back_too(small: Catalogue) -> None:
    again = Catalogue.from_json_bytes(small.to_json_bytes())
    assert list(again.services) == list(small.services) == ["chime", "ec2", "rds", "s3"]
    assert [each.ref for each in again.editions["care-2020"].requirements] == ["1", "1.1", "1.2", "1.3"]


def test_where_the_files_lie_does_not_change_it(small: Catalogue, root: Path) -> None:
    assert compile_catalogue(write_catalogue(root)).digest == small.digest


def test_one_word_changes_it(small: Catalogue, root: Path) -> None:
    changed = CONTROLS.replace("Guards.", "Guards, day and night.")
    assert compile_catalogue(write_catalogue(root, controls__general=changed)).digest != small.digest


def test_it_is_canonical_json_that_anybody_can_read(small: Catalogue) -> None:
    content = small.to_json_bytes()
    plain = json.loads(content)
    assert plain["controls"]["site"]["splits"]["any"] == {
        "aws": "AWS guards its sites.",
        "bearer": "aws",
        "customer": "",
        "source": "frameworks/catalogue/controls/general.toml:11",
    }
    assert json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() == content


def test_an_obligation_is_read_on_its_day(small: Catalogue) -> None:
    patches = small.requirement("care", "1.2")
    changes = [each.since for each in patches.obligations]
    days = [changes[0].replace(year=2019), changes[0], changes[1].replace(year=2023), changes[1]]
    assert [str(patches.obligation(day)) for day in days] == [
        "none",
        "addressable",
        "addressable",
        "required",
    ]


def test_a_requirement_is_found_by_its_other_spelling(small: Catalogue) -> None:
    assert small.requirement("care", "1.1(a)") is small.requirement("care-2020", "1.1")
