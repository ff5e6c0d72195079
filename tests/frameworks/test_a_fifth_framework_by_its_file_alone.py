"""Is a framework added by its file alone? The NIST Cybersecurity Framework was, as the fifth.

The counts are those of the Core of CSF 2.0 (NIST CSWP 29).
"""

import datetime
from collections import Counter
from dataclasses import fields
from pathlib import Path
from shutil import copytree

import pytest

from frameworks.compiled import SHIPPED, Catalogue, compile_catalogue, shipped
from frameworks.inheritance import AccountFact, AttestationFact, SystemFacts, UseFact, inherit
from frameworks.loading import load
from frameworks.schema import Obligation

KEY = "nist-csf-2.0"
FILE = Path("frameworks") / f"{KEY}.toml"
NOW = datetime.datetime(2026, 11, 22, 9, tzinfo=datetime.UTC)
FUNCTIONS = {"GV": "Govern", "ID": "Identify", "PR": "Protect", "DE": "Detect", "RS": "Respond", "RC": "Recover"}
CATEGORIES = {
    "GV.OC": 5,
    "GV.RM": 7,
    "GV.RR": 4,
    "GV.PO": 2,
    "GV.OV": 3,
    "GV.SC": 10,
    "ID.AM": 7,
    "ID.RA": 10,
    "ID.IM": 4,
    "PR.AA": 6,
    "PR.AT": 2,
    "PR.DS": 4,
    "PR.PS": 6,
    "PR.IR": 4,
    "DE.CM": 5,
    "DE.AE": 6,
    "RS.MA": 5,
    "RS.AN": 4,
    "RS.CO": 2,
    "RS.MI": 2,
    "RC.RP": 6,
    "RC.CO": 2,
}
"""The categories in the order of the document, each with the number of its subcategories."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("four") / "frameworks" / "catalogue"


@pytest.fixture(scope="module")
def without(root: Path) -> Catalogue:
    """The shipped catalogue as it would be, had that one file never been written."""
    copytree(SHIPPED, root)
    (root / FILE).unlink()
    return compile_catalogue(root)


def refs(kind: str) -> list[str]:
    return [each.ref for each in shipped().editions[KEY].requirements if each.kind == kind]


def test_it_has_6_functions_22_categories_and_106_subcategories() -> None:
    kinds = Counter(each.kind for each in shipped().editions[KEY].requirements)
    assert kinds == {"function": 6, "category": 22, "subcategory": 106}


def test_functions_and_categories_stand_in_the_order_of_the_document() -> None:
    assert refs("function") == list(FUNCTIONS)
    assert refs("category") == list(CATEGORIES)
    subcategories = refs("subcategory")
    assert subcategories == sorted(subcategories, key=lambda ref: (list(CATEGORIES).index(ref[:5]), ref))


def test_each_category_has_its_subcategories() -> None:
    assert Counter(ref.partition("-")[0] for ref in refs("subcategory")) == CATEGORIES


def test_every_row_stands_below_what_its_reference_begins_with() -> None:
    above = {"function": "", "category": ".", "subcategory": "-"}
    for each in shipped().editions[KEY].requirements:
        separator = above[each.kind]
        assert each.parent == (each.ref.rpartition(separator)[0] if separator else "")
        assert each.family == FUNCTIONS[each.ref[:2]]


def test_ids_withdrawn_from_version_1_1_are_not_listed() -> None:
    listed = {each.ref for each in shipped().editions[KEY].requirements}
    assert listed.isdisjoint({"ID.AM-06", "ID.BE", "PR.AC", "PR.DS-03", "DE.CM-08", "DE.DP", "RS.CO-01", "RC.IM"})


def test_it_is_voluntary_so_an_outcome_is_best_practice_and_nothing_is_required() -> None:
    for each in shipped().editions[KEY].requirements:
        expected = Obligation.BEST_PRACTICE if each.kind == "subcategory" else Obligation.NONE
        assert each.obligation(NOW.date()) is expected
        assert each.obligation(datetime.date(2024, 2, 25)) is Obligation.NONE
        assert each.assessable is (each.kind == "subcategory")


def test_its_core_sets_no_interval_and_no_value() -> None:
    links = [link for each in shipped().editions[KEY].requirements for link in each.controls]
    assert links
    assert not any(link.frequency or link.retention or link.population or link.minimum for link in links)


def test_without_the_file_the_catalogue_is_whole_and_with_it_only_the_edition_is_added(without: Catalogue) -> None:
    catalogue = shipped()
    assert set(catalogue.editions) - set(without.editions) == {KEY}
    assert {key: each for key, each in catalogue.editions.items() if key != KEY} == without.editions
    for field in fields(Catalogue):  # controls, services, programmes, rules, decisions, scopes and what may be added
        if field.name != "editions":
            assert getattr(catalogue, field.name) == getattr(without, field.name), field.name


def test_the_file_alone_brings_it_back(without: Catalogue, root: Path) -> None:
    (root / FILE).write_bytes((SHIPPED / FILE).read_bytes())
    assert compile_catalogue(root).digest == shipped().digest != without.digest


@pytest.mark.django_db
def test_loading_it_adds_its_rows_and_touches_no_other(without: Catalogue) -> None:
    load(without, NOW)
    report = load(shipped(), NOW)
    written = {*report.added, *report.changed}  # changed, where an earlier test had loaded it: it comes back
    assert report.retired == []
    assert {"framework nist-csf", f"edition {KEY}", f"requirement {KEY} GV.OC-01"} <= written
    assert [each for each in written if "nist-csf" not in each] == []


def test_what_aws_does_is_shown_without_support_for_no_programme_speaks_for_it() -> None:
    """Not even a current report on AWS, made to other criteria, changes that."""
    facts = SystemFacts(
        accounts=(AccountFact(account_id="111122223333"),),
        uses=(UseFact(service="ec2", account_id="111122223333"),),
        attestations=(
            AttestationFact(
                id="soc2",
                programme="aws-soc2",
                variant="type-2",
                period_start=datetime.date(2025, 10, 1),
                period_end=datetime.date(2026, 9, 30),
                accepted_on=NOW.date(),
            ),
        ),
    )
    answers = {each.ref: each for each in inherit(shipped(), "nist-csf", facts, NOW.date())}
    assert len(answers) == 106
    doors = answers["PR.AA-06"]
    assert doors.class_ == "shared"
    assert any(part.aws for part in doors.parts)
    for each in answers.values():
        assert each.class_ in {"shared", "customer"}
        assert each.aws is None or not (each.aws.supported or each.aws.corroborated or each.aws.reasons)


def test_nothing_of_govern_is_borne_by_aws() -> None:
    for each in shipped().editions[KEY].requirements:
        if each.assessable and each.family == "Govern":
            assert each.organisational, each.ref
