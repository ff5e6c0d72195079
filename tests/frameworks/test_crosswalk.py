"""Which requirements of two frameworks are related, how strongly, and by whose word?"""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from frameworks.compiled import Catalogue, compile_catalogue, shipped
from frameworks.crosswalking import COLUMNS, SHARED, Relation, crosswalk, write_csv
from frameworks.schema import Coverage
from tests.frameworks.small import ABOUT, write_catalogue

SOURCE = "NIST SP 800-66 Rev. 2, mapping of the HIPAA Security Rule to SP 800-53 Rev. 5"

HOUSE = (
    ABOUT.replace("care", "house").replace("Care", "House")
    + """
[[requirement]]
ref = "H1"
title = "Doors"
kind = "rule"
family = "House"
assessable = true
obligation = [{ value = "required", from = 2020-01-01 }]
summary = "Doors are locked at night."
controls = [
  { control = "site", coverage = "partial", why = "Guards lock them." },
  { control = "patching", coverage = "partial", why = "Locks run software." },
]

[[requirement]]
ref = "H 2"
title = "Software"
kind = "rule"
family = "House"
assessable = true
obligation = [{ value = "required", from = 2020-01-01 }]
summary = "Software has no hole that is known."
controls = [{ control = "patching", coverage = "full", why = "Patches close holes." }]
"""
)


@pytest.fixture
def two(root: Path) -> Catalogue:
    """The small catalogue with a second framework beside it."""
    write_catalogue(root)
    (root / "frameworks" / "house-2020.toml").write_text(HOUSE, encoding="utf-8")
    return compile_catalogue(root)


def pairs(relations: tuple[Relation, ...]) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            each.left.ref,
            each.control.key if each.control else "",
            str(each.left_coverage),
            str(each.right_coverage),
            each.right,
        )
        for each in relations
    ]


def test_a_shared_control_relates_two_requirements_with_its_coverage_on_either_side(two: Catalogue) -> None:
    found = crosswalk(two, "care", "house")
    assert pairs(found.relations) == [
        ("1.1", "site", "full", "partial", "H1"),
        ("1.2", "patching", "full", "full", "H 2"),
        ("1.2", "patching", "full", "partial", "H1"),
    ]
    assert {each.source for each in found.relations} == {SHARED}
    assert [each.right_title for each in found.relations] == ["Doors", "Software", "Doors"]


def test_the_way_back_is_the_same_way(two: Catalogue) -> None:
    there, back = crosswalk(two, "care-2020", "house-2020"), crosswalk(two, "house", "care")
    turned = [(right, control, b, a, left) for left, control, a, b, right in pairs(there.relations)]
    assert sorted(turned) == sorted(pairs(back.relations))


def test_only_one_requirement_when_its_reference_or_another_spelling_is_given(two: Catalogue) -> None:
    assert pairs(crosswalk(two, "care", "house", "1.1(a)").relations) == [("1.1", "site", "full", "partial", "H1")]
    assert crosswalk(two, "care", "house", "1.3").relations == ()


def test_nobody_is_related_to_himself() -> None:
    for edition in shipped().editions:
        relations = crosswalk(shipped(), edition, edition).relations
        assert relations
        assert [each for each in relations if each.left.ref == each.right] == []


def test_in_one_framework_two_rows_of_the_same_control_are_related(two: Catalogue) -> None:
    inside = pairs(crosswalk(two, "house", "house").relations)
    assert inside == [("H1", "patching", "partial", "full", "H 2"), ("H 2", "patching", "full", "partial", "H1")]


def test_a_published_mapping_keeps_its_publishers_name_and_claims_no_control(two: Catalogue) -> None:
    found = crosswalk(two, "care", "cure")
    assert (found.right_name, found.says) == ("Cure", "Care to Cure. Both speak of the same matter.")
    assert [(each.left.ref, each.right, each.source) for each in found.relations] == [
        ("1.1", "C-1", "Care to Cure"),
        ("1.1", "C-2", "Care to Cure"),
        ("1.2", "C-2", "Care to Cure"),
    ]
    assert {(each.control, each.left_coverage, each.right_coverage) for each in found.relations} == {(None,) * 3}


