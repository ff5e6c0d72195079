"""Is every finding of a foreign format read as its tool meant it, and never as a pass that it did not give?"""

import io
from pathlib import Path

import pytest

from evidence.importing.findings import Finding, WhySo, WhyUnread
from evidence.importing.loading import load, media_type_of
from evidence.importing.reading import Reading, Said, read, recognise
from evidence.importing.shipped import formats
from evidence.importing.wording import WHY_SO, WHY_UNREAD
from tests.evidence.findings import NOW, SAMPLES, expected
from tests.factories import PRODUCTION, REGION

SAID_BY_ITS_TOOL = {"PASS", "PASSED", "COMPLIANT", "Compliant", "pass"}


def reading_of(path: Path) -> Reading:
    content = io.BytesIO(path.read_bytes())
    document = load(content, media_type_of(content))
    return read(document, recognise(document), Said(PRODUCTION, REGION), NOW)


def told(each: Finding) -> list[str]:
    return [each.key, each.account, each.region, each.resource, each.outcome, each.reason]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_sample_is_read_as_expected(path: Path) -> None:
    reading, wanted = reading_of(path), expected(path)
    assert wanted["origin"].startswith("shape: ")
    assert [told(each) for each in reading.findings] == wanted["findings"]
    assert [[each.number, each.why] for each in reading.unread] == wanted["unread"]
    assert all(each.observed_at for each in reading.findings)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_one_format_and_no_other_knows_a_sample(path: Path) -> None:
    content = io.BytesIO(path.read_bytes())
    document = load(content, media_type_of(content))
    assert [key for key, each in formats().items() if each.recognises(document)] == [
        path.parent.parent.name.replace("_", "-")
    ]


def test_every_format_has_a_sample_and_every_reason_stands_in_one() -> None:
    assert {path.parent.parent.name.replace("_", "-") for path in SAMPLES} == formats().keys()
    reasons = {row[5] for path in SAMPLES for row in expected(path)["findings"]} - {""}
    assert reasons == set(WhySo)


def test_no_pass_comes_of_another_word() -> None:
    passes = [each for path in SAMPLES for each in reading_of(path).findings if each.outcome == "pass"]
    said = {str(each.detail["status"]) for each in passes if "status" in each.detail}
    assert len(passes) > 5 and said <= SAID_BY_ITS_TOOL


def test_every_code_has_a_sentence() -> None:
    assert WHY_SO.keys() == set(WhySo) and WHY_UNREAD.keys() == set(WhyUnread)
    assert all(str(sentence).strip() for sentence in (*WHY_SO.values(), *WHY_UNREAD.values()))
