"""Does another tool's file come in sealed and whole, or not at all?"""

import json
from typing import Any

import pytest

from compliance.models import JournalEntry
from evidence.blobs import open_blob
from evidence.models import Import, Item, ItemKind, Job, LedgerEntry, Observation
from frameworks.errors import Refused
from tests.evidence.findings import hand_in, of_config, read, sample
from tests.factories import PRODUCTION, REGION, Harbour

pytestmark = pytest.mark.django_db


def test_the_file_is_sealed_as_it_is_with_its_tool_and_its_days(harbour: Harbour) -> None:
    made = hand_in(harbour)
    item = made.item
    assert item is not None and item.kind == ItemKind.IMPORTED
    assert (item.source, item.title) == ("import.ocsf.prowler", "OCSF: Prowler 5.46.0")
    assert item.observed_from.date().isoformat() <= "2026-11-22" <= item.observed_until.date().isoformat()
    with open_blob(item.digest) as sealed:
        assert sealed.read() == sample("ocsf/prowler").read_bytes()
    leaf = LedgerEntry.objects.get(kind="item.uploaded", subject_id=str(item.pk))
    assert json.loads(bytes(leaf.leaf))["source"] == "import.ocsf.prowler"
    assert (made.format, made.tool, made.tool_version, made.read_at) == ("ocsf", "prowler", "5.46.0", None)
    assert Job.objects.get().kind == "import"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("ocsf/compliance_lines", "import.ocsf.security-hub"),
        ("asff/security_hub", "import.asff.several"),
        ("aws_config/aggregate", "import.aws-config.aws-config"),
        ("audit_manager/finder", "import.audit-manager.several"),
        ("sarif/checkov", "import.sarif.checkov"),
    ],
)
def test_each_format_is_recognised_by_its_content(harbour: Harbour, name: str, source: str) -> None:
    item = hand_in(harbour, name).item
    assert item is not None and item.source == source


def test_configs_answer_needs_an_account_and_gets_it_from_whoever_hands_it_in(harbour: Harbour) -> None:
    with pytest.raises(Refused, match=r"None of its 7 findings can be taken\. They name no AWS account"):
        hand_in(harbour, "aws_config/by_rule")
    made = of_config(harbour)
    assert (made.account, made.region, made.taken, made.unread_count) == (PRODUCTION, REGION, 5, 2)


def test_a_day_is_said_where_the_file_names_none(harbour: Harbour) -> None:
    told = json.loads(sample("sarif/checkov").read_text())
    del told["runs"][0]["invocations"]
    content = json.dumps(told).encode()
    with pytest.raises(Refused, match="say of which day they are"):
        hand_in(harbour, content=content)
    made = read(hand_in(harbour, content=content, as_of=harbour.on))
    days = {harbour.system.day_of(each.observed_at) for each in Observation.objects.filter(item=made.item)}
    assert days == {harbour.on}


def test_what_tells_a_state_is_of_the_day_of_its_export(harbour: Harbour) -> None:
    made = hand_in(harbour, "aws_config/aggregate", as_of=harbour.on)
    assert made.item is not None
    assert harbour.system.day_of(made.item.observed_until) == harbour.on


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"[]", "no findings in a format that is known"),
        (b'{"Findings": [', "no whole JSON"),
        (b'{"class_uid": 2004}\n{"class_uid"\n', "Line 2 is no whole JSON"),
        (b"a,b\r\n1,2\r\n", "no findings in a format that is known"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"EvaluationResults": []}', "holds no finding"),
        (b"\xff\xfe\x00\x01", "no UTF-8 text"),
        (b'[{"AwsAccountId": "111122223333", "GeneratorId": "x", "Title": "4111 1111 1111 1111"}]', "card number"),
    ],
)
def test_what_is_no_file_of_findings_is_refused_and_nothing_kept(
    harbour: Harbour, content: bytes, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        hand_in(harbour, content=content)
    assert not Import.objects.exists() and not Item.objects.filter(kind=ItemKind.IMPORTED).exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"format": "sarif"}, "The file is no SARIF"),
        ({"format": "xml"}, "There is no format “xml”"),
        ({"account": "999900001111"}, "999900001111 is no account of this system"),
    ],
)
def test_what_is_said_of_the_file_is_judged_too(harbour: Harbour, said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        hand_in(harbour, **said)


def test_the_same_file_comes_in_once(harbour: Harbour) -> None:
    hand_in(harbour)
    with pytest.raises(Refused, match="This very file was handed in on"):
        hand_in(harbour)


def test_what_was_found_tomorrow_is_not_taken(harbour: Harbour) -> None:
    rows = json.loads(sample("ocsf/prowler").read_text())[:1]
    rows[0]["time"] = 4_102_444_800  # the year 2100
    with pytest.raises(Refused, match="an instant that has not come yet"):
        hand_in(harbour, content=json.dumps(rows).encode())


def test_each_step_is_in_the_journal_by_ids_and_codes(harbour: Harbour) -> None:
    made = read(hand_in(harbour))
    entries = JournalEntry.objects.filter(subject_kind="import", subject_id=str(made.pk)).order_by("number")
    assert [(each.verb, each.actor_id) for each in entries] == [
        ("import.handed_in", harbour.cast.olive.pk),
        ("import.read", None),
    ]
    assert entries[1].after == {"taken": 8, "elsewhere": 2, "unread": 2, "unmapped": 2}