def test_the_published_mapping_of_hipaa_is_whole_and_says_whose_it_is() -> None:
    found = crosswalk(shipped(), "hipaa", "nist-800-53-r5")
    assert len(found.relations) == 189
    assert {each.source for each in found.relations} == {SOURCE}
    targets = [each.right for each in crosswalk(shipped(), "hipaa", "nist-800-53-r5", "164.312(b)").relations]
    assert targets == ["AU-1", "AU-2", "AU-3", "AU-4", "AU-6", "AU-7", "AU-8"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cure", "house"), "No framework or edition is called 'cure'. There are: care-2020, house-2020."),
        (("care", "cur"), "There are: care-2020, house-2020. Published mappings: from care to cure."),
        (("house", "cure"), "Published mappings: from care to cure."),
        (("care", "house", "9.9"), "Care Rule of 2020 has no requirement '9.9': write a reference of that edition."),
    ],
)
def test_what_the_catalogue_does_not_know_is_answered_with_what_there_is(
    two: Catalogue, words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(KeyError) as unknown:
        crosswalk(two, *words)
    assert said in unknown.value.args[0]


def test_the_table_has_a_line_for_each_pair_and_control(two: Catalogue) -> None:
    table = io.StringIO()
    write_csv((*crosswalk(two, "care", "house").relations, *crosswalk(two, "care", "cure", "1.2").relations), table)
    assert list(csv.reader(io.StringIO(table.getvalue()))) == [
        list(COLUMNS),
        ["1.1", "Site", "site", "full", "partial", "H1", "Doors", SHARED],
        ["1.2", "Patches", "patching", "full", "full", "H 2", "Software", SHARED],
        ["1.2", "Patches", "patching", "full", "partial", "H1", "Doors", SHARED],
        ["1.2", "Patches", "", "", "", "C-2", "", "Care to Cure"],
    ]


def printed(*words: str) -> str:
    out = io.StringIO()
    call_command("crosswalk", *words, stdout=out, no_color=True)
    return out.getvalue()


def test_the_command_prints_what_is_related_on_the_shipped_catalogue() -> None:
    said = printed("soc2", "pci-dss", "--ref", "CC6.1")
    title, means, *_ = said.splitlines()
    assert re.fullmatch(r"SOC 2.+ → PCI DSS.+", title), title
    assert means.startswith("Two requirements are related when the same control supports both.")
    through = re.search(r"  (.+) covers a part of it\n    (8\.3\.1\*, 8\.3\.11\*.*)\n", said)
    assert through and through[1] == shipped().controls["authentication"].title
    mfa = re.search(rf"  {shipped().controls['mfa'].title} covers a part of it\n    (.+)\n", said)
    assert mfa and {"8.4.1*", "8.4.2*", "8.4.3*", "8.3.9"} <= set(mfa[1].split(", "))
    count = len(crosswalk(shipped(), "soc2", "pci-dss", "CC6.1").relations)
    assert f"\n1 requirement, {count} relations.\n" in said


def test_the_whole_print_names_each_pair_once_under_each_control() -> None:
    said, relations = printed("soc2", "pci-dss"), crosswalk(shipped(), "soc2", "pci-dss").relations
    listed = [word for line in said.splitlines() if line.startswith("    ") for word in line.strip(" ,").split(", ")]
    assert len(listed) == len(relations) > 500
    assert [each.rstrip("*") for each in listed] == [each.right for each in relations]
    assert [each.endswith("*") for each in listed] == [each.right_coverage is Coverage.FULL for each in relations]


@pytest.mark.parametrize("words", [("soc2", "pci-dss"), ("hipaa", "gdpr"), ("hipaa", "nist-800-53-r5")])
def test_it_never_claims_that_two_requirements_are_equal(words: tuple[str, str]) -> None:
    said = printed(*words).replace("never makes them equal", "")
    assert not re.search(r"\bequal|\bequivalent|\bsame as\b|\bsatisfies both\b|\bcompliant\b", said)


def test_a_reference_with_a_space_is_not_broken_over_two_lines() -> None:
    said = printed("soc2", "gdpr")
    assert re.search(r"^    Art\. \d", said, re.MULTILINE)
    assert not re.search(r"Art\.$", said, re.MULTILINE)
    assert "\xa0" not in said


def test_the_command_writes_the_table_to_a_file_or_to_the_output(tmp_path: Path) -> None:
    file = tmp_path / "soc2.csv"
    said = printed("soc2", "pci-dss", "--csv", str(file))
    rows = list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))
    assert said == f"{len(rows)} relations written to {file}.\n"
    assert len(rows) == len(crosswalk(shipped(), "soc2", "pci-dss").relations)
    assert {
        "from": "CC6.1",
        "from title": shipped().requirement("soc2", "CC6.1").title,
        "control": "mfa",
        "covers from": "partial",
        "covers to": "full",
        "to": "8.4.2",
        "to title": shipped().requirement("pci-dss", "8.4.2").title,
        "source": SHARED,
    } in rows
    assert printed("soc2", "pci-dss", "--csv", "-").encode() == file.read_bytes()


def beside_nothing(tmp_path: Path) -> Path:
    return tmp_path / "nowhere" / "table.csv"


def a_folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.mark.parametrize("place", [beside_nothing, a_folder])
def test_a_table_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    with pytest.raises(CommandError, match=r"could not be written: .+\."):
        printed("soc2", "pci-dss", "--csv", str(place(tmp_path)))
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_does_not_know() -> None:
    with pytest.raises(CommandError, match=r"No framework or edition is called 'iso'\. There are: .*pci-dss-4\.0\.1"):
        printed("iso", "pci-dss")
    with pytest.raises(CommandError, match=r"Published mappings: from hipaa to nist-800-53-r5\."):
        printed("soc2", "nist-800-53-r5")
    with pytest.raises(CommandError, match=r"has no requirement 'CC99'") as unknown:
        printed("soc2", "pci-dss", "--ref", "CC99")
    assert "Published" not in str(unknown.value)
